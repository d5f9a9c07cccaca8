"""One change of the library at a time, in a thread of its own, so that a page can be used meanwhile."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from pipelines import readers, trouble
from pipelines.application import Vademecum
from pipelines.errors import LibraryBusy, VademecumError
from pipelines.records import Progress, Report

Task = Literal["adding", "removing"]


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

    def __init__(self, vademecum: Vademecum) -> None:
        self.vademecum = vademecum
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

    def _listen(self, progress: Progress) -> None:
        if self._stop and progress.stage != "publishing":
            raise Stopped("Stopped. Nothing in your library was changed.")
        counts = self.work.counts
        if progress.stage == "reading":
            counts = counts + Counter([progress.detail.rpartition(": ")[2]])
        self.work = replace(self.work, progress=progress, counts=counts)
