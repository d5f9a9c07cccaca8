"""Pairs of titles and abstracts, for contrastive training: {"title": ..., "text": ...}, one a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines import beir
from pipelines.errors import DataError
from pipelines.training.held import Held, key
from pipelines.training.pairs import Pair

FORM = '{"title": ..., "text": ...}'


def pairs(file: Path, held: Held) -> Iterator[Pair]:
    """Title and abstract of each record that has both; a title that stands there twice is taken once.

    Raises DataError for a file that is missing, a line that is no record, and where nothing is left.
    """
    if not file.is_file():
        raise DataError(f"There is no file {file}; name one with a record a line: {FORM}.")
    seen: set[str] = set()
    number = 0
    for place, row in beir.objects(file, FORM):
        title, text = _record(place, row)
        if not title or not text or title == text or key(title) in seen:
            continue
        seen.add(key(title))
        pair = held.without(Pair(title, text))
        if pair is not None:
            number += 1
            yield pair
    if not number:
        raise DataError(f"{file} gives no pair: no record has a title and a text, or all are held out.")


def _record(place: str, row: dict[str, Any]) -> tuple[str, str]:
    if not all(isinstance(row.get(name, ""), str) for name in ("title", "text")):
        raise DataError(f"{place} is no record of title and text; write {FORM}.")
    return row.get("title", "").strip(), row.get("text", "").strip()
