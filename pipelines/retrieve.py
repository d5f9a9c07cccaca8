"""Finds the passages of the library that fit a question: by meaning, by words, or both.

The question is text and nothing else: it is never read as SQL or as a query language. Filters are applied before the
best are taken, so they lose nothing. Every score is exact.
"""

from collections.abc import Sequence

import numpy as np

from pipelines.config import RetrieveSettings
from pipelines.errors import QuestionError
from pipelines.fusion import FUSIONS, best
from pipelines.generation import Generation, Mask, Scores
from pipelines.library import Library
from pipelines.schema import KINDS, MODES, Filters, Mode, Passage, Retrieved
from pipelines.words import surfaces

LONGEST = 250  # passages in one answer to a search


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
        mode, filters = mode or self.settings.mode, filters or Filters()
        limit = self.settings.limit if limit is None else limit
        check(questions, mode, filters, limit)
        generation = self.library.open()
        if generation is None or not generation.rows:
            number = generation.manifest.number if generation else 0
            return [Retrieved(question, mode, filters, (), number) for question in questions]
        mask = generation.mask(filters)
        vectors = generation.encode(questions) if mode != "sparse" else [None] * len(questions)
        weight = self.settings.weight if weight is None else weight
        results = []
        for question, vector in zip(questions, vectors, strict=True):
            dense = generation.dense(vector) if vector is not None else None
            sparse = generation.sparse(question) if mode != "dense" else None
            fused = self._fuse(dense, sparse, weight, generation.typical)
            passages = _passages(generation, question, dense, sparse, fused, mask, limit)
            results.append(Retrieved(question, mode, filters, passages, generation.manifest.number))
        return results

    def _fuse(self, dense: Scores | None, sparse: Scores | None, weight: float, typical: float) -> Scores:
        if dense is not None and sparse is not None:
            return FUSIONS[self.settings.fusion](dense, sparse, weight, typical)
        scores = dense if dense is not None else sparse
        assert scores is not None
        return scores


def _passages(
    generation: Generation,
    question: str,
    dense: Scores | None,
    sparse: Scores | None,
    fused: Scores,
    mask: Mask | None,
    limit: int,
) -> tuple[Passage, ...]:
    """The best passages that the mask lets through, with their ranks in each retriever and the words that matched."""
    if mask is not None:
        fused = np.where(mask, fused, -np.inf)
    rows = [row for row in best(fused, limit) if fused[row] > (0 if dense is None else -np.inf)]
    asked = surfaces(question)
    passages = []
    for row, chunk in zip(rows, generation.chunks(rows), strict=True):
        there = surfaces(chunk.text)
        passages.append(
            Passage(
                chunk=chunk,
                score=float(fused[row]),
                dense_rank=_rank(dense, row, mask),
                dense_score=float(dense[row]) if dense is not None else None,
                sparse_rank=_rank(sparse, row, mask) if sparse is not None and sparse[row] > 0 else None,
                sparse_score=float(sparse[row]) if sparse is not None else None,
                terms=tuple(dict.fromkeys(word for term, word in asked.items() if term in there)),
            )
        )
    return tuple(passages)


def _rank(scores: Scores | None, row: int, mask: Mask | None) -> int | None:
    """The rank of a row, from 1, among those that the mask lets through."""
    if scores is None:
        return None
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
