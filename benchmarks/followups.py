"""Follow-up questions: whether the document that answers is found once the subject was carried over.

    python -m benchmarks.followups DATA [--config config.yml]

Pairs of our own writing over the samples, in followups.jsonl: a question, what was asked before it, and the document
that answers, or that it stands alone. The rules were made on the half `dev`; `test` was written before them. Questions
that stand alone are also those of tests/ and of MedQuAD dev, each behind another one.

The harder set is made by code: of two MedQuAD dev questions on one page the second without its subject, as FORMS says.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.record import save
from pipelines import beir, testlibrary
from pipelines.application import Vademecum, start
from pipelines.beir import TestSet
from pipelines.config import check
from pipelines.followup import standalone
from pipelines.measures import interval, mean
from pipelines.profiles import load
from pipelines.retrieve import Retriever

ROOT = Path(__file__).parents[1]
TOP = 3  # documents looked at
DEEP = 10  # passages looked at on MedQuAD
FORMS = {  # how a MedQuAD question begins: how a person goes on asking
    "what are the treatments": ("How is it treated?", "And the treatments?"),
    "what are the symptoms": ("What are its symptoms?", "What are the symptoms?"),
    "how many people are affected": ("How common is it?", "How many people are affected?"),
    "what are the genetic changes related": ("Which genes are related to it?", "And the genetic changes?"),
    "what causes": ("What causes it?", "And the causes?"),
    "how to diagnose": ("How is it diagnosed?", "How can one diagnose this?"),
    "how to prevent": ("Can it be prevented?", "How to prevent this disease?"),
    "what to do": ("What to do?", "What should patients with this condition do?"),
    "what is the outlook": ("What is the outlook?", "What is their outlook?"),
}


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments = parser.parse_args()
    values = load(arguments.config)
    values["library"]["path"] = str(Path(values["library"]["path"]) / "evaluations" / "samples")
    vademecum = start(values)
    vademecum.add([ROOT / "samples"])
    rows = [json.loads(line) for line in (ROOT / "benchmarks" / "followups.jsonl").read_text("utf-8").splitlines()]
    figures: dict[str, Any] = {}
    for split in ("dev", "test"):
        figures[split] = leaning(vademecum, [r for r in rows if r["split"] == split and "document_title" in r])
        alone = [r for r in rows if r["split"] == split and r.get("standalone")]
        kept = [standalone(r["question"], r["history"]) == r["question"] for r in alone]
        figures[split]["stand-alone left as they are"] = f"{sum(kept)} of {len(kept)}"
    ours = [
        json.loads(line)["question"]
        for name in ("questions.jsonl", "questions_heldout.jsonl")
        for line in (ROOT / "tests" / name).read_text("utf-8").splitlines()
    ]
    figures["questions of the tests left as they are"] = untouched(ours)
    figures["MedQuAD dev left as they are"] = untouched(
        list(beir.read(arguments.data / "medquad-dev", "dev").queries.values())
    )
    figures["MedQuAD"] = medquad(load(arguments.config), arguments.data / "medquad-dev")
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    save("followups", "benchmarks/followups.jsonl over samples/, the questions of tests/, MedQuAD dev", figures)


def leaning(vademecum: Vademecum, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The share of follow-ups whose document is among the first documents found, as asked and made to stand alone."""
    generation = vademecum.library.open()
    assert generation is not None
    raw = [found(vademecum, row["question"], row["document_title"]) for row in rows]
    whole = [standalone(row["question"], row["history"], rarity=generation.rarity) for row in rows]
    made = [found(vademecum, text, row["document_title"]) for text, row in zip(whole, rows, strict=True)]
    return {
        "pairs": len(rows),
        "as asked": mean(raw),
        "stand-alone": mean(made),
        "difference, 95 % interval": interval([b - a for a, b in zip(raw, made, strict=True)]),
        "lost": [
            {"asked": row["question"], "made": text, "wanted": row["document_title"]}
            for row, text, hit in zip(rows, whole, made, strict=True)
            if not hit
        ],
        "left as they are": [row["question"] for row, text in zip(rows, whole, strict=True) if text == row["question"]],
    }


def medquad(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The share of follow-ups with a relevant passage among the first ten: as asked, made to stand alone, in full."""
    settings = check(values)
    tests = beir.read(folder, "dev")
    library = testlibrary.open_library(settings.library.path / "evaluations", settings.embeddings, tests, True, print)
    generation = library.open()
    assert generation is not None
    pairs = list(asked_on(tests))
    made = [standalone(after, [before], rarity=generation.rarity) for before, after, _ in pairs]
    shares = {
        "as asked": [after for _, after, _ in pairs],
        "stand-alone": made,
        "in full": [tests.queries[name] for _, _, name in pairs],
    }
    retriever = Retriever(library, settings.retrieve)
    hits = {
        kind: [
            float(any(passage.chunk.id in tests.qrels[name] for passage in one.passages))
            for one, (_, _, name) in zip(retriever.batch(texts, limit=DEEP), pairs, strict=True)
        ]
        for kind, texts in shares.items()
    }
    left = sum(text == after for text, (_, after, _) in zip(made, pairs, strict=True))
    return {"pairs": len(pairs), "left as they are": left} | {kind: mean(values) for kind, values in hits.items()}


def asked_on(tests: TestSet) -> Iterator[tuple[str, str, str]]:
    """(a question on a page, a follow-up on the same page, the name of the question that it stands for)."""
    titles = {entry.id: entry.title for entry in tests.corpus}
    pages: dict[str, list[str]] = {}
    for name in tests.queries:
        pages.setdefault(titles[next(iter(tests.qrels[name]))], []).append(name)
    for title, names in pages.items():
        for number, name in enumerate(names[1:]):
            text = tests.queries[name].lower().removesuffix("?").strip()
            form = re.sub(r"\s(?:of|for|to|by)$", "", text.removesuffix(title.lower()).strip())
            if text.endswith(title.lower()) and form in FORMS:
                yield tests.queries[names[0]], FORMS[form][number % 2], name


def found(vademecum: Vademecum, question: str, title: str) -> float:
    """1 if the document of this title is among the first three different ones."""
    titles = dict.fromkeys(passage.chunk.title for passage in vademecum.search(question).passages)
    return float(title in list(titles)[:TOP])


def untouched(questions: Sequence[str]) -> float:
    """The share of questions that stay as they are behind the one before them in the list."""
    kept = [standalone(question, [before]) == question for before, question in pairwise(questions)]
    return mean([float(one) for one in kept])


if __name__ == "__main__":
    main()
