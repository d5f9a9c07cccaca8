"""Lines to reading order: running heads out, columns one after the other.

What is ordered are items: lines, and the regions (tables, boxes) that stand in the flow as one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipelines.readers.boilerplate import statement
from pipelines.readers.pdf_line import Line

CAPTION = re.compile(r"(?:Table|Fig|Box)", re.I)
NUMBER = re.compile(r"(?:\bpage |\bp\. ?|[|•·–—] ?)(\d{1,4})(?!\d)|(?<!\d)(\d{1,4})(?= ?[|•·–—])")  # may be a page's
BARE = re.compile(r"\W*(?:page |p\. ?)?(?:\d+|[ivxl]+)\W*(?:(?:of|/) \d+)?\W*")
MARGIN = 0.12  # heads and feet stand in this share of the page's height
GUTTER = 5.0  # points; no narrower gap parts columns
SIDE = 0.09  # of the page's width: what is narrower is no column (bullets, line numbers)
APART = 18.0  # points from the end of a column to what stands below it
RUN = 3  # lines on both sides of a gutter before it counts


class Item(Protocol):
    """Anything with a place on the page. `y` is the baseline of its first line, `weight` its number of lines."""

    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def weight(self) -> int: ...


@dataclass
class Strip:
    """A column, or a stretch of full width, with its items from top to bottom."""

    items: list[Item] = field(default_factory=list)


def running(pages: Sequence[tuple[float, Sequence[Line]]]) -> set[int]:
    """The ids (`id()`) of lines that repeat at the same height of several pages, and of bare page numbers.

    `pages` holds each page's height and lines. A page's number may go up: "Page 3 of 9" repeats. What reads like a
    statement ("For intravenous use only.") stays where it stands first.
    """
    places: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    edge: list[tuple[Line, list[tuple[str, int]], bool]] = []
    for number, (height, page) in enumerate(pages):
        heights = Counter(round(line.y / 3) for line in page)
        outer = {min(heights, default=0), max(heights, default=0)}
        for line in page:
            if MARGIN < line.y / height < 1 - MARGIN or CAPTION.match(line.text):
                continue
            text = line.text.lower()
            bare = BARE.fullmatch(text) is not None
            outermost = round(line.y / 3) in outer and heights[round(line.y / 3)] <= 2
            alone = outermost and heights[round(line.y / 3)] == 1
            band = round(line.y / 6)
            keys = [re.sub(r"\w+", "#", text)] if bare else _keys(text, number)
            edge.append((line, [(key, band) for key in keys], bare and alone and len(pages) > 1))
            for key in keys if not bare or outermost or "p" in text else ():
                for near in (band - 1, band, band + 1):  # a head may shift by a point
                    places[key, near].add(number)
    enough = 2 if len(pages) < 8 else 3
    found = [line for line, keys, bare in edge if bare or any(len(places[key]) >= enough for key in keys)]
    stated = {line.text: id(line) for line in reversed(found) if statement(line.text)}
    return {id(line) for line in found} - set(stated.values())


def _keys(text: str, page: int) -> list[str]:
    """The line itself, and as it would repeat with a number in it that goes up from page to page."""
    found = [text]
    for match in NUMBER.finditer(text):
        start, end = match.span(match.lastindex or 0)
        found.append(f"{text[:start]}#{int(text[start:end]) - page}{text[end:]}")
    return found


def order(items: Sequence[Item], width: float, depth: int = 0) -> list[Strip]:
    """Strips in reading order: full-width ones where they stand, columns between them from left to right."""
    gutter = _gutter(items, width) if depth < 4 and sum(item.weight for item in items) >= 2 * RUN else None
    if gutter is None:
        return [Strip(sorted(items, key=lambda item: (round(item.y), item.x0)))] if items else []
    done: list[Strip] = []
    flat: list[Item] = []
    left: list[Item] = []
    right: list[Item] = []

    def close() -> None:
        nonlocal flat
        if left and right:
            for part in (flat, left, right):
                done.extend(order(part, width, depth + 1))
            flat = []
        else:  # one side only: the last line of a full-width paragraph, or a column that stands alone
            flat += [*left, *right]
        left.clear()
        right.clear()

    for item in sorted(items, key=lambda item: (item.y, item.x0)):
        if item.x1 <= gutter[1]:
            left.append(item)
        elif item.x0 >= gutter[0]:
            right.append(item)
        else:
            below = _below(left, right)
            close()
            flat += [*below, item]
    close()
    return [*done, *order(flat, width, depth + 1)]


def _below(left: list[Item], right: Sequence[Item]) -> list[Item]:
    """Takes off the left column what stands below both columns, held off by a gap: the heading of what comes next."""
    bottom = max((item.y for item in right), default=0.0)
    for at in range(len(left) - 1, 0, -1):
        if not right or left[at].y <= bottom + 2:
            break
        if left[at].y - left[at - 1].y > APART:
            taken = left[at:]
            del left[at:]
            return taken
    return []


def _gutter(items: Sequence[Item], width: float) -> tuple[float, float] | None:
    """The gap with the most lines on both sides of it, as (left edge of the right side, right edge of the left side).

    None in a single column.
    """
    best = (0, 0.0)
    found = None
    starts = Counter[int]()
    for item in items:
        starts[round(item.x0)] += item.weight
    first = min(item.x0 for item in items)
    for start, count in starts.items():
        ends = [item.x1 for item in items if item.x1 <= start - GUTTER]
        if count < RUN or not ends or max(ends) - first < SIDE * width:
            continue
        edge = max(ends)
        far = max(item.x1 for item in items if item.x0 >= start - 1)
        score = _score(items, edge, start - 1)
        if far - start > SIDE * width and score and (score, start - edge) > best:
            best = (score, start - edge)
            found = (start - 1.0, edge + 1.0)
    return found


def _score(items: Sequence[Item], edge: float, start: float) -> int:
    """How many lines stand beside each other across the gap, in the runs between the lines that cross it."""
    total = left = right = 0
    for item in sorted(items, key=lambda item: item.y):
        if item.x1 <= edge + 1:
            left += item.weight
        elif item.x0 >= start:
            right += item.weight
        else:
            total += min(left, right) if min(left, right) >= RUN else 0
            left = right = 0
    return total + (min(left, right) if min(left, right) >= RUN else 0)
