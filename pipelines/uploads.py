"""Files that come through the web page, kept in a folder of the library under names that can do no harm."""

import os
import unicodedata
from pathlib import Path

FOLDER = "uploads"
LONGEST = 180  # bytes in a file name
FORBIDDEN = frozenset('<>:"|?*[]/\\')


def keep(library: Path, name: str, content: bytes) -> Path:
    """Stores a file in the library's folder for uploads and returns its path.

    The same content under the same name is stored once; another file of that name gets a number: "notes (2).pdf".
    """
    folder = library / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stem, suffix = _parts(safe(name))
    number = 1
    path = folder / f"{stem}{suffix}"
    while path.exists() and not _same(path, content):
        number += 1
        path = folder / f"{stem} ({number}){suffix}"
    if not path.exists():
        draft = folder / f".{os.getpid()}-{stem}{suffix}.part"  # hidden, so that no ingest of the folder reads it
        draft.write_bytes(content)
        draft.replace(path)
    return path


def is_copy(library: Path, path: str) -> bool:
    """Whether a file of the library is a copy that came through the web page."""
    return Path(path).is_relative_to((library / FOLDER).absolute())


def safe(name: str) -> str:
    """A file's own name without folders, control characters, wildcards and leading dots, at most 180 bytes long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join("_" if c in FORBIDDEN or unicodedata.category(c)[0] == "C" else c for c in name).strip(" .")
    stem, suffix = _parts(clean)
    stem = stem.encode()[: LONGEST - len(suffix.encode())].decode(errors="ignore").strip()
    return f"{stem or 'file'}{suffix}"


def _parts(name: str) -> tuple[str, str]:
    """The name and its suffix; both suffixes of "citations.xml.gz"."""
    suffix = "".join(Path(name).suffixes[-2:]) if name.lower().endswith(".gz") else Path(name).suffix
    suffix = suffix if len(suffix) <= 20 else ""
    return name[: len(name) - len(suffix)], suffix


def _same(path: Path, content: bytes) -> bool:
    return path.stat().st_size == len(content) and path.read_bytes() == content
