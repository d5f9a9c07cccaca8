"""Fits the weights of pipelines/evidence.py and prints them.

    python -m benchmarks.fit_evidence DATA [--config config.yml]

Three kinds of questions count together: MedQuAD train (pages on one subject; unanswerable when its title is left out;
besides in libraries of some 300 and 3,000 passages, where questions on other pages are unanswerable), PubMedQA
(articles, passages without titles; unanswerable when the article is left out) and the questions on samples/, asked of
the samples alone, among the articles, and among the MedQuAD pages too (unanswerable when their document is left out,
near misses and far ones but for the MedQuAD pages, which may answer them). Each kind's answerable and unanswerable
questions weigh alike; WEIGHT says how the kinds weigh. The first run reads and encodes all of that: an hour.

Then each signal is left out in turn, the rest fitted anew, and what that costs measured on MedQuAD dev.
"""

import argparse
import dataclasses
import gzip
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.abstention import DEEP, LEFT, Row, collect, normal, quality, signal
from benchmarks.record import save
from benchmarks.samples import crowds
from pipelines import beir, testlibrary
from pipelines.beir import Entry, TestSet
from pipelines.config import Settings, check
from pipelines.evidence import FEATURES, combined, features
from pipelines.generation import Generation
from pipelines.profiles import load
from pipelines.retrieve import Retriever

WEIGHT = {
    "medquad": 6.0,
    "medquad-300": 1.0,
    "medquad-3000": 1.0,
    "pubmedqa": 0.5,
    "samples": 2.0,
    "samples+articles": 2.0,
    "samples+medquad": 2.0,
}
TRAIN = 500  # questions on all MedQuAD pages
ASKED = 300  # questions of each kind on a small library
ARTICLES, OTHERS = 450, 250  # PubMedQA articles with questions, and other abstracts around them
QUESTIONS = Path(__file__).parents[1] / "tests" / "questions.jsonl"

WAYS = {
    "SUBJECT": ("title", "subject"),
    "NEARNESS": ("cosine", "covered", "size", "apart", "asked"),
}

Example = tuple[str, bool, tuple[float, ...]]
"""Kind, whether it can be answered, features."""


