"""Finds the passages of the library that fit a question: by meaning, by words (BM25 or SPLADE), or by several.

The question is text and nothing else: it is never read as SQL or as a query language. Filters are applied before the
best are taken, so they lose nothing. Every score is exact.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from pipelines import fusion
from pipelines.config import RetrieveSettings
from pipelines.errors import LibraryError, QuestionError
from pipelines.fusion import FUSIONS, best
from pipelines.generation import Generation, Mask, Scores
from pipelines.library import Library
from pipelines.rerank import Reranker, reranker_of
from pipelines.reranked import Reranked
from pipelines.schema import KINDS, MODES, Filters, Mode, Passage, Retrieved
from pipelines.sentencemodels import Terms
from pipelines.terms import SPARSES, Learned, Sparse
from pipelines.words import matched, words

LONGEST = 250  # passages in one answer to a search
OTHERWISE = "Until then search with the mode `dense`, or with `sparse: bm25`."
NOTHING = np.zeros(0, dtype=np.float32)
NEAREST = 10  # passages, the last of which tells how near many are


class Retriever:
    """Searches the current generation of a library. Safe between threads."""

    def __init__(
        self, library: Library, settings: RetrieveSettings, reranking: Mapping[str, Any] | None = None
    ) -> None:
        self.library = library
        self.settings = settings
        self.reranking = reranking  # settings of the reranker, None for none

    def __call__(
        self,
        question: str,
        mode: Mode | None = None,
        filters: Filters | None = None,
        limit: int | None = None,
        weight: float | None = None,
        sparse: Sparse | None = None,
    ) -> Retrieved:
        """The best passages, best first; none from an empty library. Raises QuestionError for what can't be asked."""
        return self.batch([question], mode, filters, limit, weight, sparse)[0]

    def batch(
        self,
        questions: Sequence[str],
        mode: Mode | None = None,
        filters: Filters | None = None,
        limit: int | None = None,
        weight: float | None = None,
        sparse: Sparse | None = None,
    ) -> list[Retrieved]:
        """As a single call for each question, all from the same generation; encoding is shared."""
        started = time.monotonic()
        mode, filters = mode or self.settings.mode, filters or Filters()
        generation = self.library.open()
        number = generation.manifest.number if generation else 0
        found = self.find(generation, questions, mode, filters, limit, weight, sparse)
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
        sparse: Sparse | None = None,
    ) -> Iterator["Found"]:
        """The rows of the best passages for each question, with all scores: what every search goes through."""
        limit = self.settings.limit if limit is None else limit
        filters = filters or Filters()
        check(questions, mode, filters, limit, sparse)
        shares = self.shares(mode, weight, sparse)
        learned = bool(shares.get("splade"))
        if learned and self.library.splade is None:
            raise QuestionError(f"No SPLADE model is set up. Name one under `splade:`, then ingest again. {OTHERWISE}")
        if generation is None or not generation.rows:
            yield from (Found((), NOTHING, NOTHING, NOTHING, None) for _ in questions)
            return
        asked = self._asked(generation, questions) if learned else [None] * len(questions)
        mask = generation.mask(filters)
        reranker = reranker_of(self.reranking, self.library.models)
        depth = max(limit, reranker.limit) if reranker else limit
        for question, vector, terms in zip(questions, generation.encode(questions), asked, strict=True):
            one = Found((), NOTHING, generation.dense(vector), generation.sparse(question), mask, terms)
            if terms is not None:
                one = replace(one, splade=generation.learned(terms))
            one = self._ranked(generation, mode, shares, one, depth)
            if reranker and one.rows:
                one = _reordered(generation, question, one, reranker)
            yield replace(one, rows=one.rows[:limit])

    def shares(self, mode: Mode, weight: float | None = None, sparse: Sparse | None = None) -> Mapping[str, float]:
        """Which searches a mode goes by, each with its share: of `dense`, `bm25` and `splade`.

        Where the call names a weight or a sparse search, hybrid joins these two, whatever the configuration says.
        """
        words = sparse or self.settings.sparse
        if mode != "hybrid":
            return {"dense" if mode == "dense" else words: 1.0}
        if self.settings.weights is not None and weight is None and sparse is None:
            total = sum(self.settings.weights.values())
            return {name: share / total for name, share in self.settings.weights.items()}
        weight = self.settings.weight if weight is None else weight
        return {"dense": weight, words: 1 - weight}

    def _ranked(
        self, generation: Generation, mode: Mode, shares: Mapping[str, float], found: "Found", depth: int
    ) -> "Found":
        """The same with its best rows, at most `depth`, and the scores by which they are the best."""
        scores = np.full(generation.rows, -np.inf, dtype=np.float32)
        let = slice(None) if found.mask is None else np.flatnonzero(found.mask)
        scores[let] = self._scores(mode, shares, found, let, generation.typical)
        rows = tuple(row for row in best(scores, depth) if scores[row] > -np.inf)
        return replace(found, rows=rows, fused=scores)

    def _asked(self, generation: Generation, questions: Sequence[str]) -> list[Terms]:
        """The questions' weights of words, one row each; LibraryError where the passages have none."""
        if generation.splade is None:
            raise LibraryError(
                "This library was built without SPLADE. Run its ingest again: passages get their terms, and nothing "
                f"else is encoded. {OTHERWISE}"
            )
        found = generation.splade.encode(questions, "query")
        return [found[[row]] for row in range(len(questions))]

    def _scores(self, mode: Mode, shares: Mapping[str, float], found: "Found", let: Any, typical: float) -> Scores:
        """The scores by which a mode ranks the rows that the filters let through; -inf for what it doesn't find."""
        lists = {"dense": found.dense, "bm25": found.sparse, "splade": found.splade}
        scores = {name: lists[name][let] for name in shares}
        if mode != "hybrid":
            (one,) = scores.values()
            return one if mode == "dense" else np.where(one > 0, one, np.float32(-np.inf))
        signals = {
            "dense": lambda one, share: fusion.Signal(one, share),
            "bm25": lambda one, share: fusion.bm25(one, share, typical),
            "splade": lambda one, share: fusion.splade(one, share, found.itself),
        }
        return FUSIONS[self.settings.fusion]([signals[name](scores[name], share) for name, share in shares.items()])


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of passages, best first, and the scores of all rows, each of shape (rows,): fused, dense, BM25, SPLADE.

    With a reranker the order of the rows is its own. `terms` are the question's weights of words, None where the search
    doesn't go by SPLADE.
    """

    rows: tuple[int, ...]
    fused: Scores
    dense: Scores
    sparse: Scores
    mask: Mask | None
    terms: Terms | None = None
    splade: Scores = field(default_factory=lambda: NOTHING)
    reranked: Mapping[int, Reranked] = field(default_factory=dict)  # by row: what the reranker read

    @property
    def itself(self) -> float:
        """The SPLADE score of the question with itself."""
        return float((self.terms.data**2).sum()) if self.terms is not None else 0.0


def _reordered(generation: Generation, question: str, found: Found, reranker: Reranker) -> Found:
    """The first rows in the order that the reranker gives them, the others behind as they were."""
    first = found.rows[: reranker.limit]
    texts = [chunk.text for chunk in generation.chunks(first)]
    order = reranker.order(question, texts, found.fused[list(first)])
    moved = {first[place]: how for place, how in order}
    return replace(found, rows=(*moved, *found.rows[len(first) :]), reranked=moved)


def _passages(generation: Generation, question: str, found: Found) -> tuple[Passage, ...]:
    """The passages of the rows found, with their ranks in each retriever and the words that matched."""
    passages = []
    learned = _learned(generation, question, found)
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
                splade=learned(row, chunk.text),
                reranked=found.reranked.get(row),
            )
        )
    return tuple(passages)


def _learned(generation: Generation, question: str, found: Found) -> Callable[[int, str], Learned | None]:
    """Tells a row's place in the search by SPLADE and the terms that brought it there, None where it took no part."""
    model, asked = generation.splade, found.terms
    if asked is None or model is None:
        return lambda row, text: None
    held = dict(zip(found.rows, generation.held(asked, found.rows), strict=True))

    def learned(row: int, text: str) -> Learned:
        score = float(found.splade[row])
        rank = _rank(found.splade, row, found.mask) if score > 0 else None
        return Learned(rank, score, model.explain(question, asked, text, held[row]))

    return learned


