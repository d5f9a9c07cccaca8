"""Which column of a CSV or key of a JSONL row holds what, as the configuration says or by the usual names."""

import difflib
import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.errors import Refused
from pipelines.readers.base import Columns
from pipelines.readers.record import clean

USUAL: dict[str, tuple[str, ...]] = {  # our fields: names that are taken for them, best first
    "id": ("id", "_id", "docid", "document_id", "key", "identifier"),
    "title": ("title", "heading", "name", "headline"),
    "text": ("text", "body", "content", "contents", "passage"),
    "abstract": ("abstract", "summary"),
    "sections": ("sections",),
    "url": ("url", "link", "uri"),
    "published": ("published", "date", "publication_date", "pub_date", "published_date", "publication_year", "year"),
    "kind": ("kind", "type", "document_type", "publication_type"),
    "authors": ("authors", "author"),
    "journal": ("journal", "journal_book", "journal_title", "source", "publisher"),
    "pmid": ("pmid", "pubmed_id"),
    "pmcid": ("pmcid", "pmc"),
    "doi": ("doi",),
    "volume": ("volume",),
    "issue": ("issue",),
    "pages": ("pages", "page_range"),
}
TEXTS = ("text", "abstract", "sections")


@functools.lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A column's name for comparing: "Publication Year" and "publication-year" are one."""
    return "_".join("".join(char if char.isalnum() else " " for char in name.casefold()).split()) or name


def assign(names: Sequence[str], columns: Columns, required: Iterable[str] = ()) -> dict[str, str]:
    """For each of our fields the column that holds it, of those in `names`; a mapped one comes before usual ones.

    Raises Refused where `columns` names an unknown field or, for the fields in `required`, a column that isn't there.
    """
    folded = {fold(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for field, wanted in columns.items():
        if field not in USUAL:
            raise Refused(f'columns maps "{field}", which is no field.', _near(field, USUAL))
        several = [wanted] if isinstance(wanted, str) else wanted
        held = (column if column in names else folded.get(fold(column)) for column in several)
        if column := next(filter(None, held), None):
            found[field] = column
        elif field in required:
            listed = " or ".join(f'"{column}"' for column in several)
            remedy = f"{_near(several[0], names)} Where files differ, map both: {field}: [{several[0]}, ...]."
            raise Refused(f"There is no column {listed} (mapped to {field}).", remedy)
    for field, usual in USUAL.items():
        name = next((folded[fold(name)] for name in usual if fold(name) in folded), None)
        if name is not None and field not in columns and name not in found.values():
            found[field] = name
    return found


def need_text(names: Sequence[str], found: Mapping[str, str]) -> None:
    """Raises Refused where no column holds the text."""
    if not any(field in found for field in TEXTS):
        listed = ", ".join(names[:12])
        near = next(
            (name for name in names if any(usual in fold(name) for field in TEXTS for usual in USUAL[field])), ""
        )
        hint = f"Name it in config.yml, such as columns: {{text: {near or 'body'}}}."
        raise Refused(f"No column holds the text; there are: {listed}.", hint)


def word(value: Any) -> str:
    """A cell as text: numbers as written, lists joined by ";", nothing for null, NaN and nested objects."""
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, bool) or value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, float):
        return "" if not math.isfinite(value) else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(word, value)))
    return str(value)


def passage(value: Any) -> str:
    """A cell of text, as `word`; a list of passages becomes one paragraph each."""
    return "\n\n".join(filter(None, map(word, value))) if isinstance(value, list) else word(value)


def _near(name: str, names: Iterable[str]) -> str:
    known = list(names)
    by_fold = {fold(known_name): known_name for known_name in known}
    near = difflib.get_close_matches(fold(name), list(by_fold), 1, 0.5)
    listed = ", ".join(known[:12])
    return f'Did you mean "{by_fold[near[0]]}"?' if near else f"Use one of: {listed}."
