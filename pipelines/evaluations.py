"""Evaluations that were kept: what was measured, how it came out, and which questions went worst.

One JSON file a run in the library's folder `measured`, for the person alone to read: it names folders and holds the
worst questions. Its name holds neither. The last runs of each set are kept.
"""

import csv
import hashlib
import io
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from pipelines.errors import LibraryError, NotHeld
from pipelines.failures import Failure
from pipelines.schema import MODES, Mode

Task = Literal["search", "answers"]

FOLDER = "measured"
FORMAT = 1
KEEP = 5  # runs of each set
OWN = "own"  # the library's titles and headings


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: a folder in BEIR form, for answers a file of questions too, or the library's own headings."""

    task: Task = "search"
    place: str = ""  # path of the folder or file; empty for the library's own titles and headings
    split: str = "test"
    modes: tuple[Mode, ...] = MODES  # of the search
    relevant: int = 1  # judgement from which a passage counts
    limit: int | None = None  # only the first so many questions
    leave_out: float = 0.0  # of a folder, for answers: share of questions whose documents are left out

    @property
    def key(self) -> str:
        """The set without its name: it may stand in an address."""
        return hashlib.sha256(f"{self.place}\0{self.split}".encode()).hexdigest()[:8] if self.place else OWN


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of a measure, its 95 % interval, and how many questions it is taken over."""

    mean: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One run that was kept; what is told by mode has the key `answers` where answers were measured."""

    id: str
    ended: str  # ISO 8601, UTC
    plan: Plan
    name: str  # of the test set
    questions: int
    passages: int
    seconds: float
    generation: int  # version of the person's library that was asked; 0 where it was a test set's own
    model: str  # what searched, or what answered
    figures: dict[str, dict[str, Figure]]  # mode -> measure -> figure
    failures: dict[str, tuple[Failure, ...]]  # mode -> the worst questions
    doubt: dict[str, float] = field(default_factory=dict)  # measure -> p of the best mode against the next one
    curve: tuple[tuple[float, float, float], ...] = ()  # threshold, answerable answered, others answered
    format: int = FORMAT

    def ranked(self, measure: str) -> list[tuple[str, Figure]]:
        """Mode and figure, best first; of equals the one measured first."""
        found = [(mode, figures[measure]) for mode, figures in self.figures.items() if measure in figures]
        return sorted(found, key=lambda one: -one[1].mean)


_JSON = TypeAdapter(Kept)


def new(plan: Plan, **facts: object) -> Kept:
    """A run that ends now, under an id of its own."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Kept(id=secrets.token_hex(4), ended=now, plan=plan, **facts)  # type: ignore[arg-type]


def keep(library: Path, kept: Kept) -> Path:
    """Writes a run into the library's folder and clears what is over `KEEP` of its set; LibraryError where it can't."""
    folder = library / FOLDER
    file = folder / f"{kept.id}.json"
    draft = file.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(_JSON.dump_json(kept))
        draft.replace(file)
    except OSError as error:
        raise LibraryError(
            f"{folder} can't be written: {error.strerror}. Mend its permissions, or make room on the disk."
        ) from error
    alike = [one for one in runs(library) if (one.plan.task, one.plan.key) == (kept.plan.task, kept.plan.key)]
    for one in alike[KEEP:]:
        with suppress(OSError):
            (folder / f"{one.id}.json").unlink()
    return file


def runs(library: Path) -> list[Kept]:
    """All runs that are kept, newest first; a file that is damaged or of a newer program hides none of the others."""
    found = []
    for file in (library / FOLDER).glob("*.json"):
        with suppress(OSError, ValidationError):
            found.append(_JSON.validate_json(file.read_bytes()))
    return sorted((one for one in found if one.format == FORMAT), key=lambda one: one.ended, reverse=True)


def named(library: Path, id: str) -> Kept:
    """The run with this id; NotHeld where there is none."""
    found = runs(library)
    for one in found:
        if one.id == id:
            return one
    known = ", ".join(one.id for one in found) or "none"
    raise NotHeld(f"No evaluation {id!r} is kept. Kept: {known}.")


def forget(library: Path, id: str) -> Kept:
    """Removes a run; NotHeld where there is none."""
    kept = named(library, id)
    (library / FOLDER / f"{kept.id}.json").unlink(missing_ok=True)
    return kept


def sets(kept: list[Kept]) -> dict[str, Plan]:
    """The sets that runs are kept of, by key, the one measured last first: each with its last plan."""
    found: dict[str, Plan] = {}
    for one in kept:
        found.setdefault(one.plan.key, replace(one.plan, task="search"))
    return found


def as_csv(kept: Kept) -> str:
    """Every figure, a row each: mode, measure, mean, low, high, questions."""
    rows = (
        (mode, measure, one.mean, one.low, one.high, one.questions)
        for mode, figures in kept.figures.items()
        for measure, one in figures.items()
    )
    return _csv(("mode", "measure", "mean", "low", "high", "questions"), rows)


def curve_as_csv(kept: Kept) -> str:
    """The curve of coverage, a row a threshold."""
    return _csv(("threshold", "answerable answered", "not answerable answered"), iter(kept.curve))


def failures_as_csv(kept: Kept) -> str:
    """The worst questions, a row each."""
    rows = (
        (mode, one.question, one.value, one.rank or "", one.expected, one.found, one.fault)
        for mode, failures in kept.failures.items()
        for one in failures
    )
    return _csv(("mode", "question", "value", "rank of the first right", "right", "found first", "fault"), rows)


def _csv(header: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    """As spreadsheets read it; a cell that they would take for a formula gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def figures(summary: Mapping[str, Mapping[str, float]]) -> dict[str, Figure]:
    """The summary of answers as figures."""
    return {
        name: Figure(one["mean"], one["low"], one["high"], round(one["questions"])) for name, one in summary.items()
    }
