"""The signal for "not in this library": each feature and their sum on MedQuAD, with the curve.

    python -m benchmarks.abstention DATA [--config config.yml] [--questions 800]

An answerable question is one asked of the whole index. The same question becomes unanswerable when what answers it is
left out: its page, or every page of its title (other pages of that title answer it too, so this is the clean case).
The weights were fitted on other questions: `python -m benchmarks.fit_evidence`.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from benchmarks.record import save
from benchmarks.samples import crowds
from pipelines import beir, testlibrary
from pipelines.config import Settings, check
from pipelines.evidence import FEATURES, combined, evidence, features
from pipelines.generation import Generation
from pipelines.profiles import load
from pipelines.retrieve import Retriever, tenth
from pipelines.schema import Passage

DEEP = 250  # passages looked at, so that ten are left when some are taken out
RESAMPLES = 1000
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
REFUSED = (0.01, 0.025, 0.05, 0.1, 0.2)
OFF_TOPIC = Path(__file__).parents[1] / "tests" / "questions_offtopic.jsonl"
LEFT = ("whole", "title left out", "page left out")
NOTE = """Unanswerable questions are the same questions with what answers them left out of the index: every page of the
question's title (clean), or only the page that the question was written for (other pages of the same title, from
other institutes, may still answer it). Wrongly answered: the share of unanswerable questions that are answered when
5 % of the answerable ones are refused. Intervals are 95 % bootstrap intervals over questions."""


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--questions", type=int, default=800)
    arguments = parser.parse_args()
    settings = check(load(arguments.config))
    rows = list(collect(settings, arguments.data, "dev", arguments.questions))
    off_topic = list(strangers(settings, arguments.config, arguments.data))
    report(rows, settings.answer.threshold, off_topic)


Row = dict[str, tuple[tuple[float, ...], float]]
"""For each case of LEFT: the features and the evidence."""


def collect(settings: Settings, data: Path, split: str, count: int) -> Iterator[Row]:
    """The signals of `count` questions in the three cases."""
    tests = beir.read(data / "medquad", split)
    library = testlibrary.open_library(settings.library.path / "evaluations", settings.embeddings, tests, True, print)
    generation = library.open()
    assert generation is not None
    retriever = Retriever(library, settings.retrieve)
    titles = {entry.id: normal(entry.title) for entry in tests.corpus}
    pages = beir_pages(data / "medquad")
    names = list(tests.queries)
    random.Random(0).shuffle(names)
    for name in names[:count]:
        question, relevant = tests.queries[name], tests.qrels[name]
        found = retriever(question, limit=DEEP).passages
        answered, page = {titles[id] for id in relevant}, {pages[id] for id in relevant}
        cases = {
            "whole": found,
            "title left out": [p for p in found if titles[p.chunk.id.rpartition("#")[0] or p.chunk.id] not in answered],
            "page left out": [p for p in found if pages[p.chunk.id.rpartition("#")[0] or p.chunk.id] not in page],
        }
        yield {case: signal(generation, question, passages) for case, passages in cases.items()}


def strangers(settings: Settings, config: Path, data: Path) -> Iterator[dict[str, Any]]:
    """How many questions on what no medical library holds are answered, by library and sort; none was fitted on."""
    tests = beir.read(data / "medquad-dev", "dev")
    places = settings.library.path / "evaluations"
    dev = testlibrary.open_library(places, settings.embeddings, tests, True, print)
    _, samples = next(crowds(config, data))
    for name, library in (("medquad-dev", dev), ("samples", samples.library)):
        generation, retriever = library.open(), Retriever(library, settings.retrieve)
        assert generation is not None
        asked, answered = Counter[str](), Counter[str]()
        for row in map(json.loads, OFF_TOPIC.read_text(encoding="utf-8").splitlines()):
            asked[row["sort"]] += 1
            strength = evidence(generation, retriever(row["question"]))
            answered[row["sort"]] += strength >= settings.answer.threshold
        yield {"library": name, "passages": generation.rows, "asked": asked, "answered": answered}


def signal(generation: Generation, question: str, passages: Sequence[Passage]) -> tuple[tuple[float, ...], float]:
    """Features and evidence as if these passages were all that there is; the first ten are what an answer looks at."""
    cosines = np.array([passage.dense_score for passage in passages], dtype=np.float32)
    found = features(generation, question, passages[:10], tenth(cosines))
    return found, combined(found) if passages else 0.0


def beir_pages(folder: Path) -> dict[str, str]:
    """The page that each passage is of."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as stream:
        return {row["_id"]: row["document"] for row in map(json.loads, stream)}


