"""What the samples answer: the questions that the evidence was fitted on, and those that it never saw.

    python -m benchmarks.samples DATA [--config config.yml]

Asked of the samples alone, among the files of data/articles, and among the MedQuAD pages too: an answer must not get
lost where much else is. The libraries are kept beside the configured one. Near misses ask for a fact that the samples
don't hold on a subject that they do; the far ones are on other subjects. MedQuAD may answer both, so they are not
counted there.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.record import save
from pipelines.application import Vademecum, start
from pipelines.profiles import load
from pipelines.schema import Answer

ROOT = Path(__file__).parents[1]
SETS = {"fitted": "questions.jsonl", "held out": "questions_heldout.jsonl"}


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments = parser.parse_args()
    found = [
        {"library": kind, "passages": passages(vademecum), "questions": name, **count(vademecum, kind, file)}
        for kind, vademecum in crowds(arguments.config, arguments.data)
        for name, file in SETS.items()
    ]
    print(json.dumps(found, indent=1))
    save("samples", "samples/, data/articles, the MedQuAD pages and the questions in tests/", found)


def crowds(config: Path, data: Path) -> Iterator[tuple[str, Vademecum]]:
    """The samples alone, among the articles, among the MedQuAD pages too; what is there is not read again."""
    paths: list[Path] = []
    for kind, more in (
        ("samples", ROOT / "samples"),
        ("samples+articles", data / "articles"),
        ("samples+medquad", data / "medquad" / "documents.jsonl.gz"),
    ):
        values = load(config)
        values["library"]["path"] = str(Path(values["library"]["path"]) / "evaluations" / kind)
        vademecum = start(values)
        paths.append(more)
        vademecum.add(paths)
        yield kind, vademecum


def passages(vademecum: Vademecum) -> int:
    """How many passages the library holds."""
    generation = vademecum.library.open()
    return generation.rows if generation else 0


def count(vademecum: Vademecum, kind: str, file: str) -> dict[str, int]:
    """How many questions of each sort there are, and what came of them."""
    counts = dict.fromkeys(("answerable", "answered", "right", "near", "near answered", "far", "far answered"), 0)
    for question in map(json.loads, (ROOT / "tests" / file).read_text(encoding="utf-8").splitlines()):
        answerable = question.get("answerable", True)
        if kind == "samples+medquad" and not answerable:
            continue
        answer = vademecum.ask(question["question"])
        if answerable:
            counts["answerable"] += 1
            counts["answered"] += not answer.abstained
            counts["right"] += holds(answer, question)
        else:
            sort = "near" if question.get("near_miss") else "far"
            counts[sort] += 1
            counts[f"{sort} answered"] += not answer.abstained
    return counts


def holds(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether all that has to be said is quoted."""
    quoted = " ".join(" ".join(statement.text for statement in answer.statements).split())
    return all(part in quoted for part in question["must_contain"])


if __name__ == "__main__":
    main()