def main() -> None:
    """Collects, fits, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments = parser.parse_args()
    settings = check(load(arguments.config))
    examples = [
        *medquad(settings, arguments.data),
        *small(settings, arguments.data, 300),
        *small(settings, arguments.data, 3000),
        *pubmedqa(settings, arguments.data),
        *samples(arguments.config, arguments.data),
    ]
    print(fit(examples))
    rows = list(collect(settings, arguments.data, "dev", 800))
    save("signals", f"{len(examples):,} questions to fit, {len(rows)} MedQuAD dev questions", left_out(examples, rows))


def left_out(examples: list[Example], rows: list[Row]) -> list[dict[str, Any]]:
    """How good the evidence is with all signals and without each of them, on rows that were not fitted on.

    The samples' questions are those of the fit: the shares of the answerable, and of the unanswerable, that are
    answered at the threshold that refuses 5 % of the answerable dev questions.
    """
    found = []
    for name in ("none", *FEATURES):
        ways = tuple(fit(examples, name).values())
        yes, no = (np.array([combined(row[case][0], ways) for row in rows]) for case in LEFT[:2])
        threshold = float(np.quantile(yes, 0.05))
        record: dict[str, Any] = {"left out": name, **quality(yes, no)}
        for answerable, what in ((True, "right"), (False, "wrong")):
            asked = [row for kind, yes, row in examples if kind.startswith("samples") and yes is answerable]
            record[what] = sum(combined(row, ways) >= threshold for row in asked) / len(asked)
        found.append(record)
    return found


def medquad(settings: Settings, data: Path) -> Iterator[Example]:
    """Train questions, with and without the pages of their title."""
    for row in collect(settings, data, "train", TRAIN):
        yield "medquad", True, row["whole"][0]
        yield "medquad", False, row["title left out"][0]


def small(settings: Settings, data: Path, size: int) -> Iterator[Example]:
    """Train questions on a library of a few pages: those on its pages, and as many on others."""
    rng = random.Random(1)
    tests = beir.read(data / "medquad", "train")
    titles = {entry.id: normal(entry.title) for entry in tests.corpus}
    about = {query: {titles[id] for id in judged} for query, judged in tests.qrels.items()}
    passages = Counter(titles.values())
    kept: set[str] = set()
    for title in rng.sample(sorted(set().union(*about.values())), size):
        if sum(passages[one] for one in kept) >= size:
            break
        kept.add(title)
    corpus = tuple(entry for entry in tests.corpus if titles[entry.id] in kept)
    part = dataclasses.replace(tests, name=f"medquad-{size}", corpus=corpus)
    generation, retriever = opened(settings, part)
    for answerable in (True, False):
        asked = [query for query, on in about.items() if (on <= kept if answerable else not on & kept)]
        for query in rng.sample(asked, min(ASKED, len(asked))):
            question = tests.queries[query]
            found = retriever(question)
            yield f"medquad-{size}", answerable, features(generation, question, found.passages, found.tenth)


def opened(settings: Settings, tests: TestSet) -> tuple[Generation, Retriever]:
    """The library of a test set and the search on it."""
    library = testlibrary.open_library(settings.library.path / "evaluations", settings.embeddings, tests, True, print)
    generation = library.open()
    assert generation is not None
    return generation, Retriever(library, settings.retrieve)


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
    generation, retriever = opened(settings, tests)
    for pmid, question in questions.items():
        found = retriever(question, limit=DEEP).passages
        others = [passage for passage in found if not passage.chunk.id.startswith(f"{pmid}-")]
        yield "pubmedqa", True, signal(generation, question, found)[0]
        yield "pubmedqa", False, signal(generation, question, others)[0]


def samples(config: Path, data: Path) -> Iterator[Example]:
    """The questions on samples/ in three libraries, with and without the document that answers them."""
    for kind, vademecum in crowds(config, data):
        generation = vademecum.library.open()
        assert generation is not None
        for question in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines()):
            text = question["question"]
            found = vademecum.search({"question": text, "limit": DEEP}).passages
            if question.get("answerable", True):
                others = [passage for passage in found if passage.chunk.title != question["document_title"]]
                yield kind, True, signal(generation, text, found)[0]
                yield kind, False, signal(generation, text, others)[0]
            elif kind != "samples+medquad":
                yield kind, False, signal(generation, text, found)[0]


def fit(examples: list[Example], without: str = "") -> dict[str, dict[str, float]]:
    """The weights of both ways by likelihood, none below 0; one signal may be left out."""
    x = np.array([row for _, _, row in examples])
    y = np.array([answerable for _, answerable, _ in examples])
    groups = [(kind, answerable) for kind, answerable, _ in examples]
    weight = np.array([WEIGHT[group[0]] / groups.count(group) for group in groups])
    ways = {way: tuple(name for name in names if name != without) for way, names in WAYS.items()}
    columns = [[FEATURES.index(name) for name in names] for names in ways.values()]
    ends = np.cumsum([len(names) + 1 for names in ways.values()])  # where each way's weights and bias end

    def loss(p: npt.NDArray[np.float64]) -> float:
        parts = np.split(p, ends[:-1])
        fails = [1 / (1 + np.exp(part[-1] + x[:, c] @ part[:-1])) for part, c in zip(parts, columns, strict=True)]
        chance = np.clip(1 - np.prod(fails, axis=0), 1e-9, 1 - 1e-9)
        likelihood = weight * np.where(y, np.log(chance), np.log(1 - chance))
        return float(-likelihood.sum() + 2e-4 * sum((part[:-1] ** 2).sum() for part in parts))

    bounds = [bound for names in ways.values() for bound in (*[(0, 60)] * len(names), (-60, 5))]
    rng = np.random.default_rng(0)
    starts = [[rng.uniform(low / 6, high / 6) for low, high in bounds] for _ in range(8)]  # it has several valleys
    best = min((minimize(loss, start, method="L-BFGS-B", bounds=bounds) for start in starts), key=lambda r: r.fun)
    parts = np.split(best.x.round(2), ends[:-1])
    return {
        way: dict(zip((*names, "bias"), part.tolist(), strict=True))
        for (way, names), part in zip(ways.items(), parts, strict=True)
    }


if __name__ == "__main__":
    main()
