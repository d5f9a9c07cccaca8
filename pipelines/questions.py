"""Questions with their answers, kept on the person's own wish: off until somebody turns it on.

library/questions/on           there while they are kept
library/questions/NAME.json    an answer as `vademecum ask --json` gives it; only its owner may read it

Off means that no more are kept; those that were stay until they are forgotten. An erasure of documents forgets all,
since answers hold their quotes.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import DataError, LibraryError
from pipelines.export import saved
from pipelines.plain import plain
from pipelines.schema import Answer

FOLDER, MARK = "questions", "on"
_NAME = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was kept: its name, when (seconds since 1970), its file, its answer."""

    name: str
    when: float
    file: Path
    answer: Answer


def keeping(library: Path) -> bool:
    """Whether questions are kept."""
    return (library / FOLDER / MARK).exists()


def turn(library: Path, on: bool) -> None:
    """Turns it on or off. Raises LibraryError where the folder can't be written."""
    with _written(library):
        if on:
            (library / FOLDER).mkdir(parents=True, exist_ok=True, mode=0o700)
            (library / FOLDER / MARK).touch(mode=0o600)
        else:
            (library / FOLDER / MARK).unlink(missing_ok=True)


def add(library: Path, name: str, answer: Answer) -> None:
    """Keeps an answer under a name of twelve hexadecimal digits, where questions are kept; LibraryError as above.

    Not where its version is gone: it was erased while the answer was made, and nothing of it may come back.
    """
    if not keeping(library) or not (library / "generations" / str(answer.generation)).exists():
        return
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of twelve hexadecimal digits.")
    with _written(library):
        draft = library / FOLDER / f"{name}.part"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(plain(answer), ensure_ascii=False), encoding="utf-8")
        draft.replace(draft.with_suffix(".json"))


def every(library: Path, most: int | None = None) -> list[Asked]:
    """Those that are kept, newest first, at most so many; a file that is damaged hides none of the others."""
    found: list[tuple[float, Path]] = []
    for file in (library / FOLDER).glob("*.json"):
        with suppress(OSError):
            found.append((file.stat().st_mtime, file))
    asked = []
    for when, file in sorted(found, reverse=True)[:most]:
        with suppress(DataError):
            asked.append(Asked(file.stem, when, file, saved.read(file)))
    return asked


def number(library: Path) -> int:
    """How many are kept."""
    return sum(1 for _ in (library / FOLDER).glob("*.json"))


def named(library: Path, name: str) -> Answer | None:
    """The answer that is kept under this name; None where there is none."""
    file = library / FOLDER / f"{name}.json"
    if not _NAME.fullmatch(name) or not file.exists():
        return None
    with suppress(DataError):
        return saved.read(file)
    return None


def forget(library: Path) -> set[str]:
    """Removes all of them for good and returns their names; whether more are kept stays as it is."""
    folder, on = library / FOLDER, keeping(library)
    names = {file.stem for file in folder.glob("*.json")}
    with _written(library):
        if folder.exists():
            shutil.rmtree(folder)
        if on:
            turn(library, True)
    return names


@contextmanager
def _written(library: Path) -> Iterator[None]:
    """Turns what the disk refuses into a LibraryError."""
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"{library / FOLDER} can't be written: {error.strerror}. Mend its permissions, or make room on the disk."
        ) from error
