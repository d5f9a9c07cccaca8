"""A table region's lines to a grid: columns from the gaps between cells, rows from baselines and wrapped lines."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, zip_longest

from pipelines.readers.compose import NEST
from pipelines.readers.pdf_line import Line, make
from pipelines.readers.pdf_region import Region, rows

SPLIT = 0.6  # in font sizes: words of one cell stand closer
BULLETS = "•▪▸►●·–-□■◦"
NUMERIC = re.compile(r"[\s\d.,()\[\]<>=≤≥±+\-−–/%*†‡§a-d⁰-⁹]*|n\.?[ads]\.?|NA|NR")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it goes into the text; `lines` are those that each row was made of, in the order of its cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[tuple[Line, ...], ...] = ()


@dataclass(slots=True)
class _Row:
    """One line of cells, by column; `x` is where the first cell begins, `y` the baseline of the last line in it.

    `lines` are those that each cell was made of.
    """

    cells: list[str]
    lines: list[list[Line]]
    x: float
    y: float
    bold: bool


def grid(region: Region, mend: Callable[[str], str]) -> Grid | None:
    """The region's table; None where its lines don't fall into columns. `mend` joins words parted at a line's end."""
    lines = rows([cell for line in region.lines for cell in _split(line)])
    end = _header_end(region, lines)
    head = [line for line in lines if line[0].y < end]
    body = [line for line in lines if line[0].y >= end]
    edges = _columns(body)
    if len(edges) < 2:
        return None
    header = _header(head, edges, region)
    found = _wrapped([_row(line, edges) for line in body])
    for row in found:
        row.cells = [mend(cell) for cell in row.cells]
    grouped = _grouped(found)
    rows_, lines_ = (tuple(part) for part in zip(*grouped, strict=True)) if grouped else ((), ())
    return Grid(tuple(map(mend, header)), rows_, lines_)


def _split(line: Line) -> list[Line]:
    """The cells on a line; a bullet stays with what follows it."""
    parts = [[line.words[0]]]
    for word in line.words[1:]:
        far = word.x0 - max(other.x1 for other in parts[-1]) > SPLIT * line.size
        if far and not all(other.text in BULLETS for other in parts[-1]):
            parts.append([word])
        else:
            parts[-1].append(word)
    return [make(part) for part in parts]


def _header_end(region: Region, lines: Sequence[Sequence[Line]]) -> float:
    """The height at which the header ends: a rule in the table's upper part, else none."""
    if not lines:
        return 0.0
    first, last = lines[0][0].y, lines[-1][0].y
    marks = [mark for mark in region.rules if first < mark < last]
    upper = [mark for mark in marks if mark < first + 0.4 * (last - first) + 12]
    heads = [mark for mark in upper if sum(line[0].y < mark for line in lines) <= 7]
    close = heads[:1]
    for mark in heads[1:]:  # a second rule soon after: a header of two storeys
        if sum(close[-1] < line[0].y < mark for line in lines) <= 3 and len(marks) > len(heads):
            close.append(mark)
    return close[-1] if close else 0.0


