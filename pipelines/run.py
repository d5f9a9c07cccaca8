"""What one run of ingest has come to so far: an outcome a file, and the numbers of documents."""

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pipelines.records import Change, Outcome, Progress, Report

Tally = Literal["added", "changed", "removed", "unchanged"]


class Run:
    """The books of one run; `listen` hears of each file at once. `report` closes them."""

    def __init__(self, touched: bool, listen: Callable[[Progress], None]) -> None:
        self.touched = touched  # whether there is something to publish
        self.read = 0  # documents handed to the next step
        self.stored = False  # whether the step `store` was run, be it with nothing
        self.roots: list[Path] = []  # what was named
        self.seen: set[str] = set()  # paths of the files that were there
        self.unread: list[Path] = []  # links and folders that could not be followed or opened
        self.lost: dict[str, set[str]] = {}  # documents that a file held until it couldn't be read, by its label
        self.tally: dict[Tally, int] = {"added": 0, "changed": 0, "removed": 0, "unchanged": 0}
        self._listen = listen
        self._outcomes: list[Outcome] = []
        self._duplicates: dict[str, int] = {}  # which outcome tells of it, by path
        self._started = time.monotonic()

    def outcome(self, source: str, change: Change, documents: int = 0, reason: str = "", remedy: str = "") -> None:
        """Books how one file went."""
        self._outcomes.append(Outcome(source, change, documents, reason, remedy))
        self._listen(Progress("reading", len(self.seen), 0, f"{source}: {change}"))

    def duplicate(self, path: str) -> None:
        """Keeps in mind that the last outcome tells of a duplicate: it may turn out to be a file renamed."""
        self._duplicates[path] = len(self._outcomes) - 1

    def renamed(self, path: str, before: str) -> None:
        """Says that a duplicate is the file that was called `before`: its twin went in this run."""
        if path in self._duplicates:
            number = self._duplicates.pop(path)
            told = self._outcomes[number]
            self._outcomes[number] = dataclasses.replace(told, change="renamed", reason=f"Before it was {before}.")
            self.tally["unchanged"] += told.documents

    def report(self, generation: int, passages: int) -> Report:
        """How it went, with the generation that is current now and the number of passages encoded."""
        seconds = time.monotonic() - self._started
        outcomes = tuple(self._outcomes)
        return Report(outcomes, generation, self.touched, **self.tally, passages=passages, seconds=seconds)
