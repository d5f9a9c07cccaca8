"""What a model is trained on: texts that belong together, and texts that only look as if they did.

A file holds one pair a line, plain or gzipped:

    {"anchor": "What causes gout?", "positive": "Gout\\nGout is caused by ...", "negatives": ["Gout\\nTo treat it ..."]}

An anchor may stand on several lines, each with another positive.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines import beir
from pipelines.errors import DataError

FORM = '{"anchor": ..., "positive": ..., "negatives": [...]}'


@dataclass(frozen=True, slots=True)
class Pair:
    """A question (or title), a text that answers it, and texts near it that don't."""

    anchor: str
    positive: str
    negatives: tuple[str, ...] = ()


def read(path: Path) -> list[Pair]:
    """The pairs of a file; DataError for one that is missing, holds no pair, or has a line that is none."""
    if not path.is_file():
        raise DataError(f"There is no file of pairs {path}. Make one with: vademecum pairs beir FOLDER --out {path}")
    found = [_pair(place, row) for place, row in beir.objects(path, FORM)]
    if not found:
        raise DataError(f"{path} holds no pairs; write one a line: {FORM}.")
    return found


def _pair(place: str, row: dict[str, Any]) -> Pair:
    for name in ("anchor", "positive"):
        if not _text(row.get(name)):
            raise DataError(f"{place} has no text as {name!r}; write {FORM}.")
    negatives = row.get("negatives", [])
    if not isinstance(negatives, list) or not all(map(_text, negatives)):
        raise DataError(f"{place} has 'negatives' that are no list of texts; write {FORM}.")
    if row["positive"] in negatives:
        raise DataError(f"{place} names its positive among its negatives too; take it out of one.")
    return Pair(row["anchor"], row["positive"], tuple(negatives))


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def write(pairs: Iterable[Pair], path: Path) -> int:
    """Writes a file of pairs, gzipped where its name ends with .gz, and gives their number.

    Nothing is left behind at `path` when the pairs break off; DataError when the place can't be written.
    """
    draft = path.with_name(path.name + ".part")
    number = 0
    try:
        with _opened(draft, packed=path.suffix == ".gz") as file:
            for pair in pairs:
                file.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")
                number += 1
        draft.replace(path)
    except OSError as error:
        raise DataError(f"{path} can't be written ({error.strerror or error}); name another with --out.") from error
    finally:
        draft.unlink(missing_ok=True)
    return number


def _opened(path: Path, packed: bool) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    return gzip.open(path, "wt", encoding="utf-8") if packed else path.open("w", encoding="utf-8")


def embedded(title: str, text: str) -> str:
    """A passage as the library embeds it: its title in a line before it."""
    return "\n".join(part for part in (title, text) if part)


def digest(path: Path) -> str:
    """SHA-256 of a file of pairs."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_and_split(text: str, default: str = "dev") -> tuple[Path, str]:
    """A test set as an option names it: "data/medquad:test" -> the folder and the split."""
    folder, colon, split = text.rpartition(":")
    return (Path(folder), split) if colon and split else (Path(text.rstrip(":")), default)
