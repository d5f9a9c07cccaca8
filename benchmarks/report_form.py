"""What every section of docs/measures.md is made of."""

from collections.abc import Iterator, Sequence
from typing import Any


def origin(record: dict[str, Any], command: str) -> str:
    """Where figures come from, in one line."""
    return f"`{command}` on {record['data']}; commit {record['commit']}, {record['machine']}, {record['date']}.\n"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""
