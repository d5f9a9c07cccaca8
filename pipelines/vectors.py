"""Vectors that a run has computed, kept on disk so that a killed run goes on where it stopped."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from pipelines.encoder import Vectors

BATCH = 500  # bound variables in one query


class VectorFile:
    """A file of unit vectors by the digest of their text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.execute("create table if not exists vectors (digest blob primary key, vector blob) without rowid")

    def put(self, vectors: Mapping[bytes, Vectors]) -> None:
        """Keeps these vectors; on disk when it returns."""
        rows = [(digest, vector.astype(np.float32).tobytes()) for digest, vector in vectors.items()]
        with self._db:
            self._db.executemany("insert or replace into vectors values (?, ?)", rows)

    def get(self, digests: Iterable[bytes]) -> dict[bytes, Vectors]:
        """The vectors of those digests that are here."""
        wanted = list(dict.fromkeys(digests))
        found: dict[bytes, Vectors] = {}
        for first in range(0, len(wanted), BATCH):
            part = wanted[first : first + BATCH]
            marks = ",".join("?" * len(part))
            for digest, blob in self._db.execute(f"select digest, vector from vectors where digest in ({marks})", part):
                found[digest] = np.frombuffer(blob, dtype=np.float32)
        return found

    def close(self) -> None:
        self._db.close()

    def remove(self) -> None:
        """Closes the file and removes it: what it kept stands in a published generation now."""
        self.close()
        self._path.unlink(missing_ok=True)
