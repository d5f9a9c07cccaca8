"""How a document's text is cut: runs of text under one heading, and the tables in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text under one heading; nested headings are joined as "Results › Adverse events"."""

    title: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside a section: caption and header lines, then one line a row.

    `text[start:body]` holds the caption and the header, `text[body:end]` the rows; cells are parted by " | ".
    """

    start: int
    body: int
    end: int
