"""The words of adding documents: the box, how far a run is, what came of it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from pipelines.begun import Begun
from pipelines.records import Change, Progress, Report
from pipelines.worker import STAGES, Task, Work
from views.words import common

TITLE = "Add documents"
UPLOAD = "Choose files, or drop them here"
FORMATS = "PDF, DOCX, HTML, Markdown, text, XML, MEDLINE, JSONL, CSV"
FOLDER = "Or name a file or folder on this computer"
FOLDER_EXAMPLE = "/home/you/papers"
ADD = "Add"
STOP = "Stop"
STARTING = "Starting..."
STOPPED = "Stopped."
STOPPED_MORE = "Nothing in your library was changed. What was done is kept, so going on takes less time."
HIDE = "Hide"
SEE_WHY = "See why"
HIDDEN, FORGOTTEN = "Hidden.", "Forgotten."
GO_ON, FORGET = "Go on", "Forget it"
DUPLICATE_COLUMNS = ("File", "What it repeats")
MEANWHILE = "You can ask questions meanwhile."

_STAGES = MappingProxyType(
    {"reading": "reading files", "encoding": "encoding passages", "building": "building the index",
     "publishing": "publishing"}
)  # fmt: skip
_CHANGES: Mapping[Change, str] = MappingProxyType(
    {"added": "added", "changed": "changed", "unchanged": "unchanged", "duplicate": "there already",
     "refused": "refused", "removed": "removed"}
)  # fmt: skip
_TASKS: Mapping[Task, str] = MappingProxyType({"removing": "Removing documents", "erasing": "Erasing documents"})


def limit(file_mb: int) -> str:
    return f"{FORMATS} · up to {file_mb} MB each"


def twin(name: str, kept: str) -> str:
    """Why an uploaded file has another name now, and what to do with the one before."""
    return f"There was another file called {name}, so this one is {kept}. Remove the older one if this replaces it."


def task(task: Task, number: int) -> str:
    return _TASKS.get(task) or f"Adding {common.count(number, 'file')}"


def progress(work: Work, step: Progress) -> str:
    """ "Step 1 of 4, reading files: 6 of 10 · 3 added · 1 refused · about 20 s left in this step"."""
    number = STAGES.index(step.stage) + 1 if step.stage in STAGES else 1
    total = step.total or work.files
    so_far = f"{step.done:,} of {max(total, step.done):,}" if total else f"{step.done:,}"
    return " · ".join(
        [
            f"Step {number} of {len(STAGES)}, {_STAGES.get(step.stage, step.stage)}: {so_far}",
            *(f"{work.counts[change]:,} {word}" for change, word in _CHANGES.items() if work.counts.get(change)),
            *([left(work.left)] if work.left is not None and work.left >= 1 else []),
        ]
    )


def left(seconds: float) -> str:
    """Rounded, since it is a guess: "about 20 s left in this step"."""
    if seconds < 60:
        rounded = f"{max(round(seconds / 5) * 5, 5)} s"
    elif seconds < 5400:
        rounded = f"{round(seconds / 60)} min"
    else:
        rounded = f"{round(seconds / 3600)} h"
    return f"about {rounded} left in this step"


def done(task: Task, report: Report) -> tuple[str, str]:
    """What came of a run: the sentence in bold and the rest."""
    if task in ("removing", "erasing"):
        kept = " ".join(dict.fromkeys(outcome.reason for outcome in report.outcomes if outcome.reason))
        how = "erased for good" if task == "erasing" else "removed"
        return f"{common.count(report.removed, 'document')} {how}.", kept
    there = report.unchanged + sum(outcome.change == "duplicate" for outcome in report.outcomes)
    refused = len(report.refused)
    rest = [
        f"{report.changed:,} changed" if report.changed else "",
        f"{there:,} {_was(there)} already there" if there else "",
        f"{refused:,} {_was(refused)} refused" if refused else "",
    ]
    total = report.added + report.changed + there + refused
    of_all = f"{report.added:,} of " if total > report.added else ""
    more = ", ".join(part for part in rest if part)
    return f"{of_all}{common.count(total, 'document')} added.", f"{more}." if more else ""


def duplicates(number: int) -> str:
    return f"Not added twice ({number:,})"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def left_off(run: Begun) -> str:
    """How far a run came that was killed or stopped."""
    if run.read >= run.files:
        return f"The last run stopped after it had read {_all(run.files)}."
    return f"The last run stopped at {run.read:,} of {run.files:,}."


def _all(files: int) -> str:
    return "its file" if files == 1 else f"all {files:,} files"


def busy(since: datetime) -> str:
    return f"Another program is adding documents (started {since.astimezone():%H:%M})."
