"""Tables of JATS, in HTML's model or in CALS.

Spanning cells are repeated in every row and column that they cover, and the heading of a group of rows in front of each
of its rows, so that a row can be read on its own: "Mother's education › Primary | 77.0".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from lxml import etree

from pipelines.readers.compose import NEST
from pipelines.readers.inline import local, plain

Row = tuple[str, ...]
WIDEST = 200  # columns; more is a mistake in the file
LONGEST = 80  # characters; a longer line across the table is a note, no heading
ROWS, CELLS = {"tr", "row"}, {"td", "th", "entry"}
FIGURES = re.compile(r"[\d\s.,;%()/<>=±+–−-]*\d[\d\s.,;%()/<>=±+–−-]*")
INDENT = "\u00a0\u2002\u2003\u2004\u2005\u2007\u2009"  # what publishers indent with; plain spaces come from the layout


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's lines: `title` from header rows of one cell, one merged header row, then the rows."""

    title: str
    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its cells repeated, how far its first cell is indented, whether one cell fills it."""

    cells: Row
    indent: int
    across: bool


def grids(table: etree._Element) -> Iterator[Grid]:
    """One grid for each header in the table: a second one begins a new grid, as in tables set in panels."""
    columns = _columns(table)
    heads: list[etree._Element] = []
    body: list[etree._Element] = []
    trs = [element for element in table.iter() if local(element) in ROWS]
    for tr, below in zip_longest(trs, trs[1:]):
        if _in_head(tr) or (_headlike(tr) and not (body and (below is None or _total(tr)))):
            if body:
                yield _grid(heads, body, columns)
                heads, body = [], []
            heads.append(tr)
        else:
            body.append(tr)
    yield _grid(heads, body, columns)


def _grid(heads: Sequence[etree._Element], body: Sequence[etree._Element], columns: dict[str, int]) -> Grid:
    lines = _lines([*heads, *body], columns)
    if not body:  # all of its cells are th
        return Grid("", lines[0].cells if lines else (), tuple(_group(lines[1:])))
    above = lines[: len(heads)]
    title = " ".join(line.cells[0] for line in above if line.across)
    return Grid(title, _merge([line.cells for line in above if not line.across]), tuple(_group(lines[len(heads) :])))


def _merge(rows: Sequence[Row]) -> Row:
    """Header rows as one: the texts over a column, from top to bottom, each once."""
    width = max(map(len, rows), default=0)
    columns = ([row[i] for row in rows if i < len(row) and row[i]] for i in range(width))
    return tuple(" ".join(dict.fromkeys(texts)) for texts in columns)


def _group(lines: Sequence[Line]) -> Iterator[Row]:
    """The rows with the headings that stand over them in front of the first cell.

    A heading is a short line across the table, or a row of a first cell alone over rows that are indented further.
    """
    across, inner = "", ""
    level = 0
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else None
        first = line.cells[0] if line.cells else ""
        if line.across:
            across, inner = first if len(first) <= LONGEST else "", ""
            yield (first,)
            continue
        if line.indent <= level:
            inner = ""
        if first and not any(line.cells[1:]) and below and below.indent > line.indent:
            inner, level = first, line.indent
            yield line.cells
        else:
            yield (NEST.join(filter(None, (across, inner, first))), *line.cells[1:])


def _in_head(tr: etree._Element) -> bool:
    parent = tr.getparent()
    return parent is not None and local(parent) == "thead"


def _headlike(tr: etree._Element) -> bool:
    """Whether a row outside of thead is a header: all of its cells are th, but for an empty corner."""
    cells = [cell for cell in tr if local(cell) in CELLS]
    if len(cells) > 1 and local(cells[0]) == "td" and not plain(cells[0]):
        return {local(cell) for cell in cells[1:]} == {"th"}
    return len(cells) > 1 and {local(cell) for cell in cells} == {"th"}


def _total(tr: etree._Element) -> bool:
    """Whether a row is one of figures, such as a sum: no header, whatever its cells are."""
    texts = [plain(cell) for cell in tr if local(cell) in CELLS]
    return any(texts[1:]) and all(FIGURES.fullmatch(text) for text in texts[1:] if text)


def _lines(trs: Sequence[etree._Element], columns: dict[str, int]) -> list[Line]:
    """The rows as text, with cells that span rows or columns repeated."""
    lines: list[Line] = []
    open_cells: dict[int, tuple[int, str]] = {}  # column: rows still to fill, text
    for tr in trs:
        row = {column: text for column, (_, text) in open_cells.items()}
        open_cells = {column: (left - 1, text) for column, (left, text) in open_cells.items() if left > 1}
        cells = [element for element in tr if local(element) in CELLS]
        at = 0
        for cell in cells:
            at = columns.get(cell.get("namest") or cell.get("colname") or "", at)
            while at in row:
                at += 1
            text, down = plain(cell), _number(cell.get("rowspan"), 1) + _number(cell.get("morerows"), 0)
            for column in range(at, min(at + _width(cell, columns), WIDEST)):
                row[column] = text
                if down > 1:
                    open_cells[column] = (down - 1, text)
            at += _width(cell, columns)
        texts = tuple(row.get(column, "") for column in range(max(row, default=-1) + 1))
        lines.append(Line(texts, _indent(cells), len(cells) == 1 and len(texts) > 1 and len(set(texts)) == 1))
    return lines


def _indent(cells: Sequence[etree._Element]) -> int:
    start = "".join(str(text) for text in cells[0].itertext()).lstrip("\n\t ") if cells else ""
    return len(start) - len(start.lstrip(INDENT))


def _width(cell: etree._Element, columns: dict[str, int]) -> int:
    first, last = columns.get(cell.get("namest") or ""), columns.get(cell.get("nameend") or "")
    if first is not None and last is not None and last >= first:
        return last - first + 1
    return min(_number(cell.get("colspan"), 1), WIDEST)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and len(text) < 6 and text.isascii() and text.isdigit() and int(text) > 0 else default


def _columns(table: etree._Element) -> dict[str, int]:
    """The columns that a CALS table names, by position."""
    specs = [element for element in table.iter() if local(element) == "colspec"]
    return {name: i for i, spec in enumerate(specs) if (name := spec.get("colname"))}
