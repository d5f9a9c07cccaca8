"""What the samples answer: the questions that the evidence was fitted on, and those that it never saw.

    python -m benchmarks.samples [--config config.yml]

The samples go into a temporary library of the configuration. Near misses ask for a fact that the samples don't hold on
a subject that they do; the far ones are on other subjects.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.record import save
from pipelines.application import Vademecum, start
from pipelines.config import read
from pipelines.schema import Answer

ROOT = Path(__file__).parents[1]
SETS = {"fitted": "questions.jsonl", "held out": "questions_heldout.jsonl"}


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    config = read(parser.parse_args().config)
    with tempfile.TemporaryDirectory() as folder:
        config["library"]["path"] = str(Path(folder) / "library")
        vademecum = start(config)
        vademecum.add([ROOT / "samples"])
        found = {name: count(vademecum, ROOT / "tests" / file) for name, file in SETS.items()}
    print(json.dumps(found, indent=1))
    save("samples", "samples/ and the questions in tests/", found)


def count(vademecum: Vademecum, file: Path) -> dict[str, int]:
    """How many questions of each kind there are, and what came of them."""
    counts = dict.fromkeys(("answerable", "answered", "right", "near", "near answered", "far", "far answered"), 0)
    for question in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        answer = vademecum.ask(question["question"])
        if question.get("answerable", True):
            counts["answerable"] += 1
            counts["answered"] += not answer.abstained
            counts["right"] += holds(answer, question)
        else:
            kind = "near" if question.get("near_miss") else "far"
            counts[kind] += 1
            counts[f"{kind} answered"] += not answer.abstained
    return counts


def holds(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether all that has to be said is quoted."""
    quoted = " ".join(" ".join(statement.text for statement in answer.statements).split())
    return all(part in quoted for part in question["must_contain"])


if __name__ == "__main__":
    main()
