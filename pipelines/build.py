"""Builds the index of one generation with txtai: dense vectors, BM25 and the passages themselves.

An index is always built whole, from passages in order and vectors that are known already; nothing in it is ever changed
or deleted. So txtai's weak places in that (rows left behind by a shorter document, words of deleted ones still counted,
half-written saves) can't be met. Encoding is what takes long, and that is done once for each text.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from txtai.embeddings import Embeddings

from pipelines.encoder import Vectors
from pipelines.errors import LibraryError
from pipelines.schema import KINDS, Row

FORMAT = 2  # raise it when the index of the same passages comes out otherwise: the next ingest builds it anew
COLUMNS = "columns.npz"
NAMES = "names.json"


class Columns:
    """What filters look at, one value a row, and the names behind the codes."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.years: list[int] = []
        self.kinds: list[int] = []
        self.sources: list[int] = []
        self.documents: list[int] = []
        self.source_names: dict[str, int] = {}
        self.document_names: dict[str, int] = {}

    def add(self, id: str, row: Row) -> None:
        """Adds the next row."""
        self.ids.append(id)
        self.years.append(row["year"] or 0)
        self.kinds.append(KINDS.index(row["kind"]))
        self.sources.append(self.source_names.setdefault(row["source"], len(self.source_names)))
        self.documents.append(self.document_names.setdefault(row["document"], len(self.document_names)))

    def save(self, folder: Path) -> None:
        """Writes the columns beside the index."""
        np.savez(
            folder / COLUMNS,
            years=np.array(self.years, dtype=np.int16),
            kinds=np.array(self.kinds, dtype=np.int8),
            sources=np.array(self.sources, dtype=np.int32),
            documents=np.array(self.documents, dtype=np.int32),
        )
        names = {"ids": self.ids, "sources": list(self.source_names), "documents": list(self.document_names)}
        (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")


def build(
    folder: Path,
    rows: Iterable[tuple[str, Row]],
    vectors: Callable[[list[str]], Vectors],
    config: Mapping[str, Any],
    models: dict[str, Any],
) -> int:
    """Builds and saves the index of `rows` in `folder`; `vectors` gives their vectors, shape (texts, dimensions).

    Returns the number of rows. Raises LibraryError when what was saved doesn't agree with what was given.
    """
    folder.mkdir(parents=True)
    columns = Columns()
    embeddings = Embeddings(dict(config), models=models)
    embeddings.model.known = vectors
    embeddings.index(_collect(rows, columns))
    if columns.ids:
        embeddings.save(str(folder))
    embeddings.close()
    columns.save(folder)
    if columns.ids:
        _agree(folder, len(columns.ids), models)
    return len(columns.ids)


def _collect(rows: Iterable[tuple[str, Row]], columns: Columns) -> Iterator[tuple[str, dict[str, Any], None]]:
    for id, row in rows:
        columns.add(id, row)
        yield id, dict(row), None


def counts(embeddings: Embeddings, columns: int) -> dict[str, int]:
    """What a saved index holds, part by part: all have to be alike."""
    return {
        "vectors": int(embeddings.ann.backend.shape[0]),
        "rows": int(embeddings.database.count()),
        **embeddings.scoring.state(),
        "columns": columns,
    }


def _agree(folder: Path, expected: int, models: dict[str, Any]) -> None:
    """Opens what was saved and compares vectors, rows and sparse counts."""
    embeddings = Embeddings(models=models).load(str(folder))
    found = counts(embeddings, expected)
    embeddings.close()
    if set(found.values()) != {expected}:
        parts = ", ".join(f"{name} {count}" for name, count in found.items())
        raise LibraryError(
            f"The new index does not agree with its {expected} passages ({parts}). It was not published; "
            "the library is as it was. Run the ingest again."
        )
