"""How strongly the passages speak to the question: the signal by which an answer says "not in this library".

Fused scores can't be that signal: they rank passages for one question and say nothing across questions. These features
can; their weights are fitted on MedQuAD train, and the curve on dev is in docs/measures.md.
"""

import math
from collections.abc import Sequence

from pipelines.generation import Generation
from pipelines.schema import Passage
from pipelines.words import words

FEATURES = ("cosine", "title", "passage", "together")
WEIGHTS = (6.0, 3.0, 2.0, 2.0)  # fitted by: python -m benchmarks.abstention
BIAS = -7.0


def features(generation: Generation, question: str, passages: Sequence[Passage]) -> tuple[float, float, float, float]:
    """The four signals, each 0 to 1.

    cosine: the best passage's cosine. The others are shares of the question's words, each word weighted by its rarity
    in the library (words that the library doesn't hold weigh most): title, those in the title and section heading that
    cover most; passage, those in the passage that covers most; together, those in the three best passages.
    """
    asked = {term: generation.rarity(term) for term in words(question)}
    total = sum(asked.values())
    if not passages or not total:
        return (max((p.dense_score or 0.0 for p in passages), default=0.0), 0.0, 0.0, 0.0)

    def share(terms: set[str]) -> float:
        return sum(weight for term, weight in asked.items() if term in terms) / total

    texts = [set(words(passage.chunk.text)) for passage in passages]
    return (
        max(passage.dense_score or 0.0 for passage in passages),
        max(share(set(words(f"{p.chunk.title} {p.chunk.section}"))) for p in passages),
        max(share(terms) for terms in texts),
        share(set().union(*texts[:3])),
    )


def evidence(generation: Generation, question: str, passages: Sequence[Passage]) -> float:
    """The strength of the evidence, 0 to 1: near 1 for a question whose answer is here, near 0 for one that isn't."""
    if not passages:
        return 0.0
    found = features(generation, question, passages)
    return 1 / (1 + math.exp(-BIAS - sum(w * f for w, f in zip(WEIGHTS, found, strict=True))))
