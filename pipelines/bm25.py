"""BM25 as txtai has it, with medical words kept whole, exact scores, and a score for every passage on demand."""

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
from txtai import scoring

from pipelines.words import words

Scores = npt.NDArray[np.float32]


class BM25(scoring.BM25):  # type: ignore[misc]
    """txtai's BM25 (`scoring: {method: pipelines.bm25.BM25, terms: true}`) with our words.

    txtai scores a term that stands in over a tenth of the passages only for the best candidates of the rarer ones. Here
    every term is scored for every passage, so that the order is BM25's own and a filter can be applied before the cut.
    """

    def tokenize(self, text: str) -> list[str]:
        return words(text)

    def search(self, query: str | list[str], limit: int = 3) -> list[tuple[int, float]]:
        """The best `limit` passages as (row, score), scores above 0 only, best first."""
        scores = self.scores(words(query) if isinstance(query, str) else query)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(row), float(scores[row])) for row in best if scores[row] > 0]

    def scores(self, terms: list[str]) -> Scores:
        """The BM25 score of every row, shape (rows,)."""
        total = np.zeros(len(self.terms.ids), dtype=np.float32)
        for term, count in Counter(terms).items():
            rows, weights = self.terms.weights(term) if term in self.idf else (None, None)
            if rows is not None and weights is not None:
                total[rows] += count * weights
        return total

    def rarity(self, term: str) -> float:
        """The term's IDF; that of a term seen once where the library doesn't hold it."""
        return float(self.idf.get(term) or np.log(1 + (self.total - 0.5) / 1.5))

    def state(self) -> dict[str, Any]:
        """What the agreement check compares: rows counted by the statistics and rows in the term index."""
        return {"counted": self.total, "indexed": len(self.terms.ids) if self.terms else 0}
