"""The class that `llm.method` names: a local model or an endpoint, told by its path, loaded at its first use.

txtai makes it while it starts, before anything was checked; so nothing happens here until the first question.
"""

from collections.abc import Iterator, Sequence
from threading import Event, Lock
from typing import Any

from txtai.pipeline import Generation

from pipelines import fetch
from pipelines.backend import Backend, Message
from pipelines.config import LOCAL, LlmSettings
from pipelines.errors import ModelError

# First parts of a path that LiteLLM takes for a provider. A name on the Hub that begins so is given as a folder.
PROVIDERS = (
    *("ollama", "ollama_chat", "openai", "hosted_vllm", "vllm", "lm_studio", "llamafile", "litellm_proxy", "azure"),
    *("anthropic", "gemini", "groq", "mistral", "openrouter", "huggingface", "bedrock", "vertex_ai"),
)


class Local(Generation):  # type: ignore[misc]
    """`llm: {path: models/x.gguf, method: pipelines.llm.Local}`."""

    def __init__(self, path: str, template: str | None = None, **options: Any) -> None:
        super().__init__(path, template, **options)
        self._settings: LlmSettings | None = None
        self._offline = False
        self._loading = Lock()
        self._backend: Backend | None = None

    def configure(self, settings: LlmSettings, offline: bool) -> None:
        """Sets what `config.yml` says beside the options that txtai hands on."""
        self._settings, self._offline = settings, offline

    @property
    def backend(self) -> Backend:
        """What runs the model, loaded; ModelError with a remedy when that can't be."""
        with self._loading:
            if self._backend is None:
                settings = self._settings or LlmSettings(path=self.path, method=LOCAL, **self.kwargs)
                self._backend = _open(settings, self._offline)
            return self._backend

    def stream(
        self, texts: Sequence[Any], maxlength: int, stream: bool, stop: Any = None, **options: Any
    ) -> Iterator[str]:
        """txtai's way to generate, for workflows that name the pipeline `llm`."""
        for text in texts:
            messages: list[Message] = text if isinstance(text, list) else [{"role": "user", "content": text}]
            pieces = self.backend.run(messages, maxlength, Event())
            if stream:
                yield from pieces
            else:
                yield "".join(pieces)


def elsewhere(settings: LlmSettings | None) -> str:
    """Where questions and passages go when the model is asked; empty when they stay on this machine."""
    if settings is None or settings.path.lower().endswith(".gguf"):
        return ""
    from pipelines.endpoint import OLLAMA, here

    provider = settings.path.split("/", 1)[0]
    base = str(settings.extra.get("api_base") or (OLLAMA if provider.startswith("ollama") else ""))
    if not base and provider not in PROVIDERS:
        return ""
    return "" if here(base) else base or provider


def _open(settings: LlmSettings, offline: bool) -> Backend:
    """The backend for a path: a GGUF file, an endpoint, else a transformers model."""
    if settings.path.lower().endswith(".gguf"):
        file = fetch.find(settings.path, offline)
        fetch.verify(file, settings.sha256)
        try:
            from pipelines.llama import Llama  # each of the three brings in a large library
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelError(
                "A GGUF file needs llama-cpp-python, which is not installed, or not for this machine. In Vademecum's "
                "folder run: pip install -e '.[llm]'"
            ) from error
        return Llama(file, settings)
    if settings.sha256:
        raise ModelError(f"llm.sha256 is for GGUF files; {settings.path} is none. Take it out, or name a .gguf file.")
    if settings.path.split("/", 1)[0] in PROVIDERS or "api_base" in settings.extra:
        from pipelines.endpoint import Endpoint

        return Endpoint(settings, offline)
    from pipelines.transformer import Transformer

    return Transformer(settings, offline)
