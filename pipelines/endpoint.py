"""A model behind an endpoint: Ollama, or anything that talks like OpenAI, through LiteLLM."""

from collections.abc import Collection, Iterator, Sequence
from ipaddress import ip_address
from threading import Event
from urllib.parse import urlsplit

from txtai.pipeline import LiteLLM

from pipelines.backend import Message, estimate
from pipelines.config import LlmSettings
from pipelines.errors import ModelError

OLLAMA = "http://127.0.0.1:11434"


class Endpoint(LiteLLM):  # type: ignore[misc]
    """A model on another server, which may take several requests at once."""

    exclusive = False
    marks: Collection[str] = ()
    memory = 0

    def __init__(self, settings: LlmSettings, offline: bool = False) -> None:
        try:
            import litellm
        except ImportError as error:
            raise ModelError(
                f"{settings.path} needs LiteLLM, which is not installed. In Vademecum's folder run: "
                "pip install -e '.[litellm]'"
            ) from error
        litellm.suppress_debug_info = True
        options = {"temperature": 0, "seed": 0, "drop_params": True, "timeout": settings.seconds, **settings.extra}
        if settings.path.startswith("ollama"):
            options = {"api_base": OLLAMA, "num_ctx": settings.n_ctx, **options}
        self.base = str(options.get("api_base") or "")
        if offline and not here(self.base):
            raise ModelError(
                f"`offline: true` lets nothing leave this machine, but {settings.path} answers at "
                f"{self.base or 'its own address'}. Set llm.api_base to an endpoint on 127.0.0.1, or offline to false."
            )
        super().__init__(settings.path, **options)
        self.window = settings.n_ctx
        self._errors = known = litellm.exceptions
        self._down = (known.Timeout, known.APIConnectionError, known.APIError, known.InternalServerError)

    def count(self, messages: Sequence[Message]) -> int:
        """An estimate: the endpoint's tokenizer isn't here, and LiteLLM would fetch one, or take another's."""
        return estimate(messages)

    def run(self, messages: Sequence[Message], most: int, halt: Event) -> Iterator[str]:
        yield from self.stream([list(messages)], most, True, None)

    def explain(self, error: Exception) -> str:
        where, known = self.base or "the endpoint", self._errors
        if isinstance(error, known.AuthenticationError):
            return f"{where} refuses the key for {self.path}. Set llm.api_key, or the provider's environment variable."
        if isinstance(error, known.NotFoundError):
            return f"{where} has no model {self.path}. Mend llm.path, or with Ollama run: ollama pull MODEL"
        if isinstance(error, known.ContextWindowExceededError):
            return f"The prompt is too long for {self.path}. Lower llm.n_ctx to what the endpoint allows."
        if isinstance(error, known.RateLimitError):
            return f"{where} has had too many requests. Wait a little, and ask again."
        if isinstance(error, known.BadRequestError):
            return f"{where} refuses requests for {self.path}. Check llm.path and the keys below llm: in config.yml."
        if isinstance(error, self._down):
            return f"{where} does not answer for {self.path}. Start the server there, or mend llm.api_base."
        return ""


def here(base: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(base).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
