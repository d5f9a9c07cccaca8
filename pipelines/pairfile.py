"""Reads pairs of texts that belong together from a JSONL file, plain or gzipped.

{"question": "Do mitochondria play a role in ...?", "long_answer": "Results depicted ..."}
"""

from pathlib import Path
from typing import Any

from pipelines.beir import objects
from pipelines.errors import DataError

# Fields that belong together, the first that a file has: those of the cards' three sets, then common names.
KNOWN = (
    ("question", "long_answer"), ("title", "text"), ("article", "abstract"), ("title", "abstract"),
    ("anchor", "positive"), ("question", "answer"), ("query", "answer"), ("query", "positive"), ("query", "passage"),
    ("sentence1", "sentence2"),
)  # fmt: skip


def read(
    path: Path, first: str | None, second: str | None, limit: int | None
) -> tuple[tuple[list[str], list[str]], tuple[str, str]]:
    """The two texts of each line of a JSONL file, plain or gzipped, and the fields they stand in.

    Raises DataError for a missing file, a line without one of the texts, fewer than 2 pairs, and where the fields are
    neither named nor told by their names.
    """
    if not path.is_file():
        raise DataError(f"There is no file {path}; check its path.")
    fields: tuple[str, str] | None = None
    pairs: tuple[list[str], list[str]] = ([], [])
    for place, row in objects(path):
        fields = fields or _fields(place, row, first, second)
        for side, name in zip(pairs, fields, strict=True):
            if not isinstance(row.get(name), str) or not row[name].strip():
                raise DataError(f"{place} has no text in the field {name!r}; take the line out, or name another field.")
            side.append(row[name])
        if limit is not None and len(pairs[0]) >= limit:
            break
    if fields is None or len(pairs[0]) < 2:
        raise DataError(f"{path} has {len(pairs[0])} pairs; 2 or more are needed, for a negative is another pair's.")
    return pairs, fields


def _fields(place: str, row: dict[str, Any], first: str | None, second: str | None) -> tuple[str, str]:
    """The fields named; else the first known pair of names that the row has; else its only two texts."""
    texts = [name for name, value in row.items() if isinstance(value, str)]
    wanted = (first, second)
    for name in filter(None, wanted):
        if name not in texts:
            raise DataError(f"{place} has no text in the field {name!r}; it has {', '.join(texts) or 'none'}.")
    if first and second:
        return first, second
    known = [pair for pair in (*KNOWN, tuple(texts)) if len(pair) == 2 and set(pair) <= set(texts)]
    for pair in known:
        if all(want in (None, name) for want, name in zip(wanted, pair, strict=True)):
            return pair[0], pair[1]
    raise DataError(
        f"{place} has the texts {', '.join(texts) or 'none'}; say which two are a pair with --first and --second."
    )
