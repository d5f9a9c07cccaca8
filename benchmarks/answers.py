"""How good the answers are: `vademecum evaluate answers` on the questions of the samples and on MedQuAD dev.

    python -m benchmarks.answers DATA [--config config.yml] [--questions 200]

What the configuration names answers: a language model, or quotes. MedQuAD is asked as it is, and with the pages that
answer 30 % of the questions left out, so that there is something to refuse.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.record import save
from pipelines import evaluate_answers
from pipelines.application import start
from pipelines.evaluate_answers import Answers
from pipelines.profiles import load

ROOT = Path(__file__).parents[1]
LEFT_OUT = 0.3


def main() -> None:
    """Measures and saves, set by set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    folder, count = arguments.data / "medquad-dev", arguments.questions
    sets: dict[str, Callable[[], Answers]] = {
        "samples, fitted and held out": lambda: samples(arguments.config),
        f"MedQuAD dev, {LEFT_OUT:.0%} left out": lambda: evaluate_answers.answers(
            load(arguments.config), folder, "dev", limit=count, leave_out=LEFT_OUT
        ),
        "MedQuAD dev": lambda: evaluate_answers.answers(load(arguments.config), folder, "dev", limit=count),
    }
    figures: dict[str, Any] = {}
    for name, ask in sets.items():
        found = ask()
        figures[name] = {"model": found.model, "questions": len(found.judged), "measures": found.summary}
        print(name, json.dumps(found.summary, indent=1), flush=True)
        save("answers", "samples/ and the questions in tests/, MedQuAD dev", figures)


def samples(config: Path) -> Answers:
    """The answers to all questions of tests/, from a library of the samples."""
    values = load(config)
    values["library"]["path"] = str(Path(values["library"]["path"]) / "evaluations" / "samples")
    start(values).add([ROOT / "samples"])
    names = ("questions.jsonl", "questions_heldout.jsonl")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "questions.jsonl"
        file.write_text("".join((ROOT / "tests" / name).read_text("utf-8") for name in names), encoding="utf-8")
        return evaluate_answers.answers(values, file)


if __name__ == "__main__":
    main()
