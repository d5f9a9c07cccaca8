"""How strongly the passages speak to the question: the signal by which an answer says "not in this library".

Fused scores can't be that signal: they rank passages for one question and say nothing across questions. Evidence comes
by two ways, and either will do: the subject of the question is a document's own, or a passage is near in meaning and
holds the question's words. How near is near depends on the library: the nearest of many that have nothing to do with
a question comes nearer than the nearest of few, and where many are as near as the nearest, none may be the one. Fitted
on three kinds of questions in libraries of several sizes, since a signal fitted on one refused nine in ten answerable
questions of another (docs/log.md); the curve is in docs/measures.md.
"""

import math
from collections.abc import Sequence

from pipelines.generation import Generation
from pipelines.schema import Passage, Retrieved
from pipelines.words import words

FEATURES = ("cosine", "title", "passage", "size", "apart")
# python -m benchmarks.fit_evidence
SUBJECT = {"cosine": 10.17, "title": 7.17, "bias": -12.15}
NEARNESS = {"cosine": 14.43, "passage": 4.44, "size": 1.54, "apart": 18.95, "bias": -23.25}

CROWD = 0.35  # the cosine that the tenth nearest passage is taken to have at least: of few passages none is near
SMALL, LARGE = 300, 100_000  # passages: the range on which the weights were fitted, and where they stay as they are


def features(generation: Generation, question: str, passages: Sequence[Passage], tenth: float) -> tuple[float, ...]:
    """The signals in the order of FEATURES, each 0 to 1; words weigh by their rarity, those not in the library most.

    cosine: that of the nearest passage. title: how well question and a document's title cover each other, the share of
    the question's words in title and heading times the share of the title's words in the question. passage: the share
    of the question's words that the first passage holds. size: how small the library is, 1 up to 300 passages and 0
    from 100,000 on. apart: how far from the question the library's tenth nearest passage is, 1 less its cosine `tenth`.
    """
    asked = {term: generation.rarity(term) for term in words(question)}
    total = sum(asked.values())
    cosine = max((passage.dense_score or 0.0 for passage in passages), default=0.0)
    rows = min(max(generation.rows, SMALL), LARGE)
    size = math.log(LARGE / rows) / math.log(LARGE / SMALL)
    apart = 1 - max(CROWD, tenth)
    if not passages or not total:
        return (cosine, 0.0, 0.0, size, apart)

    def share(terms: set[str]) -> float:
        return sum(weight for term, weight in asked.items() if term in terms) / total

    def fit(passage: Passage) -> float:
        title = set(words(passage.chunk.title))
        known = len(title & asked.keys()) / len(title) if title else 0.0
        return known * share(title | set(words(passage.chunk.section)))

    top = max(passages, key=lambda passage: passage.score)
    return (cosine, max(map(fit, passages)), share(set(words(top.chunk.text))), size, apart)


def evidence(generation: Generation, found: Retrieved) -> float:
    """The strength of the evidence, 0 to 1: near 1 for a question whose answer is here, near 0 for one that isn't."""
    return combined(features(generation, found.question, found.passages, found.tenth)) if found.passages else 0.0


def combined(found: Sequence[float]) -> float:
    """The evidence of the features: 1 less the chance that both ways fail."""
    named = dict(zip(FEATURES, found, strict=True))
    fails = (1 / (1 + math.exp(way["bias"] + _sum(way, named))) for way in (SUBJECT, NEARNESS))
    return 1 - math.prod(fails)


def _sum(way: dict[str, float], named: dict[str, float]) -> float:
    return sum(weight * named[name] for name, weight in way.items() if name != "bias")
