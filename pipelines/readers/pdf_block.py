"""Strips to blocks: paragraphs, headings, and the regions between them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.readers.boilerplate import boilerplate
from pipelines.readers.pdf_line import Line, make
from pipelines.readers.pdf_mark import CAPTION, NUMBERED, capitals, label, like_heading, opens
from pipelines.readers.pdf_order import Item, Strip
from pipelines.readers.pdf_region import Region
from pipelines.readers.pdf_shape import Style

BULLET = re.compile(r"(?:[•▪▸►●■◦‣⁃*]|[-–]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S")
CLOSED = re.compile(r"[.!?:][\"”’')\]]*$")


@dataclass
class Block:
    """Lines that belong together, on one page. `first` and `last` tell its place in the strip."""

    page: int
    lines: list[Line]
    heading: bool = False
    region: Region | None = None
    first: bool = False
    last: bool = False
    full: bool = False  # whether its last line reaches the column's right edge
    indented: bool = False  # whether its first line is set in

    @property
    def style(self) -> Style:
        """The style of its first line."""
        return self.lines[0].style


@dataclass
class Strips:
    """Cuts strips into blocks; knows the document's prose: its style and the distance between its lines."""

    body: Style
    leading: dict[float, float] = field(default_factory=dict)  # by font size
    known: set[tuple[str, float]] = field(default_factory=set)  # fonts in which headings were found

    def measure(self, strips: Sequence[Strip]) -> None:
        """Takes the distance between lines, for each font size, from the document's own strips."""
        gaps: dict[float, list[float]] = {}
        for strip in strips:
            lines = [item for item in strip.items if isinstance(item, Line)]
            for above, below in pairwise(lines):
                if above.size == below.size and 0.8 * above.size < below.y - above.y < 2.2 * above.size:
                    gaps.setdefault(above.size, []).append(round(below.y - above.y, 1))
        self.leading = {size: sorted(found)[len(found) // 4] for size, found in gaps.items() if len(found) > 2}

    def learn(self, blocks: Sequence[Block]) -> None:
        """Takes the fonts of the headings that were found: where one stands over another, only its font tells."""
        fonts = Counter((block.style.font, block.style.size) for block in blocks if block.heading)
        texts = Counter(
            (line.style.font, line.style.size) for block in blocks if not block.heading for line in block.lines
        )
        self.known = {font for font, count in fonts.items() if count > max(1, texts[font])}

    def blocks(self, strip: Strip, page: int) -> list[Block]:
        """The strip's blocks, top to bottom."""
        items = _rows(strip.items)
        lines = [item for item in items if isinstance(item, Line)]
        if not lines:
            return [Block(page, [], region=item) for item in items if isinstance(item, Region)]
        left = _most([line.x0 for line in lines])
        right = max(line.x1 for line in lines)
        done: list[Block] = []
        above: Line | None = None
        for at, item in enumerate(items):
            if isinstance(item, Region):
                done.append(Block(page, [], region=item))
                above = None
            if not isinstance(item, Line):
                continue
            below = next((other for other in items[at + 1 :] if isinstance(other, Line)), None)
            open_ = above if done and done[-1].heading and done[-1].lines else None
            heading = self._heading(item, above, below, right - left, open_)
            if done and above and done[-1].lines and self._joins(done[-1], item, heading, left, right):
                done[-1].lines.append(item)
            else:
                set_in = item.x0 - left > 0.6 * item.size
                done.append(Block(page, [item], heading, indented=set_in))
            done[-1].full = item.x1 > right - 0.08 * (right - left)
            above = item
        _mark_ends([block for block in done if block.lines])
        return done

    def _gap(self, above: Line, below: Line) -> float:
        """The distance of two lines, in usual distances for their size."""
        size = max(above.size, below.size)
        return (below.y - above.y) / self.leading.get(size, 1.2 * size)

    def _joins(self, block: Block, line: Line, heading: bool, left: float, right: float) -> bool:
        """Whether a line goes on with the block above it."""
        above = block.lines[-1]
        if heading != block.heading or abs(above.size - line.size) > 0.6 or self._gap(above, line) > 1.3:
            return False
        if not heading and label(line):
            return False
        if heading:
            same = above.style.font == line.style.font and capitals(above.text) == capitals(line.text)
            wraps = above.x1 > right - 0.3 * (right - left) or line.text[:1].islower()
            return same and wraps and not NUMBERED.match(line.text)
        edge = above.x1 > right - 0.1 * (right - left)
        if BULLET.match(line.text) and not _wrapped(line, above, edge, block):
            return False
        if BULLET.match(block.lines[0].text):
            return line.x0 > block.lines[0].x0 - 1
        set_in = line.x0 - above.x0 > 0.6 * line.size and above.x0 - left < 0.6 * line.size
        short = above.x1 < right - 0.2 * (right - left) and CLOSED.search(above.text) is not None
        return not set_in and not (short and line.text[:1].isupper())

    def _heading(self, line: Line, above: Line | None, below: Line | None, width: float, head: Line | None) -> bool:
        """Whether a line is (part of) a heading: set apart by its style, short, and with text below it.

        `head` is the line above when that is one of a heading.
        """
        text, style = line.text, line.style
        plain = style.font == self.body.font and style.size <= self.body.size + 0.5 and style.bold == self.body.bold
        if (plain and not capitals(text)) or not like_heading(line) or CAPTION.match(text):
            return False
        near = above is not None and self._gap(above, line) <= 1.3
        if head and near and head.style.font == style.font and head.size == line.size and not capitals(head.text):
            return True  # its second line may begin anyhow
        if not opens(text):
            return False
        if text[-1] == "." and not NUMBERED.match(text) and not (style.bold and len(text) < 60):
            return False
        apart = above is None or self._gap(above, line) > 1.15 or above.style != style
        if head and capitals(head.text) != capitals(text):
            apart = True
        return apart and self._marked(line, below, width)

    def _marked(self, line: Line, below: Line | None, width: float) -> bool:
        """Whether a line's style makes it a heading: by itself, by what was learnt, or by the prose that follows."""
        style = line.style
        if boilerplate(line.text):
            return True  # the end matter is often in small print, headings and all
        strong = style.bold or style.italic or capitals(line.text) or style.size > self.body.size + 0.8
        if strong and style.size >= self.body.size - 1.2:
            return True
        if below is None or (style.size <= self.body.size and line.x1 - line.x0 > 0.97 * width):
            return False
        return (style.font, style.size) in self.known or (
            below.style.font == self.body.font != style.font and below.size >= self.body.size - 1.2
        )


def _wrapped(line: Line, above: Line, edge: bool, block: Block) -> bool:
    """Whether what looks like a list's mark, such as "(ii)", stands in running text that wrapped in front of it."""
    if not line.text[line.text[0] == "("].isalnum():
        return False
    if not CLOSED.search(above.text) and not above.text.endswith(";"):
        return True
    return edge and not above.text.endswith(":") and not BULLET.match(block.lines[0].text)


def _mark_ends(blocks: Sequence[Block]) -> None:
    """Marks the first and the last block of each font size: below a column's text there may be footnotes."""
    sizes = [round(block.lines[-1].size) for block in blocks]
    for at, block in enumerate(blocks):
        block.first = sizes[at] not in sizes[:at]
        block.last = sizes[at] not in sizes[at + 1 :]


def _rows(items: Sequence[Item]) -> list[Item]:
    """The items with the pieces of one line joined: wide spaces in justified text had parted them."""
    done: list[Item] = []
    for item in items:
        last = done[-1] if done else None
        if isinstance(item, Line) and isinstance(last, Line) and abs(item.y - last.y) < 1.5 and item.x0 >= last.x1 - 2:
            done[-1] = make((*last.words, *item.words))
        else:
            done.append(item)
    return done


def _most(numbers: Sequence[float]) -> float:
    """The most common number, in steps of 2 points; the smallest of equals."""
    steps = [round(number / 2) for number in numbers]
    best = max(sorted(set(steps)), key=steps.count)
    return min(number for number, step in zip(numbers, steps, strict=True) if step == best)
