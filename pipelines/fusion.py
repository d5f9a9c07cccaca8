"""Joins the scores of dense and sparse searches, all known for every passage, into one.

Which fusion is the default, and with which weight, was measured on MedQuAD dev: see docs/measures.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.generation import Scores

CANDIDATES = 1000  # how deep RRF and min-max look
RRF = 60  # Cormack, Clarke, Büttcher 2009


@dataclass(frozen=True, slots=True)
class Signal:
    """The scores of one search, shape (rows,), with its share; `full` is the score that counts as 1, None for as is."""

    scores: Scores
    share: float
    full: float | None = None


Fusion = Callable[[Sequence[Signal]], Scores]
"""Signals of the same rows -> their scores fused, shape (rows,)."""


def bm25(scores: Scores, share: float, typical: float) -> Signal:
    """BM25, brought to 0 to 1 as txtai does it (`Normalize.default`); `typical` is the score of a typical word."""
    return Signal(scores, share, min(float(scores.max(initial=0.0)) + typical, 6 * typical))


def splade(scores: Scores, share: float, itself: float) -> Signal:
    """SPLADE, brought to 0 to 1 by the score `itself` of the question with itself, or the best one where it is higher.

    So a passage counts as 1 that says all that the question says, as strongly. Divided by the best score alone, the
    best of bad ones would count as 1 too.
    """
    return Signal(scores, share, max(itself, float(scores.max(initial=0.0))) or 1.0)


def weighted(signals: Sequence[Signal]) -> Scores:
    """The sum of the scores, each by its share: cosine as it is, the others brought to 0 to 1."""
    scaled = (one.scores if one.full is None else np.minimum(one.scores / one.full, 1.0) for one in signals)
    return np.asarray(sum(one.share * part for one, part in zip(signals, scaled, strict=True)), dtype=np.float32)


def minmax(signals: Sequence[Signal]) -> Scores:
    """All spread over 0 to 1 between their best and their thousandth score."""
    return np.asarray(sum(one.share * _spread(one.scores) for one in signals), dtype=np.float32)


def rrf(signals: Sequence[Signal]) -> Scores:
    """Reciprocal ranks: share / (60 + rank), passages beyond the thousandth rank get none."""
    return np.asarray(sum(one.share * _reciprocal(one.scores) for one in signals), dtype=np.float32)


FUSIONS: dict[str, Fusion] = {"weighted": weighted, "minmax": minmax, "rrf": rrf}


def best(scores: Scores, limit: int) -> list[int]:
    """The rows of the `limit` best scores, best first; equal ones in the order of the library."""
    limit = min(limit, len(scores))
    if not limit:
        return []
    floor = np.partition(scores, len(scores) - limit)[len(scores) - limit]
    rows = np.flatnonzero(scores >= floor)  # may be more than limit where scores are equal
    return [int(row) for row in rows[np.argsort(-scores[rows], kind="stable")][:limit]]


def _spread(scores: Scores) -> Scores:
    rows = best(scores, CANDIDATES)
    low, high = (float(scores[rows[-1]]), float(scores[rows[0]])) if rows else (0.0, 0.0)
    return np.clip((scores - low) / (high - low), 0.0, 1.0) if high > low else np.zeros_like(scores)


def _reciprocal(scores: Scores) -> Scores:
    fused = np.zeros_like(scores)
    rows = [row for row in best(scores, CANDIDATES) if scores[row] > 0]
    fused[rows] = 1.0 / (RRF + np.arange(1, len(rows) + 1))
    return fused