def tenth(cosines: Scores) -> float:
    """The tenth highest cosine, 0 where there are fewer: how near many passages are (pipelines/evidence.py)."""
    return float(np.partition(cosines, -NEAREST)[-NEAREST]) if len(cosines) >= NEAREST else 0.0


def _rank(scores: Scores, row: int, mask: Mask | None) -> int:
    """The rank of a row, from 1, among those that the mask lets through."""
    better = scores > scores[row]
    return int(np.count_nonzero(better if mask is None else better & mask)) + 1


def check(questions: Sequence[str], mode: str, filters: Filters, limit: int, sparse: str | None = None) -> None:
    """Raises QuestionError for an empty question and for a mode, kind, year or limit that can't be."""
    for question in questions:
        if not question.strip():
            raise QuestionError("The question is empty. Type a question.")
    if mode not in MODES:
        raise QuestionError(f"There is no mode '{mode}'. Choose one of: {', '.join(MODES)}.")
    if sparse not in (None, *SPARSES):
        raise QuestionError(f"There is no sparse search '{sparse}'. Choose one of: {', '.join(SPARSES)}.")
    for kind in filters.kinds:
        if kind not in KINDS:
            raise QuestionError(f"There is no kind '{kind}'. Choose among: {', '.join(KINDS)}.")
    if filters.since and filters.until and filters.since > filters.until:
        raise QuestionError(f"No year is from {filters.since} to {filters.until}. Swap the two.")
    if not 1 <= limit <= LONGEST:
        raise QuestionError(f"{limit} passages can't be given. Ask for 1 to {LONGEST}.")
