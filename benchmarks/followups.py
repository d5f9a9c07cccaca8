"""Follow-up questions: whether the document that answers is found once the subject was carried over.

    python -m benchmarks.followups DATA [--config config.yml]

Pairs of our own writing over the samples, in followups.jsonl: a question, what was asked before it, and the document
that answers, or that it stands alone. The rules were made on the half `dev`; `test` was written before them. Questions
that stand alone are also those of tests/ and of MedQuAD dev, each behind another one.
"""

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.record import save
from pipelines import beir
from pipelines.application import Vademecum, start
from pipelines.config import read
from pipelines.followup import standalone
from pipelines.measures import interval, mean

ROOT = Path(__file__).parents[1]
TOP = 3  # documents looked at


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments = parser.parse_args()
    values = read(arguments.config)
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
