"""A transformers model, in a folder or by its name on the Hugging Face Hub."""

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import torch
from transformers import StoppingCriteria, StoppingCriteriaList, TextIteratorStreamer
from txtai.pipeline import HFGeneration

from pipelines.backend import Message, merged
from pipelines.config import LlmSettings
from pipelines.errors import ModelError

SAMPLING = ("temperature", "top_p", "top_k", "min_p", "repetition_penalty", "do_sample")


class Transformer(HFGeneration):  # type: ignore[misc]
    """A model that is loaded; one generation at a time."""

    exclusive = True

    def __init__(self, settings: LlmSettings, offline: bool = False) -> None:
        folder = _folder(settings.path, offline)
        options = {name: value for name, value in settings.extra.items() if name not in SAMPLING}
        try:
            super().__init__(folder, task="language-generation", **options)
        except Exception as error:  # transformers raises whatever its parts raise
            raise ModelError(
                f"transformers can't load {settings.path} ({type(error).__name__}). Name a folder with config.json, "
                "weights and tokenizer of a text model, or a model on the Hub."
            ) from error
        self.name = settings.path.rstrip("/").rsplit("/", 1)[-1]
        self._pipeline = self.llm.pipeline
        model, tokenizer = self._pipeline.model, self._pipeline.tokenizer
        if tokenizer.chat_template is None:
            raise ModelError(f"{self.name} has no chat template. Take the model's instruct or chat version.")
        self._tokenizer = copy.deepcopy(tokenizer)  # one can't be used by two threads
        self._counting = Lock()
        self._sampling = {name: settings.extra[name] for name in SAMPLING if name in settings.extra}
        self._sampling.setdefault("do_sample", bool(self._sampling.get("temperature")))
        self.window = _window(self.name, model.config, settings)
        self.marks = frozenset(tokenizer.all_special_tokens) | frozenset(tokenizer.get_added_vocab())
        self.memory = int(model.get_memory_footprint())

    def _prompt(self, messages: Sequence[Message]) -> str:
        options = {"tokenize": False, "add_generation_prompt": True, "enable_thinking": False}
        with self._counting:
            try:
                return str(self._tokenizer.apply_chat_template(list(messages), **options))
            except Exception as error:  # a template may refuse the role system, with any exception
                if messages[0]["role"] != "system":
                    raise ModelError(f"The chat template of {self.name} fails. Take another model.") from error
                return str(self._tokenizer.apply_chat_template(merged(messages), **options))

    def count(self, messages: Sequence[Message]) -> int:
        prompt = self._prompt(messages)
        with self._counting:
            return len(self._tokenizer(prompt, add_special_tokens=False)["input_ids"])

    def run(self, messages: Sequence[Message], most: int, halt: Event) -> Iterator[str]:
        prompt = self._prompt(messages)
        if prompt.rstrip().endswith("<think>"):
            yield "<think>"
        tokenizer = self._pipeline.tokenizer
        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        failed: list[Exception] = []
        over = Event()
        thread = Thread(target=self._generate, args=(prompt, most, streamer, failed, halt, over), daemon=True)
        thread.start()
        try:
            yield from filter(None, streamer)
        finally:
            over.set()
            thread.join()
        if failed:
            raise failed[0]

    def _generate(
        self, prompt: str, most: int, streamer: TextIteratorStreamer, failed: list[Exception], *ends: Event
    ) -> None:
        """txtai's own stream would wait 5 seconds for the first piece, and lose what goes wrong."""
        model, tokenizer = self._pipeline.model, self._pipeline.tokenizer
        try:
            torch.manual_seed(0)
            given = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").to(model.device)
            model.generate(
                **given,
                max_new_tokens=most,
                streamer=streamer,
                stopping_criteria=StoppingCriteriaList([_Halted(end) for end in ends]),
                pad_token_id=tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id,
                **self._sampling,
            )
        except Exception as error:  # handed on to the one who waits for pieces
            failed.append(error)
        finally:
            streamer.end()  # type: ignore[no-untyped-call]

    def explain(self, error: Exception) -> str:
        if isinstance(error, torch.OutOfMemoryError) or "memory" in str(error).lower():
            return f"There is no memory left for {self.name}. Lower llm.n_ctx, or take a smaller model."
        return ""


class _Halted(StoppingCriteria):
    """Ends a generation between two tokens."""

    def __init__(self, halt: Event) -> None:
        self.halt = halt

    def __call__(self, input_ids: torch.Tensor, scores: Any, **options: Any) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self.halt.is_set(), device=input_ids.device, dtype=torch.bool)


def _folder(path: str, offline: bool) -> str:
    """The folder of the model; one that has to be fetched keeps its name."""
    folder = Path(path).expanduser()
    if folder.is_dir() and (folder / "config.json").is_file():
        return str(folder)
    if folder.exists() or path.startswith((".", "/", "~", "models/")):
        raise ModelError(f"llm.path: there is no model in {path}. Name a .gguf file, or a folder with config.json.")
    if not offline:
        return path
    from huggingface_hub import snapshot_download

    try:
        return str(snapshot_download(path, local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path} is not here, and with `offline: true` nothing is fetched. Where there is a network, run: "
            f"hf download {path} --local-dir models/{path} then bring that folder here and set llm.path to it."
        ) from error


def _window(name: str, config: Any, settings: LlmSettings) -> int:
    trained = int(getattr(config, "max_position_embeddings", 0) or settings.n_ctx)
    if settings.n_ctx <= trained:
        return settings.n_ctx
    if "n_ctx" in settings.model_fields_set:
        raise ModelError(f"llm.n_ctx is {settings.n_ctx}, but {name} was trained for {trained}. Set {trained} or less.")
    return trained
