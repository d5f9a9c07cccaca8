"""The note of a run of ingest: what it was to read and how far it came, kept when it ends before it has published.

library/begun    first line: the run as JSON; behind it one dot a file that was read
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

FILE = "begun"


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that was begun."""

    started: str  # ISO 8601, UTC
    paths: tuple[str, ...]  # what it was to read
    files: int  # how many there were below these paths
    read: int = 0  # how many of them it came to read


class Note:
    """The note of one run in the folder of a library. Losing it does no harm: it is never forced to disk."""

    def __init__(self, library: Path, started: str, paths: Sequence[str], files: int) -> None:
        self._path = library / FILE
        self._read = 0
        first = json.dumps(asdict(Begun(started, tuple(paths), files)))
        self._path.write_text(f"{first}\n", encoding="utf-8")

    def read(self, files: int) -> None:
        """Notes that so many files are read by now."""
        if files > self._read and self._path.exists():
            with self._path.open("a", encoding="ascii") as note:
                note.write("." * (files - self._read))
            self._read = files


def found(library: Path) -> Begun | None:
    """The run that was begun last and has not published; also one that still goes on."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        first, _, dots = (library / FILE).read_text(encoding="utf-8").partition("\n")
        run = Begun(**json.loads(first))
        return replace(run, paths=tuple(run.paths), read=min(len(dots), run.files))
    return None


def forget(library: Path) -> None:
    """Clears the note away."""
    (library / FILE).unlink(missing_ok=True)
