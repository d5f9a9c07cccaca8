"""Fits the weights of pipelines/evidence.py and prints them.

    python -m benchmarks.fit_evidence DATA [--config config.yml]

Three kinds of questions count together: MedQuAD train (pages on one subject; unanswerable when its title is left out),
PubMedQA (articles, passages without titles; unanswerable when the article is left out) and the questions on samples/.
Each kind's answerable and unanswerable questions weigh alike; the kinds weigh 2, 0.5 and 1.
"""

import argparse
import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.abstention import collect
from pipelines import testlibrary
from pipelines.application import start
from pipelines.beir import Entry, TestSet
from pipelines.config import Settings, check, read
from pipelines.evidence import FEATURES, features
from pipelines.retrieve import Retriever

WEIGHT = {"medquad": 2.0, "pubmedqa": 0.5, "samples": 1.0}
ARTICLES, OTHERS = 450, 250  # PubMedQA articles with questions, and other abstracts around them
QUESTIONS = Path(__file__).parents[1] / "tests" / "questions.jsonl"

Example = tuple[str, bool, tuple[float, ...]]
"""Kind, whether it can be answered, features."""


def main() -> None:
    """Collects, fits, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"), help="its library has to hold samples/")
    arguments = parser.parse_args()
    settings = check(read(arguments.config))
    examples = [
        *medquad(settings, arguments.data),
        *pubmedqa(settings, arguments.data),
        *samples(arguments.config),
    ]
    print(fit(examples))


def medquad(settings: Settings, data: Path) -> Iterator[Example]:
    """1,200 train questions, with and without the pages of their title."""
    for row in collect(settings, data, "train", 1200):
        yield "medquad", True, row["whole"][0]
        yield "medquad", False, row["title left out"][0]


def pubmedqa(settings: Settings, data: Path) -> Iterator[Example]:
    """Questions on articles, with and without the article."""
    corpus, questions = [], {}
    with gzip.open(data / "pubmedqa" / "pqa_labeled.jsonl.gz", "rt", encoding="utf-8") as stream:
        for row in map(json.loads, itertools.islice(stream, ARTICLES)):
            questions[row["pmid"]] = row["question"]
            corpus += [Entry(f"{row['pmid']}-{n}", "", text) for n, text in enumerate(row["contexts"])]
    with gzip.open(data / "titles-abstracts" / "records.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = map(json.loads, itertools.islice(stream, OTHERS))
        corpus += [Entry(row["id"], row["title"], row["text"][:1200]) for row in rows]
    tests = TestSet("pubmedqa", "train", tuple(corpus), questions, {})
    library = testlibrary.open_library(settings.library.path / "evaluations", settings.embeddings, tests, True, print)
    generation, retriever = library.open(), Retriever(library, settings.retrieve)
    assert generation is not None
    for pmid, question in questions.items():
        found = retriever(question, limit=30).passages
        others = [passage for passage in found if not passage.chunk.id.startswith(f"{pmid}-")]
        yield "pubmedqa", True, features(generation, question, found[:10])
        yield "pubmedqa", False, features(generation, question, others[:10])


def samples(config: Path) -> Iterator[Example]:
    """The questions on samples/, asked of the library of the configuration."""
    vademecum = start(config)
    generation = vademecum.library.open()
    assert generation is not None
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        passages = vademecum.search(question["question"]).passages
        yield "samples", question.get("answerable", True), features(generation, question["question"], passages)


def fit(examples: list[Example]) -> dict[str, dict[str, float]]:
    """The weights of both ways, none below 0, by likelihood."""
    x = np.array([row for _, _, row in examples])
    y = np.array([answerable for _, answerable, _ in examples])
    groups = [(kind, answerable) for kind, answerable, _ in examples]
    weight = np.array([WEIGHT[group[0]] / groups.count(group) for group in groups])
    ways = {"SUBJECT": ("cosine", "title"), "STANDOUT": ("passage", "gap")}
    columns = [[FEATURES.index(name) for name in names] for names in ways.values()]

    def loss(p: npt.NDArray[np.float64]) -> float:
        fails = [1 / (1 + np.exp(p[3 * i + 2] + x[:, c] @ np.exp(p[3 * i : 3 * i + 2]))) for i, c in enumerate(columns)]
        chance = np.clip(1 - fails[0] * fails[1], 1e-9, 1 - 1e-9)
        likelihood = weight * np.where(y, np.log(chance), np.log(1 - chance))
        return float(-likelihood.sum() + 1e-3 * (p[[0, 1, 3, 4]] ** 2).sum())

    best = minimize(loss, np.array([1.0, 1.0, -3.0, 1.0, 1.0, -3.0]), method="L-BFGS-B").x
    return {
        way: {**dict(zip(names, np.exp(best[3 * i : 3 * i + 2]).round(2).tolist(), strict=True)),
              "bias": round(float(best[3 * i + 2]), 2)}
        for i, (way, names) in enumerate(ways.items())
    }  # fmt: skip


if __name__ == "__main__":
    main()
