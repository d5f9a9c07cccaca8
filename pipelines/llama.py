"""A GGUF file through llama.cpp: checked, loaded, counted by its own tokenizer, stopped whenever asked."""

import codecs
import ctypes
import inspect
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from threading import Event, Lock
from typing import Any

import llama_cpp
from llama_cpp.llama_chat_format import Jinja2ChatFormatter
from txtai.pipeline import LlamaCpp

from pipelines import gguf
from pipelines.backend import Message, merged
from pipelines.config import LlmSettings, near
from pipelines.errors import ModelError

LOADING = set(inspect.signature(llama_cpp.Llama.__init__).parameters) - {
    *("self", "model_path", "n_ctx", "verbose", "vocab_only", "kwargs", "chat_format", "chat_handler", "seed"),
}
SAMPLING = set(inspect.signature(llama_cpp.Llama.generate).parameters) - {"self", "tokens", "reset"}


class Llama(LlamaCpp):  # type: ignore[misc]
    """A model that is loaded; one generation at a time."""

    exclusive = True

    def __init__(self, file: Path, settings: LlmSettings) -> None:
        _check_options(settings.extra)
        gguf.check(file)
        self.name = file.name
        facts = gguf.facts_of(file)
        window = gguf.window_of(file, facts, settings)
        self.memory = file.stat().st_size + gguf.cache(facts, window)
        gguf.check_memory(file, self.memory, settings)
        options = settings.extra
        self._thinking, self._seed = options.pop("enable_thinking", False), options.pop("seed", 0)
        self._sampling = {"temp": options.pop("temperature", 0.0), **_of(SAMPLING, options)}
        gguf.listen()
        try:
            super().__init__(str(file), n_ctx=window, **_of(LOADING, options))
        except (ValueError, RuntimeError) as error:
            raise gguf.not_loaded(file, self.memory) from error
        self.window = min(window, self.llm.n_ctx())
        self.marks = frozenset(self._marks())
        self._one = Lock()
        self._buffer = ctypes.create_string_buffer(1024)  # longer than any token
        self._halt = Event()
        self._abort = llama_cpp.ggml_abort_callback(lambda _: self._halt.is_set())  # kept: C holds no reference
        llama_cpp.llama_set_abort_callback(self.llm.ctx, self._abort, ctypes.c_void_p(0))
        self._format = self._template()

    def _template(self) -> Jinja2ChatFormatter:
        template = self.llm.metadata.get("tokenizer.chat_template")
        if not template:
            raise ModelError(
                f"{self.name} has no chat template, so it was not trained to follow instructions. Take the model's "
                "instruct or chat version."
            )
        first, last = (self._text(token) for token in (self.llm.token_bos(), self.llm.token_eos()))
        return Jinja2ChatFormatter(template=template, bos_token=first, eos_token=last)

    def _text(self, token: int) -> str:
        return (
            (llama_cpp.llama_vocab_get_text(self._vocab, token) or b"").decode("utf-8", "replace") if token >= 0 else ""
        )

    @property
    def _vocab(self) -> Any:
        return llama_cpp.llama_model_get_vocab(self.llm.model)

    def _marks(self) -> Iterator[str]:
        """Texts of control tokens, and of added ones that look like it: <think> is no control token in all models."""
        for token in range(self.llm.n_vocab()):
            kind = llama_cpp.llama_vocab_get_attr(self._vocab, token)
            text = self._text(token)
            added = kind & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED and text[:1] in "<[" and text[-1:] in ">]"
            if added or kind & (llama_cpp.LLAMA_TOKEN_ATTR_CONTROL | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN):
                yield text

    def prompt_text(self, messages: Sequence[Message]) -> str:
        """The chat prompt as the model's own template writes it."""
        options = {"enable_thinking": self._thinking}
        try:
            return str(self._format(messages=list(messages), **options).prompt)  # type: ignore[arg-type]
        except Exception as error:  # a template may refuse the role system, with any exception
            if messages[0]["role"] != "system":
                raise ModelError(f"The chat template of {self.name} fails. Take another model.") from error
            return str(self._format(messages=merged(messages), **options).prompt)  # type: ignore[arg-type]

    def tokens(self, messages: Sequence[Message]) -> list[int]:
        """The ids of the chat prompt, as they go into the model."""
        return self._ids(self.prompt_text(messages))

    def _ids(self, prompt: str) -> list[int]:
        return list(self.llm.tokenize(prompt.encode("utf-8", "replace"), add_bos=False, special=True))

    def count(self, messages: Sequence[Message]) -> int:
        return len(self.tokens(messages))

    def run(self, messages: Sequence[Message], most: int, halt: Event) -> Iterator[str]:
        prompt = self.prompt_text(messages)
        with self._one:
            self._halt = halt
            try:
                if prompt.rstrip().endswith("<think>"):
                    yield "<think>"  # the template began to think, and the model goes on
                yield from self._generate(self._ids(prompt), most)
            except RuntimeError:
                if not halt.is_set():  # llama.cpp was told to break off
                    raise
            finally:
                self._halt = Event()

    def _generate(self, prompt: list[int], most: int) -> Iterator[str]:
        """Token by token; llama-cpp-python's own completion writes the whole prompt out again for each."""
        self.llm.reset()  # what an earlier prompt left would change the sums in their last digits
        self.llm.set_seed(self._seed)
        text = codecs.getincrementaldecoder("utf-8")("replace")  # a character may be cut in two tokens
        for token in islice(self.llm.generate(prompt, **self._sampling), most):
            if llama_cpp.llama_vocab_is_eog(self._vocab, token):
                break
            yield text.decode(self._piece(token))
        yield text.decode(b"", final=True)

    def _piece(self, token: int) -> bytes:
        size = llama_cpp.llama_token_to_piece(self._vocab, token, self._buffer, len(self._buffer), 0, False)
        return self._buffer.raw[: max(size, 0)]

    def explain(self, error: Exception) -> str:
        if isinstance(error, RuntimeError) and "llama_decode" in str(error):
            return (
                f"llama.cpp could not go on with {self.name} ({error}): there may be too little memory. Lower "
                "llm.n_ctx, or take a smaller model."
            )
        return ""


def _of(names: set[str], options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name in names}


def _check_options(options: Mapping[str, Any]) -> None:
    known = LOADING | SAMPLING | {"temperature", "seed", "enable_thinking"}
    for name in options:
        if name not in known:
            raise ModelError(f"llm.{name} is nothing that llama.cpp knows.{near(name, known)}")
