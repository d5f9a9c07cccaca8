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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.record import save
from pipelines import beir, testlibrary
from pipelines.config import Settings, check, read
from pipelines.evidence import FEATURES, combined, features
from pipelines.generation import Generation
from pipelines.retrieve import Retriever, tenth
from pipelines.schema import Passage

DEEP = 250  # passages looked at, so that ten are left when some are taken out
LEFT = ("whole", "title left out", "page left out")
NOTE = """Unanswerable questions are the same questions with what answers them left out of the index: every page of the
question's title (clean), or only the page that the question was written for (other pages of the same title, from
other institutes, may still answer it). Wrongly answered: the share of unanswerable questions that are answered when
5 % of the answerable ones are refused."""


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--questions", type=int, default=800)
    arguments = parser.parse_args()
    settings = check(read(arguments.config))
    report(list(collect(settings, arguments.data, "dev", arguments.questions)), settings.answer.threshold)


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


def report(rows: list[Row], threshold: float) -> None:
    """Each signal alone and together, and the curve of the whole."""
    found: dict[str, Any] = {"note": " ".join(NOTE.split()), "threshold": threshold, "questions": len(rows)}
    signals = {name: [{case: row[case][0][i] for case in LEFT} for row in rows] for i, name in enumerate(FEATURES)}
    signals["evidence"] = [{case: row[case][1] for case in LEFT} for row in rows]
    found["signals"] = {
        name: {
            f"{what}, {case}": value
            for case in LEFT[1:]
            for what, value in zip(("AUROC", "wrongly answered"), quality(values, case), strict=True)
        }
        for name, values in signals.items()
    }
    found["curves"] = {f"Evidence, {case}": curve(signals["evidence"], case) for case in LEFT[1:]}
    save("abstention", f"MedQuAD full setting, {len(rows)} dev questions", found)
    for name, values in found["signals"].items():
        print(name, {key: round(value, 4) for key, value in values.items()})


def quality(values: list[dict[str, float]], case: str) -> tuple[float, float]:
    """AUROC, and the share of unanswerable questions answered when 5 % of the answerable ones are refused."""
    yes, no = np.array([v["whole"] for v in values]), np.array([v[case] for v in values])
    area = roc_auc_score(np.r_[np.ones(len(yes)), np.zeros(len(no))], np.r_[yes, no])
    return float(area), float((no >= np.quantile(yes, 0.05)).mean())


def curve(values: list[dict[str, float]], case: str) -> list[tuple[float, float, float]]:
    """(threshold, share of answerable refused, share of unanswerable answered) from 0.05 to 0.95."""
    yes, no = np.array([v["whole"] for v in values]), np.array([v[case] for v in values])
    return [(round(t, 2), float((yes < t).mean()), float((no >= t).mean())) for t in np.arange(0.05, 1.0, 0.05)]


if __name__ == "__main__":
    main()
