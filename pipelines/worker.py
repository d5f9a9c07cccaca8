"""One change of the library at a time, in a thread of its own, so that a page can be used meanwhile."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from pipelines import begun, readers, trouble
from pipelines.application import Vademecum
from pipelines.begun import Begun
from pipelines.errors import LibraryBusy, VademecumError
from pipelines.records import Progress, Report

Task = Literal["adding", "removing", "erasing"]
STAGES = ("reading", "encoding", "building", "publishing")  # of a run, in their order
SURE = 2.0  # seconds that a stage has to run before its pace says how long it still takes


class Stopped(VademecumError):
    """The person stopped the run."""


@dataclass(frozen=True, slots=True)
class Work:
    """How the last change goes, or went; `task` is None before the first."""

    task: Task | None = None
    running: bool = False
    files: int = 0  # files to read, or documents to remove
    counts: Counter[str] = field(default_factory=Counter)  # files by Change
    progress: Progress | None = None
    left: float | None = None  # seconds that the present stage still takes; None where nobody can tell
    report: Report | None = None
    error: Exception | None = None

    @property
    def share(self) -> float:
        """How much of the present stage is done, 0 to 1."""
        if self.progress is None:
            return 0.0
        total = self.progress.total or self.files
        return min(self.progress.done / total, 1.0) if total else 0.0


class Worker:
    """Runs ingest and removal for the pages of one server. Safe between threads."""

    def __init__(self, vademecum: Vademecum, clock: Callable[[], float] = time.monotonic) -> None:
        self.vademecum = vademecum
        self._clock = clock
        self._begun = (0.0, 0)  # when the present stage began, and how much of it was done then
        self.work = Work()
        self._stop = False
        self._thread: Thread | None = None
        self._lock = Lock()

    def add(self, paths: Sequence[Path]) -> None:
        """Starts an ingest; raises DataError for a path that doesn't exist, LibraryBusy while another change runs."""
        files = sum(1 for _ in readers.find(paths))
        self._start("adding", files, lambda: self.vademecum.add(paths))

    def remove(self, names: Sequence[str]) -> None:
        """Starts the removal of documents or files; raises LibraryBusy while another change runs."""
        self._start("removing", len(names), lambda: self.vademecum.remove(names))

    def erase(self, names: Sequence[str]) -> None:
        """As `remove`, and nothing of them is left in the library's folder; older versions go too."""
        self._start("erasing", len(names), lambda: self.vademecum.erase(names))

    def left_off(self) -> Begun | None:
        """The last run where it was killed or stopped; None while any goes on, here or in another program."""
        library = self.vademecum.library
        if self.work.running or library.lock.since() is not None:
            return None
        return begun.found(library.path)

    def go_on(self) -> None:
        """Takes up the run that was killed or stopped; what it encoded is kept. Raises as `add` does."""
        run = self.left_off()
        if run is not None:
            self.add([Path(path) for path in run.paths])

    def forget_run(self) -> None:
        """Clears the run away that was killed or stopped, and how the last one went."""
        begun.forget(self.vademecum.library.path)
        self.forget()

    def wait(self) -> Work:
        """Returns when the change is done: how it went."""
        if self._thread is not None:
            self._thread.join()
        return self.work

    def stop(self) -> None:
        """Has the run end at its next step; what is published stays as it was."""
        self._stop = True

    def forget(self) -> None:
        """Clears away how the last change went."""
        with self._lock:
            if not self.work.running:
                self.work = Work()

    def _start(self, task: Task, files: int, change: Callable[[], Report]) -> None:
        with self._lock:
            if self.work.running:
                raise LibraryBusy("Documents are being added or removed. Wait until that is done, then try again.")
            self.work, self._stop = Work(task, running=True, files=files), False
            self._thread = Thread(target=self._run, args=(change,), name="vademecum-worker", daemon=True)
            self._thread.start()

    def _run(self, change: Callable[[], Report]) -> None:
        self.vademecum.ingest.listen = self._listen
        try:
            report = change()
        except Exception as error:  # the page tells it: a thread has nobody to raise it to
            if not isinstance(error, VademecumError):
                trouble.note(error)
            self.work = replace(self.work, running=False, error=error)
        else:
            self.work = replace(self.work, running=False, report=report)

    def _left(self, progress: Progress) -> float | None:
        """How long the stage still takes at the pace that it has."""
        now = self._clock()
        if self.work.progress is None or self.work.progress.stage != progress.stage:
            self._begun = (now, progress.done)
        since, first = self._begun
        total = self.work.files if progress.stage == "reading" else progress.total
        return left(total - progress.done, progress.done - first, now - since)

    def _listen(self, progress: Progress) -> None:
        if self._stop and progress.stage != "publishing":
            raise Stopped("Stopped. Nothing in your library was changed.")
        counts = self.work.counts
        if progress.stage == "reading":
            counts = counts + Counter([progress.detail.rpartition(": ")[2]])
        self.work = replace(self.work, progress=progress, counts=counts, left=self._left(progress))


def left(todo: int, done: int, seconds: float) -> float | None:
    """The seconds that `todo` things take when `done` took `seconds`; None where that says too little."""
    return max(todo, 0) * seconds / done if done > 0 and seconds >= SURE else None
