"""One published generation, opened for reading: its index, its columns for filters, its catalogue."""

import json
from collections.abc import Mapping, Sequence, Set
from difflib import get_close_matches
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from txtai.embeddings import Embeddings

from pipelines.build import COLUMNS, NAMES, counts, load_terms
from pipelines.catalogue import Catalogue
from pipelines.encoder import Tokens, Vectors
from pipelines.errors import QuestionError
from pipelines.records import Manifest
from pipelines.schema import KINDS, Chunk, Filters
from pipelines.sentencemodels import Terms
from pipelines.splade import Splade
from pipelines.words import words

Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

PLACE = ("path", "method", "vectors", "gpu", "dimensionality")  # settings that say where the encoder is, how it runs
FIELDS = "id, text, body, context, document, title, section, start, end, page, url, source, kind, year"


class Generation:
    """A generation that is never changed. Safe between threads: one lock around every call into txtai."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        embeddings: Mapping[str, Any],
        models: dict[str, Any],
        splade: Splade | None = None,
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.splade = splade if manifest.splade else None  # None too where it was built without one
        self.catalogue = Catalogue(folder / "catalogue.db")
        self._lock = RLock()
        # txtai would look for the encoder where it was when the index was built.
        found = {key: embeddings[key] for key in PLACE if key in embeddings}
        self._index = Embeddings(models=models).load(str(folder / "index"), config=found) if manifest.passages else None
        with (folder / "index" / COLUMNS).open("rb") as file, np.load(file) as columns:
            self._columns = {name: columns[name] for name in columns.files}
        names = json.loads((folder / "index" / NAMES).read_text(encoding="utf-8"))
        self.ids: list[str] = names["ids"]
        self.sources: list[str] = names["sources"]
        self.documents: list[str] = names["documents"]
        self._cut = self._smaller(embeddings.get("dimensionality"))
        self._words: Terms | None = load_terms(folder / "index") if self.splade and manifest.passages else None
        self._whole()

    def _whole(self) -> None:
        """Raises ValueError where a part is of another generation, or cut: txtai and SQLite open it all the same."""
        documents, _ = self.catalogue.size()
        if documents != self.manifest.documents:
            raise ValueError(f"{documents} documents in the catalogue for {self.manifest.documents}")
        years = len(self._columns["years"])
        found = counts(self._index, years, self._words) if self._index is not None else {}
        if any(count != self.manifest.passages for count in (*found.values(), self.rows)):
            parts = ", ".join(f"{name} {count}" for name, count in found.items())
            raise ValueError(f"{parts} for {self.manifest.passages} passages")

    def _smaller(self, size: int | None) -> Vectors | None:
        """The vectors cut to `size` dimensions and made unit vectors anew; None where they are no larger."""
        if self._index is None or not size or size >= self._index.ann.backend.shape[1]:
            return None
        found = np.array(self._index.ann.backend[:, :size], dtype=np.float32)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return found

    @property
    def rows(self) -> int:
        """How many passages it holds."""
        return len(self.ids)

    @property
    def vectors(self) -> Vectors:
        """The vectors of all rows, shape (rows, dimensions)."""
        if self._index is None:
            return np.zeros((0, 0), dtype=np.float32)
        return np.asarray(self._index.ann.backend) if self._cut is None else self._cut

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions or sentences, shape (texts, dimensions)."""
        if self._index is None or not texts:
            return np.zeros((len(texts), 0), dtype=np.float32)
        with self._lock:
            return np.asarray(self._index.batchtransform(list(texts), "query"))

    def by_token(self, texts: Sequence[str]) -> list[Tokens]:
        """Each text as the encoder reads it, token by token; no tokens where the library is empty."""
        if self._index is None:
            return [Tokens((), np.zeros((0, 0), dtype=np.float32)) for _ in texts]
        with self._lock:
            return list(self._index.model.by_token(texts))

    def dense(self, question: Vectors) -> Scores:
        """The cosine of every row to the question's vector, exact, shape (rows,).

        By torch, which the encoder runs on: numpy's own threads go on spinning after a product and would make the next
        question's encoding five times slower.
        """
        if self._index is None:
            return np.zeros(0, dtype=np.float32)
        return torch.mv(torch.from_numpy(self.vectors), torch.from_numpy(question)).numpy()

    def sparse(self, question: str) -> Scores:
        """The BM25 score of every row, shape (rows,)."""
        if self._index is None:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            return np.asarray(self._index.scoring.scores(words(question)))

    def learned(self, question: Terms) -> Scores:
        """The SPLADE score of every row, exact, shape (rows,); `question` is one row of weights of words."""
        if self._words is None:
            return np.zeros(self.rows, dtype=np.float32)
        return np.asarray(self._words[question.indices].T @ question.data, dtype=np.float32)

    def held(self, question: Terms, rows: Sequence[int]) -> Vectors:
        """The weights that passages give to the words of a question, shape (rows, words of `question.indices`)."""
        if self._words is None or not rows:
            return np.zeros((len(rows), len(question.indices)), dtype=np.float32)
        return np.asarray(self._words[question.indices][:, list(rows)].toarray().T, dtype=np.float32)

    def terms(self) -> Terms | None:
        """The weights of words of all rows, shape (rows, words), None without SPLADE; made anew at each call."""
        return None if self._words is None else Terms(self._words.T.tocsr())

    def rarity(self, term: str) -> float:
        """The IDF of an index term here."""
        return float(self._index.scoring.rarity(term)) if self._index is not None else 0.0

    @property
    def typical(self) -> float:
        """The BM25 score of a typical word, by which txtai scales scores for fusion."""
        return float(self._index.scoring.avgscore or 1.0) if self._index is not None else 1.0

    def mask(self, filters: Filters) -> Mask | None:
        """Which rows the filters let through, shape (rows,); None when they let all through.

        Raises QuestionError for a file or document that the library has nothing of: a name mistyped is no empty result.
        """
        if not filters:
            return None
        years = self._columns["years"]
        mask = np.ones(self.rows, dtype=np.bool_)
        if filters.since is not None:
            mask &= years >= filters.since
        if filters.until is not None:
            mask &= (years <= filters.until) & (years > 0)
        if filters.kinds:
            mask &= np.isin(self._columns["kinds"], [KINDS.index(kind) for kind in filters.kinds])
        if filters.sources:
            mask &= np.logical_or.reduce([self._of_source(_text(name)) for name in filters.sources])
        if filters.documents:
            mask &= np.logical_or.reduce([self._of_document(_text(name)) for name in filters.documents])
        return mask

    def _of_source(self, name: str) -> Mask:
        """The rows of documents that a source holds, those that another source brought in first included."""
        held = self._coded("documents", self.documents, self.catalogue.held_under(name))
        mask = held | self._coded("sources", self.sources, {name})
        if not mask.any():
            raise _nothing_of("file", name, self.sources)
        return mask

    def _of_document(self, name: str) -> Mask:
        """The rows of the document with this id, or of those with this title."""
        mask = self._coded("documents", self.documents, {name, *self.catalogue.titled(name)})
        if not mask.any():
            raise _nothing_of("document", name, [entry.title for entry in self.catalogue.documents()])
        return mask

    def _coded(self, column: str, names: Sequence[str], wanted: Set[str]) -> Mask:
        codes = [code for code, name in enumerate(names) if name in wanted]
        return np.asarray(np.isin(self._columns[column], codes))

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        """The passages of these rows, in their order."""
        if self._index is None or not rows:
            return []
        numbers = ", ".join(str(int(row)) for row in rows)  # row numbers, never text: nothing to inject
        with self._lock:
            found = self._index.search(
                f"select indexid, {FIELDS} from txtai where indexid in ({numbers})", limit=len(rows)
            )
        by_row = {row["indexid"]: Chunk.from_row(row["id"], row) for row in found}
        return [by_row[row] for row in rows]

    def passages(self, document: str) -> list[Chunk]:
        """All passages of the document with this id, in their order."""
        rows = np.flatnonzero(self._coded("documents", self.documents, {document}))
        return self.chunks(rows.tolist())

    def close(self) -> None:
        """Closes the files; only for a generation that nobody else uses."""
        if self._index is not None:
            self._index.close()
        self.catalogue.close()


def _nothing_of(what: str, name: str, known: Sequence[str]) -> QuestionError:
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "List what there is with: vademecum status --all"
    return QuestionError(f"The library has no passages of the {what} '{name}'. {hint}")


def _text(name: str) -> str:
    """A name without half characters, which a shell may hand over and SQLite doesn't take."""
    return name.encode("utf-8", "replace").decode()
