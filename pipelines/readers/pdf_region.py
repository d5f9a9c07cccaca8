"""A table, box or figure as one item of the page, and how lines and rules lie to each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.readers.pdf_line import Line
from pipelines.readers.pdf_shape import Box, Style

if TYPE_CHECKING:
    from pipelines.readers.pdf_block import Block

TABLE = re.compile(r"(?:Supplementary |Appendix )?(?:Table|TABLE|Tab\.|Box|BOX)\s*(?:[A-Z]?\d+|[IVX]+)\b(?!\))")
SAME = 9.0  # points by which the ends of one table's rules may differ
ABOVE = 70.0  # points from a caption to the table's first rule: room for a caption of five lines


@dataclass
class Region:
    """A table, or a box with text of its own, as one item of the page.

    `caption` and `notes` are a table's lines above and below it; `rules` the heights of its full-width ruling lines.
    """

    x0: float
    x1: float
    top: float
    bottom: float
    page: int
    kind: str  # "table" or "box"
    lines: list[Line] = field(default_factory=list)
    caption: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    blocks: "list[Block]" = field(default_factory=list)  # of a box's text
    partial: list[Box] = field(default_factory=list)  # rules under a header that stands over several columns

    @property
    def y(self) -> float:
        """The height at which it stands in the reading order."""
        return self.top

    @property
    def weight(self) -> int:
        """Its number of lines."""
        return len({round(line.y) for line in (*self.caption, *self.lines)}) or 1


def merge(rules: Sequence[Box]) -> list[Box]:
    """Ruling lines, pieces on one height joined; top to bottom."""
    done: list[Box] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.y0), rule.x0)):
        last = done[-1] if done else None
        if last and abs(last.y0 - rule.y0) <= 1.5 and rule.x0 - last.x1 <= 4:
            done[-1] = Box(last.x0, last.y0, max(last.x1, rule.x1), last.y1)
        else:
            done.append(rule)
    return done


def inside(line: Line, box: Box) -> bool:
    """Whether a line's middle lies in a box."""
    return box.holds((line.x0 + line.x1) / 2, line.y - 0.3 * line.size)


def prose(line: Line, body: Style, width: float) -> bool:
    """Whether a line reads like running text: the body's font and size, and most of the width."""
    return line.style.size >= body.size - 0.25 and line.style.font == body.font and line.x1 - line.x0 > 0.7 * width


def rows(lines: Sequence[Line], near: float = 2.0) -> list[list[Line]]:
    """Lines grouped by baseline, top to bottom, each group from left to right."""
    done: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if done and line.y - done[-1][0].y <= near:
            done[-1].append(line)
        else:
            done.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in done]
