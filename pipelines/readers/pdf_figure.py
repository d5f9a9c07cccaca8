"""Finds the figures of a page: their captions stay, the words inside the drawing (axes, boxes of a flow chart) go."""

import re
from collections.abc import Sequence

from pipelines.readers.pdf_line import Line
from pipelines.readers.pdf_region import Region, prose
from pipelines.readers.pdf_shape import Box, Page, Style

FIGURE = re.compile(r"(?:Supplementary )?(?:Fig(?:ure|\.)?|FIG(?:URE|\.)?|Scheme|Chart)\s*[A-Z]?\d+[A-Za-z]?\b(?!\))")
NEAR = 18.0  # points between the parts of one drawing


def figures(page: Page, lines: Sequence[Line], body: Style, width: float) -> tuple[list[Region], list[Line]]:
    """The page's figures as regions that hold only a caption, and the lines that remain.

    `width` is that of a column of prose.
    """
    rest = list(lines)
    found: list[Region] = []
    for line in lines:
        if line in rest and FIGURE.match(line.text) and _opens(line, lines, body):
            caption = _caption(line, rest)
            box = _around(caption)
            found.append(Region(box.x0, box.x1, line.y, box.y1, page.number, "figure", caption=caption))
            rest = [other for other in rest if other not in caption]
    drawings = _drawings(page, lines, body, width)
    if found:
        rest = [line for line in rest if prose(line, body, width) or not any(_within(line, box) for box in drawings)]
    return found, rest


def _opens(line: Line, lines: Sequence[Line], body: Style) -> bool:
    """Whether a line that begins with "Figure 2" is a caption and not a sentence: another style, or "Figure 2." ."""
    if line.style.size < body.size - 0.4 or line.words[0].style.font != body.font:
        return True
    above = [other for other in lines if 0.5 < line.y - other.y < 1.6 * line.size and other.x0 < line.x1]
    inside = any(other.x1 > line.x0 and other.style.font == body.font for other in above)
    return not inside and re.match(FIGURE.pattern + r"\s*[.:|]", line.text) is not None


def _caption(first: Line, lines: Sequence[Line]) -> list[Line]:
    """The caption that begins with `first`: the lines right below it in its size."""
    caption = [first]
    for line in sorted(lines, key=lambda line: (line.y, line.x0)):
        last = caption[-1]
        same_row = abs(line.y - last.y) < 1 and 0 <= line.x0 - last.x1 < 30
        below = 0.5 < line.y - last.y <= 1.5 * first.size + 1 and line.x0 < max(part.x1 for part in caption)
        beside = line.x1 > first.x0 and line.x0 >= first.x0 - 4
        if FIGURE.match(line.text):
            continue
        if (same_row or (below and beside)) and abs(line.size - first.size) <= 0.5:
            caption.append(line)
    return caption


def _around(lines: Sequence[Line]) -> Box:
    return Box(
        min(line.x0 for line in lines),
        min(line.y - line.size for line in lines),
        max(line.x1 for line in lines),
        max(line.y for line in lines),
    )


def _drawings(page: Page, lines: Sequence[Line], body: Style, width: float) -> list[Box]:
    """The areas of the page's drawings: what is drawn close together, without frames and grounds of prose."""
    texts = [line for line in lines if prose(line, body, width)]

    def wordy(box: Box) -> bool:
        return sum(box.holds(line.x0 + 5, line.y - 3) for line in texts) >= 3

    parts = [box for box in (*page.rules, *page.graphics) if not wordy(box)]  # frames are made of rules
    areas: list[Box] = []
    for part in parts[:1500]:
        joined = part
        apart = []
        for area in areas:
            if _touch(area, joined):
                joined = Box(
                    min(area.x0, joined.x0), min(area.y0, joined.y0), max(area.x1, joined.x1), max(area.y1, joined.y1)
                )
            else:
                apart.append(area)
        areas = [*apart, joined]
    return [area for area in areas if area.width > 60 and area.y1 - area.y0 > 40 and not wordy(area)]


def _touch(one: Box, two: Box) -> bool:
    return one.x0 - NEAR <= two.x1 and two.x0 - NEAR <= one.x1 and one.y0 - NEAR <= two.y1 and two.y0 - NEAR <= one.y1


def _within(line: Line, box: Box) -> bool:
    """Whether a line belongs to a drawing: axis labels stand a little outside of it."""
    return box.x0 - 25 <= line.x0 and line.x1 <= box.x1 + 25 and box.y0 - 6 <= line.y <= box.y1 + 16
