"""The dense encoder as txtai calls it, with the three things that the project needs of it.

The number format follows the processor, passages encoded before are not encoded again, and threads take turns.
`embeddings.method` names the class: this one, or a subclass of it that loads another kind of model.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
import regex
import torch
from txtai.models import Pooling, PoolingFactory
from txtai.vectors import HFVectors, VectorsFactory

from pipelines import models
from pipelines.errors import ConfigError, ModelError, VademecumError

Vectors = npt.NDArray[np.float32]

CPUINFO = Path("/proc/cpuinfo")
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as the model reads it: where each token stands, half open, and its unit vector in this context."""

    spans: tuple[tuple[int, int], ...]
    vectors: Vectors  # (tokens, dimensions)


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
        folder = models.located(path)
        return PoolingFactory.create(
            {
                "path": folder,
                "device": "cuda" if torch.cuda.is_available() and self.config.get("gpu", True) else "cpu",
                "maxlength": self._maxlength(folder),
                "loadprompts": "instructions" not in self.config,
                "modelargs": arguments,
            }
        )

    def _maxlength(self, folder: str) -> int | None:
        """What is configured, else what the model reads; ModelError where the first is more than the second."""
        wanted, own = self.config.get("maxlength"), models.longest(folder)
        if wanted and own and wanted > own:
            name = models.name(self.config)
            raise ModelError(f"embeddings.maxlength is {wanted}, but {name} reads {own} tokens. Lower it to that.")
        return wanted or own

    def vectorize(self, data: list[str], category: str | None = None) -> Vectors:
        """As txtai's, cut to `dimensionality` and made unit vectors anew; ModelError where the model has fewer."""
        found = np.asarray(super().vectorize(data, category))
        if self.dimensionality and found.shape[1] < self.dimensionality:
            raise ModelError(
                f"embeddings.dimensionality is {self.dimensionality}, but {models.name(self.config)} gives "
                f"{found.shape[1]} dimensions. Lower it, or leave it out."
            )
        return found

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

    def by_token(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text, its special ones left out; what is over the model's longest input is cut off.

        A model that is no transformer of txtai's, or tells no places, gives each word as it encodes it by itself.
        """
        sound = [text.encode("utf-8", "replace").decode() for text in texts]
        if not isinstance(self.model, Pooling) or not self.model.tokenizer.is_fast:
            return [self._words(text) for text in sound]
        with self.lock, torch.no_grad():
            asked = {"padding": True, "truncation": True, "max_length": self.longest, "return_tensors": "pt"}
            inputs = self.model.tokenizer(
                sound, return_offsets_mapping=True, return_special_tokens_mask=True, **asked
            ).to(self.model.device)
            spans, special = inputs.pop("offset_mapping"), inputs.pop("special_tokens_mask")
            # Pooling's own forward, below the one that takes the mean, gives a vector for each token.
            found = torch.nn.functional.normalize(Pooling.forward(self.model, **inputs).float(), dim=-1)
        kept = special == 0  # padding counts as special
        return [
            Tokens(tuple((int(start), int(end)) for start, end in span[keep]), vectors[keep].cpu().numpy())
            for span, vectors, keep in zip(spans, found, kept, strict=True)
        ]

    def _words(self, text: str) -> Tokens:
        spans = tuple(match.span() for match in WORD.finditer(text))
        if not spans:
            return Tokens((), np.zeros((0, 0), dtype=np.float32))
        vectors = self.encode([text[start:end] for start, end in spans])
        return Tokens(spans, vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))

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
        if isinstance(error.__cause__, VademecumError):
            raise error.__cause__ from error
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
