"""How strongly the passages speak to the question: the signal by which an answer says "not in this library".

Fused scores can't be that signal: they rank passages for one question and say nothing across questions. Evidence comes
by two ways, and either will do: the subject of the question is a document's own, or one passage stands out from the
rest and holds the question's words. Fitted on MedQuAD train, PubMedQA and our samples together, since a signal fitted
on MedQuAD alone refused nine in ten answerable questions on articles (docs/log.md); the curve is in docs/measures.md.
"""

import math
from collections.abc import Sequence

from pipelines.generation import Generation
from pipelines.schema import Passage
from pipelines.words import words

FEATURES = ("cosine", "title", "passage", "gap")
# python -m benchmarks.fit_evidence
SUBJECT = {"cosine": 14.05, "title": 6.19, "bias": -14.26}
STANDOUT = {"passage": 3.98, "gap": 24.87, "bias": -9.14}

DEPTH = 10  # the passage from which the best one has to stand out
BACKGROUND = 0.3  # cosine of a passage that has little to do with a question, where there are fewer passages


def features(generation: Generation, question: str, passages: Sequence[Passage]) -> tuple[float, float, float, float]:
    """The four signals, each 0 to 1; words weigh by their rarity in the library, those it doesn't hold most.

    cosine: that of the nearest passage. title: how well question and a document's title cover each other, the share of
    the question's words in title and heading times the share of the title's words in the question. passage: the share
    of the question's words that the first passage holds. gap: how far the nearest passage is before the tenth.
    """
    asked = {term: generation.rarity(term) for term in words(question)}
    total = sum(asked.values())
    cosines = sorted((passage.dense_score or 0.0 for passage in passages), reverse=True)
    if not passages or not total:
        return (max(cosines, default=0.0), 0.0, 0.0, 0.0)

    def share(terms: set[str]) -> float:
        return sum(weight for term, weight in asked.items() if term in terms) / total

    def fit(passage: Passage) -> float:
        title = set(words(passage.chunk.title))
        known = len(title & asked.keys()) / len(title) if title else 0.0
        return known * share(title | set(words(passage.chunk.section)))

    tenth = cosines[DEPTH - 1] if len(cosines) >= DEPTH else min(BACKGROUND, cosines[-1])
    top = max(passages, key=lambda passage: passage.score)
    return (cosines[0], max(map(fit, passages)), share(set(words(top.chunk.text))), cosines[0] - tenth)


def evidence(generation: Generation, question: str, passages: Sequence[Passage]) -> float:
    """The strength of the evidence, 0 to 1: near 1 for a question whose answer is here, near 0 for one that isn't."""
    return combined(features(generation, question, passages)) if passages else 0.0


def combined(found: Sequence[float]) -> float:
    """The evidence of four features: 1 less the chance that both ways fail."""
    named = dict(zip(FEATURES, found, strict=True))
    fails = (1 / (1 + math.exp(way["bias"] + _sum(way, named))) for way in (SUBJECT, STANDOUT))
    return 1 - math.prod(fails)


def _sum(way: dict[str, float], named: dict[str, float]) -> float:
    return sum(weight * named[name] for name, weight in way.items() if name != "bias")
