"""Sets ways to search side by side on one test set, and says which differences are more than chance.

test set -> contestants -> a run each, question by question -> measures with intervals -> differences to the first
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import beir, measures
from pipelines.config import Settings
from pipelines.contestants import Contestant, Stable
from pipelines.draft import Listener
from pipelines.errors import DataError
from pipelines.evaluate import BATCH, DEPTH
from pipelines.fusion import best
from pipelines.records import Progress
from pipelines.significance import adjusted, randomised
from pipelines.testweights import passages

SAMPLE = 128  # passages on which encoding is timed
TIMED = 200  # questions on which a search is timed
WARM = 3  # of them asked once before, so that nothing is read or made for the first time
TESTED = ("accuracy@1", "recall@10", "nDCG@10", "MRR@10", "MAP@100")  # measures whose differences are tested

Rows = Mapping[str, Mapping[str, float]]  # measure -> question -> value


@dataclass(frozen=True, slots=True)
class Result:
    """One way to search: the mean of each measure with its 95 % interval, and what it costs."""

    name: str
    kind: str  # dense, sparse (SPLADE), words (BM25) or hybrid
    dimensions: int | None
    values: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    encoded: float | None  # passages encoded in a second; None where nothing is encoded
    megabytes: float  # what is searched: vectors, weights or the index of words
    median_ms: float  # of one search, the question's encoding in it
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure of one way to search less that of the first, over the same questions."""

    name: str
    measure: str
    mean: float
    low: float  # of the 95 % interval, by paired bootstrap
    high: float
    p: float  # of no difference, by a paired randomisation test
    adjusted: float  # p by Holm, for all differences in the list


@dataclass(frozen=True, slots=True)
class Comparison:
    """All results on one split of a test set, the first being what the others are held against."""

    name: str
    split: str
    relevant: int  # judgement from which a passage counts
    titled: bool
    questions: int
    passages: int
    results: tuple[Result, ...]
    differences: tuple[Difference, ...]


def compare(
    settings: Settings,
    names: Sequence[str],
    folder: Path,
    split: str,
    sizes: Sequence[int] = (),
    relevant: int = 1,
    titled: bool = True,
    limit: int | None = None,
    listen: Listener = lambda progress: None,
) -> Comparison:
    """Measures each of `names` on a BEIR folder; `sizes` has dense models measured at these dimensions, of one build.

    `limit` takes only the first questions. Raises ModelError for a model that isn't here, before anything is encoded.
    """
    if not names:
        raise DataError("No model is named; name one or more, such as minilm or bm25.")
    tests = beir.read(folder, split, relevant)
    queries = dict(list(tests.queries.items())[:limit])
    qrels = {id: tests.qrels[id] for id in queries}
    texts = passages(tests, titled)
    found: list[tuple[Result, Rows]] = []
    rates: dict[str, float | None] = {}  # by model: vectors cut shorter are encoded no faster
    for one in Stable(settings, tests, titled, listen).open(names, sizes):
        rows = measures.per_question(ranked(one, queries, listen), qrels)
        model = one.name.split("@")[0]
        rates[model] = rates[model] if model in rates else rate(one, texts)
        found.append((_result(one, rows, latency(one, list(queries.values())), rates[model]), rows))
    return Comparison(
        tests.name, split, relevant, titled, len(queries), len(texts),
        tuple(result for result, _ in found), differences(found),
    )  # fmt: skip


def ranked(
    one: Contestant, queries: Mapping[str, str], listen: Listener = lambda progress: None
) -> dict[str, list[str]]:
    """Each question's passages, best first: questions are read together, as in `evaluate.search`."""
    run = {}
    names = list(queries)
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        for name, asked in zip(part, one.read([queries[name] for name in part]), strict=True):
            run[name] = [one.ids[row] for row in _found(one, asked)]
        listen(Progress("searching", start + len(part), len(names)))
    return run


def _found(one: Contestant, asked: Any) -> list[int]:
    """The rows of the best passages; by words or their weights, what has none in common isn't found."""
    scores = one.scores(asked)
    return [row for row in best(scores, DEPTH) if scores[row] > 0 or one.kind not in ("words", "sparse")]


def latency(one: Contestant, questions: Sequence[str]) -> tuple[float, float]:
    """Median and 95th percentile of a search, in milliseconds: one question after the other, a sample of them."""
    sample = random.Random(0).sample(list(questions), min(TIMED, len(questions)))
    spent = []
    for question in [*sample[:WARM], *sample]:
        started = time.perf_counter()
        _found(one, one.read([question])[0])
        spent.append((time.perf_counter() - started) * 1000)
    ordered = sorted(spent[min(WARM, len(sample)) :])
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def rate(one: Contestant, texts: Sequence[str]) -> float | None:
    """Passages encoded in a second, on a sample that is the same for all; None where nothing is encoded."""
    if one.encode is None:
        return None
    sample = sorted(random.Random(0).sample(list(texts), min(SAMPLE, len(texts))), key=len)
    one.encode(sample[:WARM])
    started = time.perf_counter()
    one.encode(sample)
    return len(sample) / max(time.perf_counter() - started, 1e-9)


def _result(one: Contestant, rows: Rows, spent: tuple[float, float], rate: float | None) -> Result:
    return Result(
        name=one.name,
        kind=one.kind,
        dimensions=one.dimensions,
        values=measures.means(rows),
        intervals=measures.intervals(rows),
        encoded=rate,
        megabytes=one.bytes / 1e6,
        median_ms=spent[0],
        p95_ms=spent[1],
    )


def differences(found: Sequence[tuple[Result, Rows]]) -> tuple[Difference, ...]:
    """Every other result against the first, on the tested measures; p adjusted for all of them together."""
    made = []
    for result, rows in found[1:]:
        for measure in TESTED:
            apart = [rows[measure][id] - value for id, value in found[0][1][measure].items()]
            made.append((result.name, measure, measures.mean(apart), *measures.interval(apart), randomised(apart)))
    holm = adjusted([one[-1] for one in made])
    return tuple(Difference(*one, p) for one, p in zip(made, holm, strict=True))
