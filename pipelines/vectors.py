"""What a run has encoded, kept on disk so that a killed run goes on where it stopped."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from pipelines.encoder import Vectors

BATCH = 500  # bound variables in one query

One = TypeVar("One")
Weights = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]
"""The words of one text by number, and the weight of each."""


class _File(Generic[One]):
    """A file of what was encoded, by the digest of its text."""

    def __init__(self, path: Path, pack: Callable[[One], bytes], unpack: Callable[[bytes], One]) -> None:
        self._path = path
        self._pack, self._unpack = pack, unpack
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.execute("create table if not exists vectors (digest blob primary key, vector blob) without rowid")

    def put(self, found: Mapping[bytes, One]) -> None:
        """Keeps these; on disk when it returns."""
        rows = [(digest, self._pack(one)) for digest, one in found.items()]
        with self._db:
            self._db.executemany("insert or replace into vectors values (?, ?)", rows)

    def get(self, digests: Iterable[bytes]) -> dict[bytes, One]:
        """Those of these digests that are here."""
        wanted = list(dict.fromkeys(digests))
        found: dict[bytes, One] = {}
        for first in range(0, len(wanted), BATCH):
            part = wanted[first : first + BATCH]
            marks = ",".join("?" * len(part))
            for digest, blob in self._db.execute(f"select digest, vector from vectors where digest in ({marks})", part):
                found[digest] = self._unpack(blob)
        return found

    def close(self) -> None:
        self._db.close()

    def remove(self) -> None:
        """Closes the file and removes it: what it kept stands in a published generation now."""
        self.close()
        self._path.unlink(missing_ok=True)


class VectorFile(_File[Vectors]):
    """A file of unit vectors by the digest of their text."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, lambda one: one.astype(np.float32).tobytes(), lambda blob: np.frombuffer(blob, dtype=np.float32)
        )


class WeightFile(_File[Weights]):
    """A file of sparse vectors by the digest of their text: numbers of words first, their weights behind them."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _pack, _unpack)


def _pack(one: Weights) -> bytes:
    return one[0].astype(np.int32).tobytes() + one[1].astype(np.float32).tobytes()


def _unpack(blob: bytes) -> Weights:
    half = len(blob) // 2  # both have four bytes a word
    return np.frombuffer(blob[:half], dtype=np.int32), np.frombuffer(blob[half:], dtype=np.float32)
