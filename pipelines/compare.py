"""Sets ways to search side by side on one test set, and says which differences are more than chance.

test set -> contestants -> a run each, question by question -> measures with intervals -> differences to the first
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines import beir, measures
from pipelines.config import Settings
from pipelines.contestants import Contestant, Stable
from pipelines.draft import Listener
from pipelines.errors import DataError
from pipelines.evaluate import DEPTH
from pipelines.fusion import best
from pipelines.records import Progress
from pipelines.significance import adjusted, randomised
from pipelines.testweights import passages

SAMPLE = 256  # passages on which encoding is timed
WARM = 3  # searches before the clock runs
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
    for one in Stable(settings, tests, titled, listen).open(names, sizes):
        run, spent = ranked(one, queries, listen)
        found.append(_result(one, measures.per_question(run, qrels), spent, rate(one, texts)))
    return Comparison(
        tests.name, split, relevant, titled, len(queries), len(texts),
        tuple(result for result, _ in found), differences(found),
    )  # fmt: skip


def ranked(
    one: Contestant, queries: Mapping[str, str], listen: Listener = lambda progress: None
) -> tuple[dict[str, list[str]], list[float]]:
    """Each question's passages, best first, and the milliseconds that each search took, one after the other."""
    run, spent = {}, []
    for question in list(queries.values())[:WARM]:
        one.scores(question)
    for number, (id, question) in enumerate(queries.items(), 1):
        started = time.perf_counter()
        scores = one.scores(question)
        rows = best(scores, DEPTH)
        spent.append((time.perf_counter() - started) * 1000)
        found = one.kind in ("words", "sparse")  # what has no word in common isn't found
        run[id] = [one.ids[row] for row in rows if scores[row] > 0 or not found]
        listen(Progress("searching", number, len(queries)))
    return run, spent


def rate(one: Contestant, texts: Sequence[str]) -> float | None:
    """Passages encoded in a second, on a sample that is the same for all; None where nothing is encoded."""
    if one.encode is None:
        return None
    sample = sorted(random.Random(0).sample(list(texts), min(SAMPLE, len(texts))), key=len)
    one.encode(sample[:WARM])
    started = time.perf_counter()
    one.encode(sample)
    return len(sample) / max(time.perf_counter() - started, 1e-9)


def _result(one: Contestant, rows: Rows, spent: Sequence[float], rate: float | None) -> tuple[Result, Rows]:
    values = {name: list(row.values()) for name, row in rows.items()}
    ordered = sorted(spent)
    result = Result(
        name=one.name,
        kind=one.kind,
        dimensions=one.dimensions,
        values={name: measures.mean(row) for name, row in values.items()},
        intervals={name: measures.interval(row) for name, row in values.items()},
        encoded=rate,
        megabytes=one.bytes / 1e6,
        median_ms=ordered[len(ordered) // 2],
        p95_ms=ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
    )
    return result, rows


def differences(found: Sequence[tuple[Result, Rows]]) -> tuple[Difference, ...]:
    """Every other result against the first, on the tested measures; p adjusted for all of them together."""
    made = []
    for result, rows in found[1:]:
        for measure in TESTED:
            apart = [rows[measure][id] - value for id, value in found[0][1][measure].items()]
            made.append((result.name, measure, measures.mean(apart), *measures.interval(apart), randomised(apart)))
    holm = adjusted([one[-1] for one in made])
    return tuple(Difference(*one, p) for one, p in zip(made, holm, strict=True))
