"""How strongly the passages speak to the question: the signal by which an answer says "not in this library".

Fused scores can't be that signal: they rank passages for one question and say nothing across questions. Evidence comes
by two ways, and either will do: the subject of the question is a document's own, or a passage is near in meaning and
says what the question asks, word for word or in other words (pipelines/coverage.py). How near is near depends on the
library: the nearest of many that have nothing to do with a question comes nearer than the nearest of few, and where
many are as near as the nearest, none may be the one. And it depends on the question: where little is asked, a passage
on something else says most of it. Fitted on three kinds of questions in libraries of several sizes, since a signal
fitted on one refused nine in ten answerable questions of another (docs/log.md); the curve is in docs/measures.md.
"""

import math
from collections.abc import Sequence

from pipelines.coverage import Asked
from pipelines.generation import Generation
from pipelines.schema import Passage, Retrieved
from pipelines.words import words

FEATURES = ("cosine", "title", "subject", "covered", "size", "apart", "asked")
# python -m benchmarks.fit_evidence
SUBJECT = {"title": 5.77, "subject": 8.13, "bias": -9.27}
NEARNESS = {"cosine": 5.43, "covered": 12.97, "size": 3.27, "apart": 10.82, "asked": 4.25, "bias": -22.63}

CROWD = 0.35  # the cosine that the tenth nearest passage is taken to have at least: of few passages none is near
SMALL, LARGE = 300, 100_000  # passages: the range on which the weights were fitted, and where they stay as they are
READ = 3  # passages that are compared with the question word for word
MUCH = 60  # the rarity of all words of a question that asks much


def features(generation: Generation, question: str, passages: Sequence[Passage], tenth: float) -> tuple[float, ...]:
    """The signals in the order of FEATURES, each 0 to 1; words weigh by their rarity, those not in the library most.

    cosine: that of the nearest passage. title: how well question and a document's title cover each other, the share of
    the question's words in title and heading times the share of the title's words in the question. subject: the same
    by meaning, the share of the question that the title says times how near it comes to every word of the title.
    covered: the share of the question that one of the first passages says. size: how small the library is, 1 up to 300
    passages and 0 from 100,000 on. apart: how far from the question the library's tenth nearest passage is, 1 less its
    cosine `tenth`. asked: how much the question asks, the rarity of all its words.
    """
    rarity = {term: generation.rarity(term) for term in words(question)}
    total = sum(rarity.values())
    cosine = max((passage.dense_score or 0.0 for passage in passages), default=0.0)
    rows = min(max(generation.rows, SMALL), LARGE)
    size = math.log(LARGE / rows) / math.log(LARGE / SMALL)
    apart = 1 - max(CROWD, tenth)
    asked = min(1.0, total / MUCH)
    if not passages or not total:
        return (cosine, 0.0, 0.0, 0.0, size, apart, asked)

    def fit(passage: Passage) -> float:
        title = set(words(passage.chunk.title))
        known = len(title & rarity.keys()) / len(title) if title else 0.0
        held = title | set(words(passage.chunk.section))
        return known * sum(weight for term, weight in rarity.items() if term in held) / total

    subject, covered = _by_meaning(generation, question, passages)
    return (cosine, max(map(fit, passages)), subject, covered, size, apart, asked)


def _by_meaning(generation: Generation, question: str, passages: Sequence[Passage]) -> tuple[float, float]:
    """How well a title fits the question, and how much of it one of the first passages says."""
    first = sorted(passages, key=lambda passage: -passage.score)[:READ]
    titles = sorted({passage.chunk.title for passage in passages} - {""})
    tokens, *named = generation.by_token(
        [question, *titles]
    )  # apart from the passages: a batch is as long as its longest
    question_by_token = Asked.of(generation, question, tokens)
    said = generation.by_token([passage.chunk.text for passage in first])
    return (
        max((question_by_token.covered(title) * question_by_token.named(title) for title in named), default=0.0),
        max(map(question_by_token.covered, said)),
    )


def evidence(generation: Generation, found: Retrieved) -> float:
    """The strength of the evidence, 0 to 1: near 1 for a question whose answer is here, near 0 for one that isn't."""
    return combined(features(generation, found.question, found.passages, found.tenth)) if found.passages else 0.0


def combined(found: Sequence[float], ways: Sequence[dict[str, float]] = (SUBJECT, NEARNESS)) -> float:
    """The evidence of the features: 1 less the chance that both ways fail."""
    named = dict(zip(FEATURES, found, strict=True))
    fails = (1 / (1 + math.exp(way["bias"] + _sum(way, named))) for way in ways)
    return 1 - math.prod(fails)


def _sum(way: dict[str, float], named: dict[str, float]) -> float:
    return sum(weight * named[name] for name, weight in way.items() if name != "bias")
