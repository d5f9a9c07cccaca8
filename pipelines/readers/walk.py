"""Finds the files to read: files, folders and globs, in a stable order and never outside the folder that was named."""

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import DataError
from pipelines.readers.base import File, Limits
from pipelines.schema import Refusal

Found = tuple[Path, Path]  # a file, and the folder that was named (for a file: the folder it lies in)


@dataclass(frozen=True, slots=True)
class Unread(Refusal):
    """The refusal of a link, with its own path, under which the library books it."""

    path: Path


def find(
    paths: Sequence[str | Path], limits: Limits | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[File | Unread]:
    """Every file under `paths`, once, sorted by path; hidden files and folders below the named ones are passed over.

    A link that leads out of its folder, or nowhere, comes as Unread. Raises DataError at the call, before the first
    file, when a path doesn't exist or a glob matches nothing.
    """
    places = [place for path in paths for place in _places(str(path))]
    return _find(places, limits or Limits(), columns or {})


def _find(places: Sequence[Found], limits: Limits, columns: Mapping[str, str]) -> Iterator[File | Unread]:
    seen: set[Path] = set()
    labels: set[str] = set()
    for place, root in places:
        for path in _walk(place) if place.is_dir() else (place,):
            whole = Path(os.path.abspath(path))
            if whole in seen:
                continue
            seen.add(whole)
            label = _label(whole, root, labels)
            labels.add(label)
            if path.is_symlink() and (refusal := _refuse_link(path, root, label, place)):
                yield refusal
            elif not path.is_dir():
                yield File(path, label, limits, columns)


def _places(path: str) -> list[Found]:
    """What one path of the call names. A path with wildcards is a glob unless it exists as it is."""
    path = os.path.expanduser(path)
    plain = Path(path)
    if plain.is_dir():
        return [(plain, Path(os.path.abspath(plain)))]
    if os.path.lexists(plain):
        return [(plain, Path(os.path.abspath(plain)).parent)]
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    if not matches:
        what = "matches no file" if glob.has_magic(path) else "does not exist"
        raise DataError(f"{path} {what}: name a file, a folder or a pattern in quotes such as 'notes/**/*.pdf'")
    fixed = Path(os.path.abspath(path[: next(i for i, char in enumerate(path) if char in "*?[")] + "x")).parent
    return [(Path(match), fixed) for match in matches]


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder, sorted, and the links to folders, which are not followed."""
    for name, folders, files in os.walk(folder):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        links = [entry for entry in folders if Path(name, entry).is_symlink()]
        for entry in sorted([*links, *(entry for entry in files if not entry.startswith("."))]):
            yield Path(name, entry)


def _label(path: Path, root: Path, taken: set[str]) -> str:
    """The path below `root` with its name in front; more folders in front where two files would share a label."""
    above = root.parent
    label = path.relative_to(above).as_posix() if path.is_relative_to(above) else path.as_posix()
    while label in taken and above != above.parent:
        above = above.parent
        label = path.relative_to(above).as_posix()
    return label


def _refuse_link(path: Path, root: Path, label: str, place: Path) -> Unread | None:
    """The refusal for a link that was come across (not named itself) and leads out of the folder, or nowhere."""
    if not path.exists():
        return Unread(label, "This is a link that leads nowhere.", "Remove it or mend it.", path)
    if path != place and not path.resolve().is_relative_to(root.resolve()):
        remedy = "Copy what it points to into the folder."
        return Unread(label, "This is a link that leads out of the folder.", remedy, path)
    return None
