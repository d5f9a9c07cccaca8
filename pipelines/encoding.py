"""The texts of a draft and what each model makes of them: taken over from the old generation, kept by a killed run, or
encoded now. Nothing is encoded twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from pipelines.chunk import Count
from pipelines.encoder import Encoder, Vectors, digest
from pipelines.sentencemodels import Terms
from pipelines.splade import Splade
from pipelines.vectors import VectorFile, WeightFile, Weights


class Encoded(Protocol):
    """What one model makes of the texts of a draft."""

    def lacks(self, keys: Iterable[bytes]) -> list[bytes]:
        """Those of these digests whose texts have to be encoded, in their order."""

    def encode(self, keys: Sequence[bytes], texts: Sequence[str]) -> None:
        """Encodes these texts and keeps what comes of them on disk."""


class _Kept:
    """What both kinds share: rows of the old generation, and a file for what is new."""

    file: VectorFile | WeightFile

    def __init__(self, rows: Mapping[bytes, int]) -> None:
        self.rows = rows  # digest of a text that the old generation holds: its row there

    def lacks(self, keys: Iterable[bytes]) -> list[bytes]:
        new = [key for key in keys if key not in self.rows]
        have = self.file.get(new)
        return [key for key in new if key not in have]


class DenseVectors(_Kept):
    """The unit vectors of the encoder; `old` are those of the old generation, shape (rows, dimensions)."""

    file: VectorFile

    def __init__(self, encoder: Encoder, file: VectorFile, rows: Mapping[bytes, int], old: Vectors) -> None:
        super().__init__(rows)
        self.encoder, self.file, self.old = encoder, file, old

    def encode(self, keys: Sequence[bytes], texts: Sequence[str]) -> None:
        # "data" has the encoder put a document's prompt in front, where it has one
        vectors = self.encoder.batchtransform([(None, text, None) for text in texts], "data")
        self.file.put(dict(zip(keys, vectors, strict=True)))

    def known(self, texts: Sequence[str]) -> Vectors:
        """The vectors of these texts, shape (texts, dimensions)."""
        keys = [digest(text) for text in texts]
        new = self.file.get(key for key in keys if key not in self.rows)
        return np.stack([self.old[self.rows[key]] if key in self.rows else new[key] for key in keys])


class SparseVectors(_Kept):
    """The weights of words by SPLADE; `old` are those of the old generation, shape (rows, words), None without any."""

    file: WeightFile

    def __init__(self, model: Splade, file: WeightFile, rows: Mapping[bytes, int], old: Terms | None) -> None:
        super().__init__(rows if old is not None else {})
        self.model, self.file, self.old = model, file, old

    def encode(self, keys: Sequence[bytes], texts: Sequence[str]) -> None:
        found = self.model.encode(texts)
        self.file.put({key: _row(found, i) for i, key in enumerate(keys)})

    def known(self, texts: Sequence[str]) -> Terms:
        """The weights of the words of these texts, shape (texts, words)."""
        keys = [digest(text) for text in texts]
        new = self.file.get(key for key in keys if key not in self.rows)
        found = [new[key] if key in new else _row(self.old, self.rows[key]) for key in keys]
        starts = np.cumsum([0, *(len(words) for words, _ in found)], dtype=np.int64)
        words, weights = (np.concatenate(part) for part in zip(*found, strict=True))
        return Terms((weights, words, starts), shape=(len(texts), self.model.width))


def _row(matrix: Terms | None, row: int) -> Weights:
    assert matrix is not None
    part = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[part].astype(np.int32), matrix.data[part]


def file_in(staging: Path, kind: str, fingerprint: str) -> Path:
    """The file in `staging` for what this model makes of texts; what another model left is removed."""
    name = f"{kind}.{digest(fingerprint).hex()}.db"
    clear(staging, kind, name)
    return staging / name


def clear(staging: Path, kind: str, but: str = "") -> None:
    """Removes the files of a kind, but for one."""
    for other in staging.glob(f"{kind}.*"):
        if not but or not other.name.startswith(but):
            other.unlink()


def budget(tokens: int, encoder: Encoder, splade: Splade | None) -> tuple[int, Count]:
    """The longest passage, and how its tokens are counted: no model may have to cut it.

    `tokens` is what is wished for. A model that reads fewer, its two special tokens and the prompt that stands before a
    passage taken off, holds it down; with SPLADE the shorter of the two counts, and of two counts the larger.
    """
    prompt = (encoder.config.get("instructions") or {}).get("data", "")
    room = encoder.longest - 2 - (encoder.count([prompt])[0] if prompt else 0)
    if splade is None:
        return min(tokens, room), encoder.count
    learned = splade

    def count(texts: list[str]) -> list[int]:
        return [max(both) for both in zip(encoder.count(texts), learned.count(texts), strict=True)]

    return min(tokens, room, learned.longest - 2), count
