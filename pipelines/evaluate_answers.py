"""Measures the answers that the configuration gives, by a language model or in quotes, on questions with passages.

questions -> the Application's own answerer -> judged one by one -> summary, rows, plots
"""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from pipelines import asked, beir, judged, plots, testlibrary
from pipelines import show as terminal
from pipelines.application import Vademecum, start
from pipelines.asked import Asked
from pipelines.config import check
from pipelines.draft import Listener
from pipelines.errors import DataError
from pipelines.judged import Judged
from pipelines.records import Progress
from pipelines.turns import GLANCE


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to a set of questions; `summary` holds mean, low, high and questions by the name of the measure."""

    name: str
    model: str  # several where a language model failed and quotes took its place
    judged: tuple[Judged, ...]
    summary: dict[str, dict[str, float]]


def answers(
    config: dict[str, Any],
    path: Path,
    split: str = "test",
    relevant: int = 1,
    limit: int | None = None,
    leave_out: float = 0.0,
    listen: Listener = lambda progress: None,
) -> Answers:
    """Asks the questions of a file, or of a BEIR folder, and judges each answer.

    `config` is the contents of config.yml. Raises DataError where there is nothing to ask.
    """
    if path.is_dir():
        vademecum, questions = of_folder(config, path, split, relevant, limit, leave_out, listen)
    else:
        if leave_out:
            raise DataError('Only of a BEIR folder can answers be left out; mark questions with "answerable": false.')
        vademecum = start(config)
        questions = asked.read(path, vademecum.library.open())[:limit]
    return measured(path.resolve().name, vademecum, questions, listen)


def measured(
    name: str, vademecum: Vademecum, questions: Sequence[Asked], listen: Listener = lambda progress: None
) -> Answers:
    """Asks the questions of one application, and judges each answer; DataError where there is nothing to ask."""
    if not questions:
        raise DataError(f"{name} has no questions to ask; name 1 or more with --questions.")
    found = tuple(ask(vademecum, questions, listen))
    by = [one.answer.model for one in found if one.answer.statements] or [found[0].answer.model]
    return Answers(name, ", ".join(dict.fromkeys(by)), found, judged.summary(found))


def of_folder(
    config: dict[str, Any], path: Path, split: str, relevant: int, limit: int | None, leave_out: float, listen: Listener
) -> tuple[Vademecum, list[Asked]]:
    """The application over a library of the folder's corpus, and its questions."""
    settings = check({key: value for key, value in config.items() if key != "workflow"})
    tests, questions = asked.of_tests(beir.read(path, split, relevant), limit, leave_out)
    place = settings.library.path / "evaluations"
    library = testlibrary.open_library(place, settings.embeddings, tests, True, listen, settings.learned)
    own = deepcopy(config)
    own["library"] = {**(own.get("library") or {}), "path": str(library.path)}
    return start(own), questions


def ask(vademecum: Vademecum, questions: Sequence[Asked], listen: Listener) -> Iterator[Judged]:
    """Each question asked as every other door asks it, and its answer judged.

    `listen` is told again and again while a question is answered, so that what it raises ends a slow answer too.
    """
    for number, one in enumerate(questions):
        asking = vademecum.asking(one.question)
        try:
            listen(Progress("answering", number, len(questions)))
            while not asking.wait(GLANCE):
                listen(Progress("answering", number, len(questions)))
        finally:
            asking.stop()
        if asking.error is not None:
            raise asking.error
        assert asking.answer is not None
        yield judged.judge(one, asking.answer)


def save(found: Answers, folder: Path) -> list[Path]:
    """Writes rows.jsonl, summary.json and the plots.

    The rows hold the questions: they are written only where a person names a place for them.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rows = "".join(json.dumps(one.row(), ensure_ascii=False) + "\n" for one in found.judged)
        (folder / "rows.jsonl").write_text(rows, encoding="utf-8")
        told = {"name": found.name, "model": found.model, "measures": found.summary}
        (folder / "summary.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise DataError(f"{folder} can't be written to: {error.strerror}. Name another folder with --out.") from None
    return [folder / "rows.jsonl", folder / "summary.json", *plots.draw(found.judged, folder)]


def as_json(found: Answers) -> None:
    """Prints the measures as one JSON object, names as keys."""
    print(json.dumps(found.summary, indent=2))


def show(found: Answers) -> None:
    """Prints the measures with their intervals."""
    answerable = sum(one.asked.answerable for one in found.judged)
    terminal.out.print(
        f"{found.name}: {len(found.judged)} questions, {answerable} of them answerable; answers by {found.model}"
    )
    table = Table("Measure", "Mean", "95 % interval", "Questions")
    for name, figure in found.summary.items():
        table.add_row(
            name, f"{figure['mean']:.3f}", f"{figure['low']:.3f} to {figure['high']:.3f}", f"{figure['questions']:.0f}"
        )
    terminal.out.print(table)