def normal(title: str) -> str:
    """A title as two pages of the same subject share it."""
    return " ".join(title.lower().split())


def report(rows: list[Row], threshold: float, off_topic: list[dict[str, Any]]) -> None:
    """Each signal alone and together, with intervals, and the curve of the whole."""
    cases = [case for case in LEFT[1:] if case in rows[0]]
    found: dict[str, Any] = {"note": " ".join(NOTE.split()), "threshold": threshold, "questions": len(rows)}
    signals = {
        name: {case: [row[case][0][i] for row in rows] for case in (LEFT[0], *cases)} for i, name in enumerate(FEATURES)
    }
    signals["evidence"] = {case: [row[case][1] for row in rows] for case in (LEFT[0], *cases)}
    found["signals"] = {
        name: {case: quality(np.array(values["whole"]), np.array(values[case])) for case in cases}
        for name, values in signals.items()
    }
    values = signals["evidence"]
    found["coverage"] = {case: coverage(np.array(values["whole"]), np.array(values[case])) for case in cases}
    found["curves"] = {f"Evidence, {case}": curve(values, case) for case in cases}
    found["off topic"] = off_topic
    save("abstention", f"MedQuAD full setting, {len(rows)} dev questions", found)
    print(json.dumps({"signals": found["signals"], "coverage": found["coverage"], "off topic": off_topic}, indent=1))


Values = npt.NDArray[np.float64]


def quality(yes: Values, no: Values) -> dict[str, tuple[float, float, float]]:
    """AUROC and wrongly answered at 5 % refused, each as (value, low, high)."""
    return {"AUROC": bootstrapped(auroc, yes, no), "wrongly answered": bootstrapped(wrongly(0.05), yes, no)}


def coverage(yes: Values, no: Values) -> list[tuple[float, float, float, float, float]]:
    """(share of answerable answered, the threshold that does it, share of unanswerable answered, low, high)."""
    return [
        (1 - refused, float(np.quantile(yes, refused)), *bootstrapped(wrongly(refused), yes, no)) for refused in REFUSED
    ]


def auroc(yes: Values, no: Values) -> float:
    """The chance that an answerable question scores higher than an unanswerable one; a tie counts half."""
    ranked = np.sort(no)
    below, up_to = (np.searchsorted(ranked, yes, side) for side in SIDES)
    return float((below + up_to).mean() / 2 / len(no))


def wrongly(refused: float) -> Callable[[Values, Values], float]:
    """The share of unanswerable questions answered when that share of the answerable ones is refused."""
    return lambda yes, no: float((no >= np.quantile(yes, refused)).mean())


def bootstrapped(figure: Callable[[Values, Values], float], yes: Values, no: Values) -> tuple[float, float, float]:
    """A figure and its 95 % interval; a question is drawn with both its cases."""
    random = np.random.default_rng(0)
    draws = (random.integers(len(yes), size=len(yes)) for _ in range(RESAMPLES))
    low, high = np.quantile([figure(yes[draw], no[draw]) for draw in draws], [0.025, 0.975])
    return figure(yes, no), float(low), float(high)


def curve(values: dict[str, list[float]], case: str) -> list[tuple[float, float, float]]:
    """(threshold, share of answerable refused, share of unanswerable answered) from 0.05 to 0.95."""
    yes, no = np.array(values["whole"]), np.array(values[case])
    return [(round(t, 2), float((yes < t).mean()), float((no >= t).mean())) for t in np.arange(0.05, 1.0, 0.05)]


if __name__ == "__main__":
    main()
