"""Finds the passages of the library that fit a question: by meaning, by words, or both.

The question is text and nothing else: it is never read as SQL or as a query language. Filters are applied before the
best are taken, so they lose nothing. Every score is exact.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.config import RetrieveSettings
from pipelines.errors import QuestionError
from pipelines.fusion import FUSIONS, best
from pipelines.generation import Generation, Mask, Scores
from pipelines.library import Library
from pipelines.schema import KINDS, MODES, Filters, Mode, Passage, Retrieved
from pipelines.words import matched, words

LONGEST = 250  # passages in one answer to a search
NEAREST = 10  # passages, the last of which tells how near many are


class Retriever:
    """Searches the current generation of a library. Safe between threads."""

    def __init__(self, library: Library, settings: RetrieveSettings) -> None:
        self.library = library
        self.settings = settings

    def __call__(
        self,
        question: str,
        mode: Mode | None = None,
        filters: Filters | None = None,
        limit: int | None = None,
        weight: float | None = None,
    ) -> Retrieved:
        """The best passages, best first; none from an empty library. Raises QuestionError for what can't be asked."""
        return self.batch([question], mode, filters, limit, weight)[0]

    def batch(
        self,
        questions: Sequence[str],
        mode: Mode | None = None,
        filters: Filters | None = None,
        limit: int | None = None,
        weight: float | None = None,
    ) -> list[Retrieved]:
        """As a single call for each question, all from the same generation; encoding is shared."""
        started = time.monotonic()
        mode, filters = mode or self.settings.mode, filters or Filters()
        generation = self.library.open()
        number = generation.manifest.number if generation else 0
        found = self.find(generation, questions, mode, filters, limit, weight)
        passages = [
            (_passages(generation, question, one) if generation else (), tenth(one.dense))
            for question, one in zip(questions, found, strict=True)
        ]
        seconds = (time.monotonic() - started) / max(1, len(questions))
        return [
            Retrieved(question, mode, filters, one, number, near, seconds)
            for question, (one, near) in zip(questions, passages, strict=True)
        ]

    def find(
        self,
        generation: Generation | None,
        questions: Sequence[str],
        mode: Mode,
        filters: Filters | None = None,
        limit: int | None = None,
        weight: float | None = None,
    ) -> Iterator["Found"]:
        """The rows of the best passages for each question, with all scores: what every search goes through."""
        limit = self.settings.limit if limit is None else limit
        filters = filters or Filters()
        check(questions, mode, filters, limit)
        weight = self.settings.weight if weight is None else weight
        if generation is None or not generation.rows:
            nothing = np.zeros(0, dtype=np.float32)
            yield from (Found((), nothing, nothing, nothing, None) for _ in questions)
            return
        mask = generation.mask(filters)
        for question, vector in zip(questions, generation.encode(questions), strict=True):
            dense, sparse = generation.dense(vector), generation.sparse(question)
            scores = np.full(generation.rows, -np.inf, dtype=np.float32)
            let = slice(None) if mask is None else np.flatnonzero(mask)
            scores[let] = self._scores(mode, dense[let], sparse[let], weight, generation.typical)
            rows = tuple(row for row in best(scores, limit) if scores[row] > -np.inf)
            yield Found(rows, scores, dense, sparse, mask)

    def _scores(self, mode: Mode, dense: Scores, sparse: Scores, weight: float, typical: float) -> Scores:
        """The scores by which a mode ranks the rows that the filters let through; -inf for what it doesn't find."""
        if mode == "dense":
            return dense
        if mode == "sparse":
            return np.where(sparse > 0, sparse, np.float32(-np.inf))
        return FUSIONS[self.settings.fusion](dense, sparse, weight, typical)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of passages, best first, and the scores of all rows: fused, dense, sparse, each of shape (rows,)."""

    rows: tuple[int, ...]
    fused: Scores
    dense: Scores
    sparse: Scores
    mask: Mask | None


def _passages(generation: Generation, question: str, found: Found) -> tuple[Passage, ...]:
    """The passages of the rows found, with their ranks in each retriever and the words that matched."""
    passages = []
    for row, chunk in zip(found.rows, generation.chunks(found.rows), strict=True):
        passages.append(
            Passage(
                chunk=chunk,
                score=float(found.fused[row]),
                dense_rank=_rank(found.dense, row, found.mask),
                dense_score=float(found.dense[row]),
                sparse_rank=_rank(found.sparse, row, found.mask) if found.sparse[row] > 0 else None,
                sparse_score=float(found.sparse[row]),
                terms=matched(question, set(words(chunk.text))),
            )
        )
    return tuple(passages)


def tenth(cosines: Scores) -> float:
    """The tenth highest cosine, 0 where there are fewer: how near many passages are (pipelines/evidence.py)."""
    return float(np.partition(cosines, -NEAREST)[-NEAREST]) if len(cosines) >= NEAREST else 0.0


def _rank(scores: Scores, row: int, mask: Mask | None) -> int:
    """The rank of a row, from 1, among those that the mask lets through."""
    better = scores > scores[row]
    return int(np.count_nonzero(better if mask is None else better & mask)) + 1


def check(questions: Sequence[str], mode: str, filters: Filters, limit: int) -> None:
    """Raises QuestionError for an empty question and for a mode, kind, year or limit that can't be."""
    for question in questions:
        if not question.strip():
            raise QuestionError("The question is empty. Type a question.")
    if mode not in MODES:
        raise QuestionError(f"There is no mode '{mode}'. Choose one of: {', '.join(MODES)}.")
    for kind in filters.kinds:
        if kind not in KINDS:
            raise QuestionError(f"There is no kind '{kind}'. Choose among: {', '.join(KINDS)}.")
    if filters.since and filters.until and filters.since > filters.until:
        raise QuestionError(f"No year is from {filters.since} to {filters.until}. Swap the two.")
    if not 1 <= limit <= LONGEST:
        raise QuestionError(f"{limit} passages can't be given. Ask for 1 to {LONGEST}.")
