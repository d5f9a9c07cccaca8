"""The dense encoder as txtai calls it, with the three things that the project needs of it.

The number format follows the processor, passages encoded before are not encoded again, and threads take turns.
`embeddings.method` names the class: this one, or a subclass of it that loads another kind of model.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from txtai.models import PoolingFactory
from txtai.vectors import HFVectors, VectorsFactory

from pipelines.errors import ConfigError, ModelError

Vectors = npt.NDArray[np.float32]

CPUINFO = Path("/proc/cpuinfo")


class Encoder(HFVectors):  # type: ignore[misc]
    """txtai's transformers vectors (`embeddings: {method: pipelines.encoder.Encoder, path: ...}`).

    `vectors: {dtype: auto}` becomes bfloat16 where the processor computes it natively, float32 elsewhere: bfloat16 is
    2.8 times faster with avx512_bf16 and 3 times slower without.
    """

    def __init__(self, config: dict[str, Any], scoring: Any, models: dict[str, Any] | None) -> None:
        # A Hugging Face tokenizer can't be used by two threads at once, so encoders that share a model share a lock.
        self.lock: RLock = RLock() if models is None else models.setdefault("lock", RLock())
        self.known: Callable[[list[str]], Vectors] | None = None  # set while an index is built
        super().__init__(config, scoring, models)

    def loadmodel(self, path: str) -> Any:
        arguments = dict(self.config.get("vectors") or {})
        if arguments.get("dtype", "auto") == "auto":
            arguments["dtype"] = torch.bfloat16 if native_bfloat16() else torch.float32
        return PoolingFactory.create(
            {
                "path": path,
                "device": "cuda" if torch.cuda.is_available() and self.config.get("gpu", True) else "cpu",
                "maxlength": self.config.get("maxlength"),
                "loadprompts": "instructions" not in self.config,
                "modelargs": arguments,
            }
        )

    def encode(self, data: list[str], category: str | None = None) -> Vectors:
        """Vectors of shape (len(data), dimensions)."""
        if self.known is not None and category == "data":
            return self.known(data)
        sound = [text.encode("utf-8", "replace").decode() for text in data]  # a tokenizer raises on half a character
        with self.lock:
            return np.asarray(super().encode(sound, category), dtype=np.float32)

    def normalize(self, embeddings: Vectors) -> Vectors:
        """Unit vectors; known ones are, and keep their last digit from one generation to the next."""
        return embeddings if self.known is not None else np.asarray(super().normalize(embeddings))

    def count(self, texts: list[str]) -> list[int]:
        """How many tokens each text has for this model, its special tokens left out."""
        with self.lock:
            encoded = self.model.tokenizer(texts, add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    @property
    def longest(self) -> int:
        """The longest input in tokens; what is over is cut off by the model."""
        return int(self.model.maxlength or 512)


def encoder_of(embeddings: Mapping[str, Any], models: dict[str, Any]) -> Encoder:
    """The configured encoder, made as txtai makes it; the weights are loaded once and shared through `models`.

    Raises ConfigError when `embeddings.method` names no Encoder, ModelError when the model can't be loaded.
    """
    method = embeddings.get("method")
    try:
        encoder = VectorsFactory.create(dict(embeddings), None, models)
    except ImportError as error:  # what txtai makes of anything that goes wrong while a class of ours loads
        raise ModelError(
            f"The encoder {embeddings.get('path')} could not be loaded by {method}: {error.__cause__ or error}. "
            "Mend embeddings.path and embeddings.method, or put the model there again."
        ) from error
    if not isinstance(encoder, Encoder):
        raise ConfigError(f"embeddings.method is {method!r}, which is no Encoder. Set it to pipelines.encoder.Encoder.")
    return encoder


def native_bfloat16() -> bool:
    """Whether this machine computes bfloat16 in hardware (a GPU of the last years, or a CPU with the instructions)."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    flags = CPUINFO.read_text(errors="replace") if CPUINFO.exists() else ""
    return "avx512_bf16" in flags or "amx_bf16" in flags


def digest(text: str) -> bytes:
    """The key under which a text's vector is kept."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def lookup(vectors: Mapping[bytes, Vectors]) -> Callable[[list[str]], Vectors]:
    """A function for `Encoder.known` that takes each text's vector from a mapping by digest."""
    return lambda texts: np.stack([vectors[digest(text)] for text in texts])
