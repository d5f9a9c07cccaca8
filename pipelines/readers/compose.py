"""Puts a document's text together piece by piece and keeps the offsets of its sections, tables and pages."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.readers.boilerplate import MAIN, boilerplate
from pipelines.readers.decode import INVISIBLE, visible
from pipelines.sections import Section, Table

PART = "\n\n"  # between paragraphs
CELL = " | "
NEST = " › "
WRAPPER = re.compile(r"additional information(?: and declarations)?|back matter", re.I)  # of sections that are left out


def spaces(text: str) -> str:
    """The text with every run of white space folded to one space, none at the ends."""
    return " ".join(text.split())


@dataclass
class Composer:
    """Collects sections in reading order; invisible characters are dropped here, whatever the format.

    Headings are not part of the text; they become section titles, nested ones joined by "›" along the open levels.
    A heading with nothing under it, text or heading, is a paragraph: what was taken for one may be an order ("Never
    give intrathecally"). Mere labels such as "Methods" are dropped.
    """

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _headings: list[tuple[int, str]] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _pages: list[int] = field(default_factory=list)
    _waiting: int = 0  # pages that have begun and hold no text yet
    _start: int | None = None  # where the open section's text begins
    _bare: int | None = None  # pages that waited when the last heading came, while nothing stands under it

    @property
    def empty(self) -> bool:
        """Whether no text was added yet."""
        return not self._length and self._bare is None

    @property
    def length(self) -> int:
        """How many characters were set down so far."""
        return self._length

    @property
    def last(self) -> str:
        """The piece of text that was set down last; it ends at `length`."""
        return self._parts[-1]

    def heading(self, title: str, level: int = 1) -> None:
        """Opens a section; headings of the same or a deeper level are closed first."""
        self._close(level)
        self._headings = [(depth, name) for depth, name in self._headings if depth < level]
        if title := spaces(visible(title)):
            self._headings.append((level, title))
            if not (MAIN.fullmatch(title) or WRAPPER.fullmatch(title) or boilerplate(title)):
                self._bare = self._waiting

    def paragraph(self, text: str, breaks: Sequence[int] = ()) -> None:
        """Adds a paragraph to the open section; blank ones are passed over. New pages begin at `breaks` in it."""
        if unseen := [match.start() for match in INVISIBLE.finditer(text)]:
            text = visible(text)
            breaks = [offset - bisect_left(unseen, offset) for offset in breaks]
        indent = len(text) - len(text.lstrip())
        if text := text.strip():
            start = self._add(text)
            self._pages += [start + min(max(0, offset - indent), len(text)) for offset in breaks]
        else:
            self._waiting += len(breaks)

    def table(self, caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Adds a table: caption and header on lines of their own, then one line a row. A header alone is a row."""
        head = [spaces(visible(caption)), _line(header)]
        body = [line for row in rows if (line := _line(row))]
        if not body and head[1]:
            body = [head.pop()]
        if not body:
            self.paragraph(spaces(caption))
            return
        front = "".join(f"{line}\n" for line in head if line)
        start = self._add(front + "\n".join(body))
        self._tables.append(Table(start, start + len(front), self._length))

    def page(self) -> None:
        """Begins a new page with the next piece of text; the first call begins page 1."""
        self._waiting += 1

    def build(self) -> tuple[str, tuple[Section, ...], tuple[Table, ...], tuple[int, ...]]:
        """The text, its sections, its tables and the offset of each page."""
        self._close(0)
        pages = (*self._pages, *[self._length] * self._waiting)
        return "".join(self._parts), tuple(self._sections), tuple(self._tables), pages

    def _add(self, text: str) -> int:
        if self._length:
            self._parts.append(PART)
            self._length += len(PART)
        start = self._length
        self._pages += [start] * self._waiting
        self._waiting = 0
        self._bare = None
        if self._start is None:
            self._start = start
        self._parts.append(text)
        self._length += len(text)
        return start

    def _close(self, level: int) -> None:
        """Ends the open section, before a heading of this level; 0 is the end of all."""
        if self._bare is not None and self._headings[-1][0] >= level:
            self._unhead(self._bare)
        self._bare = None
        if self._start is not None:
            page = sum(1 for offset in self._pages if offset <= self._start) or None
            self._sections.append(Section(self._title(), self._start, self._length, page))
        self._start = None

    def _unhead(self, waiting: int) -> None:
        """Makes the last heading a paragraph of the section around it, on the page where it came."""
        _, title = self._headings.pop()
        if self._sections and self._sections[-1].title == self._title():
            self._start = self._sections.pop().start
        self._waiting, later = waiting, self._waiting - waiting
        self._add(title)
        self._waiting = later

    def _title(self) -> str:
        return NEST.join(name for _, name in self._headings)


def _line(cells: Sequence[str]) -> str:
    """One table row as a line; cells hold no line break and no bar of their own."""
    texts = [spaces(visible(cell)).replace("|", "/") for cell in cells]
    return CELL.join(texts).strip() if any(texts) else ""
