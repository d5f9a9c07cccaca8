"""A GGUF file before it is loaded: what it is, how much memory it needs, and why llama.cpp can't load it."""

import ctypes
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import llama_cpp

from pipelines import memory
from pipelines.config import LlmSettings
from pipelines.errors import ModelError

KIND = "general.architecture"
ERROR = 4  # level of ggml.h; llama-cpp-python counts it as 3

_said: deque[str] = deque(maxlen=8)  # what llama.cpp last called an error


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _listen(level: int, text: bytes, _: Any) -> None:
    if level == ERROR:
        _said.append(text.decode("utf-8", "replace").strip())


def listen() -> None:
    """Keeps what llama.cpp calls errors from here on, and nothing else of its log."""
    llama_cpp.llama_log_set(_listen, ctypes.c_void_p(0))
    _said.clear()


def check(file: Path) -> None:
    """Raises ModelError for a file of another kind."""
    with file.open("rb") as stream:
        head = stream.read(64)
    if head.startswith(b"version https://git-lfs"):
        raise ModelError(f"{file} only points to a model kept in Git LFS. Fetch the model itself, with: git lfs pull")
    if not head.startswith(b"GGUF"):
        raise ModelError(f"{file} is no GGUF file. Fetch the model again, or name another one.")


def facts_of(file: Path) -> dict[str, str]:
    """The file's metadata: its vocabulary is read, its weights are not."""
    options = llama_cpp.llama_model_default_params()
    options.vocab_only = True
    listen()
    model = llama_cpp.llama_model_load_from_file(str(file).encode(), options)
    if not model:
        raise not_loaded(file, 0)
    try:
        buffer = ctypes.create_string_buffer(1024)
        facts: dict[str, str] = {}
        for index in range(llama_cpp.llama_model_meta_count(model)):
            llama_cpp.llama_model_meta_key_by_index(model, index, buffer, len(buffer))
            key = buffer.value.decode()
            llama_cpp.llama_model_meta_val_str_by_index(model, index, buffer, len(buffer))
            facts[key] = buffer.value.decode("utf-8", "replace")
        return facts
    finally:
        llama_cpp.llama_model_free(model)


def _number(facts: Mapping[str, str], key: str, default: int = 0) -> int:
    """A number of the architecture; of a list, one a layer, the largest."""
    text = facts.get(f"{facts.get(KIND)}.{key}", "")
    numbers = [int(part) for part in text.strip("[]").split(",") if part.strip().isdigit()]
    return max(numbers, default=default)


def window_of(file: Path, facts: Mapping[str, str], settings: LlmSettings) -> int:
    """Tokens of the context: `llm.n_ctx`, or where that isn't set, less for a model that was trained for less."""
    trained = _number(facts, "context_length", settings.n_ctx)
    if settings.n_ctx <= trained:
        return settings.n_ctx
    if "n_ctx" in settings.model_fields_set:
        raise ModelError(
            f"llm.n_ctx is {settings.n_ctx}, but {file.name} was trained for {trained}. Set {trained} or less."
        )
    return trained


def cache(facts: Mapping[str, str], window: int) -> int:
    """Bytes of the memory of earlier tokens: keys and values of 2 bytes each."""
    heads = _number(facts, "attention.head_count", 1)
    width = _number(facts, "embedding_length") // heads
    keys, values = _number(facts, "attention.key_length", width), _number(facts, "attention.value_length", width)
    kept = _number(facts, "attention.head_count_kv", heads)
    return 2 * window * _number(facts, "block_count") * kept * (keys + values)


def check_memory(file: Path, needed: int, settings: LlmSettings) -> None:
    """Raises ModelError for a model that is larger than the memory that is free; a graphics card has its own."""
    free = memory.free()
    on_card = llama_cpp.llama_supports_gpu_offload() and settings.extra.get("n_gpu_layers", -1) != 0
    if free is not None and needed > free and not on_card:
        raise ModelError(
            f"{file.name} needs about {memory.told(needed)} of memory, and {memory.told(free)} are free. "
            f"Lower llm.n_ctx ({settings.n_ctx}), close other programs, or take a smaller model."
        )


def not_loaded(file: Path, needed: int) -> ModelError:
    """Why llama.cpp could not load a file that takes so many bytes, by what it said last."""
    said = next(iter(_said), "").rpartition("error loading model: ")[2]
    if "unknown model architecture" in said:
        return ModelError(
            f"llama.cpp does not know the kind of model in {file.name}. Upgrade it: pip install -U llama-cpp-python"
        )
    if any(word in text for text in _said for word in ("alloc", "memory", "buffer")):
        return ModelError(
            f"There is not enough memory for {file.name}, about {memory.told(needed)}. Lower llm.n_ctx, close other "
            "programs, or take a smaller model."
        )
    reason = f" ({said[:160]})" if said else ""
    return ModelError(f"{file.name} can't be loaded: it is damaged or incomplete{reason}. Fetch it again.")