def _columns(lines: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """The columns' extents, left to right: where most rows leave a gap, a column ends."""
    counted = [line for line in lines if len(line) > 1]
    if not counted:
        return []
    left = min(cell.x0 for line in counted for cell in line)
    right = max(cell.x1 for line in counted for cell in line)
    cover = [0] * (int(right - left) + 2)
    for line in counted:
        for cell in line:
            for x in range(max(0, round(cell.x0 - left)), min(len(cover), round(cell.x1 - left) + 1)):
                cover[x] += 1
    most = len(counted) * 0.06 if len(counted) >= 8 else 0
    edges: list[tuple[float, float]] = []
    start: int | None = None
    for x, count in enumerate([*cover, 0]):
        if count > most and start is None:
            start = x
        elif count <= most and start is not None:
            edges.append((left + start, left + x))
            start = None
    return edges


def _place(cell: Line, edges: Sequence[tuple[float, float]]) -> int:
    """The column that a cell overlaps most, or stands nearest to."""
    overlaps = [min(cell.x1, x1) - max(cell.x0, x0) for x0, x1 in edges]
    if cell.x1 - cell.x0 > 1.5 * (edges[0][1] - edges[0][0]) and overlaps[0] > 0:
        return 0  # a heading across the table belongs to its first column
    return max(range(len(edges)), key=lambda i: overlaps[i])


def _row(line: Sequence[Line], edges: Sequence[tuple[float, float]]) -> _Row:
    cells = [""] * len(edges)
    lines: list[list[Line]] = [[] for _ in edges]
    for cell in line:
        at = _place(cell, edges)
        cells[at] = f"{cells[at]} {cell.text}".strip()
        lines[at].append(cell)
    return _Row(cells, lines, line[0].x0, line[0].y, line[0].style.bold)


def _header(lines: Sequence[Sequence[Line]], edges: Sequence[tuple[float, float]], region: Region) -> tuple[str, ...]:
    """One header cell a column; what stands over several columns, or over a rule across them, goes to each."""
    parts: list[list[str]] = [[] for _ in edges]
    for line in lines:
        for cell in line:
            x0, x1 = cell.x0, cell.x1
            for rule in region.partial:
                if 0 < rule.y0 - cell.y < 1.2 * cell.size and rule.x0 - 4 <= x0 and x1 <= rule.x1 + 4:
                    x0, x1 = rule.x0, rule.x1
            over = [i for i, (a, b) in enumerate(edges) if min(x1, b) - max(x0, a) > 0.25 * min(b - a, x1 - x0)]
            for i in over or [_place(cell, edges)]:
                if cell.text not in parts[i]:
                    parts[i].append(cell.text)
    return tuple(" ".join(part) for part in parts) if any(parts) else ()


def _wrapped(lines: Sequence[_Row]) -> list[_Row]:
    """Rows whose wrapped lines are joined."""
    gaps = sorted(below.y - above.y for above, below in pairwise(lines))
    leading = gaps[len(gaps) // 4] if gaps else 0.0
    cells = [cell for line in lines for cell in line.cells[1:] if cell]
    textual = sum(len(cell.split()) > 2 and not NUMERIC.fullmatch(cell) for cell in cells) > 0.5 * len(cells)
    done: list[_Row] = []
    for line in lines:
        if done and line.y - done[-1].y <= 1.35 * leading and _continues(done[-1], line, textual):
            pairs = zip(done[-1].cells, line.cells, strict=True)
            done[-1].cells = [f"{above} {below}".strip() for above, below in pairs]
            done[-1].lines = [above + below for above, below in zip(done[-1].lines, line.lines, strict=True)]
            done[-1].y = line.y
        else:
            done.append(line)
    return done


def _continues(row: _Row, line: _Row, textual: bool) -> bool:
    """Whether a line goes on with the row above it."""
    filled = [i for i, cell in enumerate(line.cells) if cell]
    first = line.cells[0]
    if first:
        lower = first[0].islower() or first[0] in "(–-%"
        return lower and (textual or len(filled) == 1) and bool(row.cells[0])
    if any(not row.cells[i] for i in filled):
        return False
    wordy = not any(NUMERIC.fullmatch(line.cells[i]) for i in filled)
    return textual or len(filled) == 1 or (wordy and len(filled) <= len(line.cells) // 2)


def _grouped(lines: Sequence[_Row]) -> list[tuple[tuple[str, ...], tuple[Line, ...]]]:
    """Rows with the headings that stand over them in front, and cells that span rows repeated in each.

    Each with the lines that it was made of.
    """
    done: list[tuple[tuple[str, ...], tuple[Line, ...]]] = []
    heads: list[_Row] = []
    above: list[str] = []
    kept: list[list[Line]] = []  # the lines of `above`
    for line, below in zip_longest(lines, lines[1:]):
        while heads and not (line.x > heads[-1].x + 3 or (heads[-1].bold and not line.bold)):
            heads.pop()
        if line.cells[0] and not any(line.cells[1:]):
            if below and (below.x > line.x + 3 or (line.bold and not below.bold)):
                heads.append(line)
            done.append(((line.cells[0],), tuple(line.lines[0])))
            above, kept = [], []
            continue
        blank = next((i for i, cell in enumerate(line.cells) if cell), 0)
        blank = next((i for i, cell in enumerate(above[:blank]) if i and cell and NUMERIC.fullmatch(cell)), blank)
        above = [*above[:blank], *line.cells[len(above[:blank]) :]]
        kept = [*kept[:blank], *line.lines[len(kept[:blank]) :]]
        names = [head.cells[0] for head in heads]
        row = (NEST.join(filter(None, (*names, above[0]))), *above[1:])
        done.append((row, tuple(chain.from_iterable([*(head.lines[0] for head in heads), *kept]))))
    return done
