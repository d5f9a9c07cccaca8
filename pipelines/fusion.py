"""Joins the scores of dense and sparse search, both known for every passage, into one.

Which one is the default, and with which weight, was measured on MedQuAD dev: see docs/measures.md.
"""

from collections.abc import Callable

import numpy as np

from pipelines.generation import Scores

Fusion = Callable[[Scores, Scores, float, float], Scores]
"""(dense, sparse, weight of dense, score of a typical word) -> fused; all arrays of shape (rows,)."""

CANDIDATES = 1000  # how deep RRF and min-max look
RRF = 60  # Cormack, Clarke, Büttcher 2009


def weighted(dense: Scores, sparse: Scores, weight: float, typical: float) -> Scores:
    """Cosine and BM25 weighted, BM25 brought to 0 to 1 as txtai does it (`Normalize.default`)."""
    top = float(sparse.max(initial=0.0))
    scale = min(top + typical, 6 * typical)
    return np.asarray(weight * dense + (1 - weight) * np.minimum(sparse / scale, 1.0), dtype=np.float32)


def minmax(dense: Scores, sparse: Scores, weight: float, typical: float) -> Scores:
    """Both spread over 0 to 1 between their best and their thousandth score."""
    return weight * _spread(dense) + (1 - weight) * _spread(sparse)


def rrf(dense: Scores, sparse: Scores, weight: float, typical: float) -> Scores:
    """Reciprocal ranks: weight / (60 + rank), passages beyond the thousandth rank get none."""
    return weight * _reciprocal(dense) + (1 - weight) * _reciprocal(sparse)


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
