"""Builds the index of one generation with txtai: dense vectors, BM25 and the passages themselves; beside it SPLADE's.

An index is always built whole, from passages in order and vectors that are known already; nothing in it is ever changed
or deleted. So txtai's weak places in that (rows left behind by a shorter document, words of deleted ones still counted,
half-written saves) can't be met. Encoding is what takes long, and that is done once for each text.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from txtai.embeddings import Embeddings

from pipelines.encoder import Vectors
from pipelines.errors import LibraryError
from pipelines.schema import KINDS, Row
from pipelines.sentencemodels import Terms

FORMAT = 2  # raise it when the index of the same passages comes out otherwise: the next ingest builds it anew
COLUMNS = "columns.npz"
NAMES = "names.json"
TERMS = "splade.npz"  # the sparse matrix of SPLADE, a row a word and a column a passage; only with such a model
BATCH = 500  # texts whose terms are looked up together


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
    terms: Callable[[list[str]], Terms] | None = None,
) -> int:
    """Builds and saves the index of `rows` in `folder`; `vectors` gives their vectors, shape (texts, dimensions).

    `terms` gives their weights of words, shape (texts, words), where there is a SPLADE model. Returns the number of
    rows. Raises LibraryError when what was saved doesn't agree with what was given.
    """
    folder.mkdir(parents=True)
    columns, matrix = Columns(), Matrix(terms)
    embeddings = Embeddings(dict(config), models=models)
    embeddings.model.known = vectors
    embeddings.index(_collect(rows, columns, matrix))
    if columns.ids:
        embeddings.save(str(folder))
    embeddings.close()
    columns.save(folder)
    if columns.ids:
        matrix.save(folder)
        _agree(folder, len(columns.ids), models, terms is not None)
    return len(columns.ids)


class Matrix:
    """The sparse matrix of SPLADE, gathered as the rows come and put together once; without `terms` there is none."""

    def __init__(self, terms: Callable[[list[str]], Terms] | None) -> None:
        self._terms = terms
        self._texts: list[str] = []
        self._parts: list[Terms] = []

    def add(self, text: str) -> None:
        """Adds the next row."""
        if self._terms is None:
            return
        self._texts.append(text)
        if len(self._texts) == BATCH:
            self._gather()

    def _gather(self) -> None:
        if self._terms is not None and self._texts:
            self._parts.append(self._terms(self._texts))
            self._texts = []

    def save(self, folder: Path) -> None:
        """Writes the matrix beside the index, turned: a search takes the passages of the question's words alone."""
        self._gather()
        if self._parts:
            sparse.save_npz(folder / TERMS, sparse.vstack(self._parts, format="csc").T, compressed=False)


def load_terms(folder: Path) -> Terms:
    """The matrix of SPLADE in an index's folder, shape (words, rows); zip's checksums tell when it was changed."""
    with (folder / TERMS).open("rb") as file:
        return Terms(sparse.load_npz(file))


def _collect(
    rows: Iterable[tuple[str, Row]], columns: Columns, matrix: Matrix
) -> Iterator[tuple[str, dict[str, Any], None]]:
    for id, row in rows:
        columns.add(id, row)
        matrix.add(row["text"])
        yield id, dict(row), None


def counts(embeddings: Embeddings, columns: int, terms: Terms | None = None) -> dict[str, int]:
    """What a saved index holds, part by part: all have to be alike."""
    learned = {} if terms is None else {"splade": int(terms.shape[1])}
    return {
        "vectors": int(embeddings.ann.backend.shape[0]),
        "rows": int(embeddings.database.count()),
        **embeddings.scoring.state(),
        "columns": columns,
        **learned,
    }


def _agree(folder: Path, expected: int, models: dict[str, Any], learned: bool) -> None:
    """Opens what was saved and compares vectors, rows and sparse counts."""
    embeddings = Embeddings(models=models).load(str(folder))
    found = counts(embeddings, expected, load_terms(folder) if learned else None)
    embeddings.close()
    if set(found.values()) != {expected}:
        parts = ", ".join(f"{name} {count}" for name, count in found.items())
        raise LibraryError(
            f"The new index does not agree with its {expected} passages ({parts}). It was not published; "
            "the library is as it was. Run the ingest again."
        )
