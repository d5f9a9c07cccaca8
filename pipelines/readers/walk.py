"""Finds the files to read: files, folders and globs, in a stable order and never outside the folder that was named."""

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import Absent, DataError
from pipelines.readers.base import Columns, File, Limits, text_of
from pipelines.schema import Refusal

NAME_ONE = "name a file, a folder or a pattern in quotes such as 'notes/**/*.pdf'"

Found = tuple[Path, Path, bool]  # a path, the folder that was named (for a file: where it lies), whether by a pattern


@dataclass(frozen=True, slots=True)
class Unread(Refusal):
    """The refusal of a link, or of a folder that can't be opened, with its own path, under which it is booked."""

    path: Path


class Labels:
    """The label of each path: in `known` those from before; no two are alike."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._of = dict(known or {})
        self._taken = set(self._of.values())

    def of(self, path: Path, root: Path) -> str:
        """The label that a path has, else a new one: from `root`'s name on, with more folders where that is taken."""
        name = text_of(path)
        if name not in self._of:
            self._of[name] = self._new(path, root.parent)
            self._taken.add(self._of[name])
        return self._of[name]

    def _new(self, path: Path, above: Path) -> str:
        label = text_of(path.relative_to(above) if path.is_relative_to(above) else path)
        while label in self._taken and above != above.parent:
            above = above.parent
            label = text_of(path.relative_to(above))
        return label


def find(
    paths: Sequence[str | Path],
    limits: Limits | None = None,
    columns: Columns | None = None,
    labels: Labels | None = None,
) -> Iterator[File | Unread]:
    """Every file under `paths`, once, sorted by path; hidden files and folders below the named ones are passed over.

    A link that leads out of its folder, or nowhere, comes as Unread, as does a folder that can't be opened. Raises
    DataError at the call, before the first file, when a path doesn't exist or a glob matches nothing.
    """
    places = [place for path in paths for place in _places(str(path))]
    return _find(places, limits or Limits(), columns or {}, labels or Labels())


def _find(places: Sequence[Found], limits: Limits, columns: Columns, labels: Labels) -> Iterator[File | Unread]:
    seen: set[Path] = set()
    for place, root, matched in places:
        for path, closed in _walk(place) if os.path.isdir(place) else ((place, ""),):
            whole = Path(os.path.abspath(path))
            if whole in seen:
                continue
            seen.add(whole)
            label = labels.of(whole, root)
            if closed:
                yield Unread(label, f"The folder can't be opened: {closed}.", "Mend its permissions.", path)
            elif (matched or os.path.islink(path)) and (refusal := _refuse_link(path, root, label, place, matched)):
                yield refusal
            elif not os.path.isdir(path):
                yield File(path, label, limits, columns)


def _places(path: str) -> list[Found]:
    """What one path of the call names. A path with wildcards is a glob unless it exists as it is."""
    if not path:
        raise DataError(f"A path is empty: {NAME_ONE}")
    path = os.path.expanduser(path)
    plain = Path(path)
    if os.path.isdir(plain):
        return [(plain, Path(os.path.abspath(plain)), False)]
    if _exists(plain):
        return [(plain, Path(os.path.abspath(plain)).parent, False)]
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    if not matches:
        raise Absent(f"{path} {'matches no file' if glob.has_magic(path) else 'does not exist'}: {NAME_ONE}")
    fixed = Path(os.path.abspath(path[: next(i for i, char in enumerate(path) if char in "*?[")] + "x")).parent
    return [(Path(match), fixed, True) for match in matches]


def _exists(path: Path) -> bool:
    """Whether there is something of this name; DataError where nobody can know, in a folder that stays closed."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{text_of(path)} can't be opened: {reason}. Mend its permissions, or the name.") from error
    return True


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files below a folder, sorted, the links to folders, which are not followed, and folders that stay closed.

    Each comes with the reason why it can't be listed, which is empty but for the last.
    """
    closed: list[OSError] = []
    for name, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        links = [entry for entry in folders if os.path.islink(Path(name, entry))]
        for entry in sorted([*links, *(entry for entry in files if not entry.startswith("."))]):
            yield Path(name, entry), ""
    yield from ((Path(error.filename), error.strerror or "unknown") for error in closed)


def _refuse_link(path: Path, root: Path, label: str, place: Path, matched: bool) -> Unread | None:
    """The refusal for a link that leads nowhere, or was not named itself and leads out of the folder.

    A pattern also goes through links to folders, so any part of a path that it matched can be the link.
    """
    if not os.path.exists(path):
        return Unread(label, "This is a link that leads nowhere.", "Remove it or mend it.", path)
    if (matched or path != place) and not path.resolve().is_relative_to(root.resolve()):
        remedy = "Copy what it points to into the folder."
        return Unread(label, "This is a link that leads out of the folder.", remedy, path)
    return None
