"""Blocks to a document's text: paragraphs joined over columns and pages, sections, tables in their place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.readers.boilerplate import boilerplate, notice
from pipelines.readers.compose import Composer
from pipelines.readers.pdf_block import CLOSED, Block, label
from pipelines.readers.pdf_hyphen import Joiner
from pipelines.readers.pdf_line import make
from pipelines.readers.pdf_page import HYPHEN
from pipelines.readers.pdf_region import TABLE, Region
from pipelines.readers.pdf_table import grid

ASIDE = 12  # blocks that may stand between the halves of a paragraph: tables, captions, footnotes
WORDS = 40  # a paragraph in front of the first heading is text from so many words on; below, it names people and places
ABSTRACT = re.compile(r"abstract|summary|synopsis", re.I)
BOX = 5  # the level of a heading inside a box: below all others


@dataclass
class Unit:
    """One thing to set down: a heading, a region, or a paragraph with its blocks on one or more pages."""

    blocks: list[Block] = field(default_factory=list)

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.blocks[0].page


def units(blocks: Sequence[Block]) -> Iterator[Unit]:
    """Blocks with the paragraphs joined that a column's or a page's end had parted.

    What stands between the halves comes in front of the paragraph when it is on the page where that begins, else after.
    """
    rest = list(blocks)
    while rest:
        unit = Unit([rest.pop(0)])
        aside: list[Block] = []
        while (at := _next(unit.blocks[-1], rest)) is not None:
            aside += rest[:at]
            unit.blocks.append(rest[at])
            del rest[: at + 1]
        yield from (Unit([block]) for block in aside if block.page == unit.page)
        yield unit
        yield from (Unit([block]) for block in aside if block.page != unit.page)


def _next(block: Block, rest: Sequence[Block]) -> int | None:
    """The index of the block that goes on with an unfinished paragraph."""
    if block.heading or block.region or not block.last:
        return None
    text = block.lines[-1].text
    for at, other in enumerate(rest[:ASIDE]):
        if other.heading or other.page > block.page + 1:
            return None
        if other.region or abs(other.lines[0].size - block.lines[-1].size) > 0.4 or not other.first:
            continue
        lower = other.lines[0].text[:1].islower()
        unfinished = not CLOSED.search(text) and (lower or block.full or text[-1] in f",-{HYPHEN}")
        return at if unfinished or (lower and not other.indented) else None
    return None


class Flow:
    """Sets down units in a Composer; leaves out sections and notices that are no evidence."""

    def __init__(self, joiner: Joiner, levels: dict[int, int], pages: int) -> None:
        self.composer = Composer()
        self.headings: list[str] = []
        self._joiner = joiner
        self._levels = levels
        self._pages = pages
        self._page = 0
        self._skip: int | None = None  # the level of the left-out section that is open
        self._open: list[tuple[int, str]] = []
        self._size: float | None = None  # of the first paragraph under the open heading
        self._headers: dict[str, tuple[str, ...]] = {}  # by table, for its continuation on the next page

    def run(self, blocks: Sequence[Block]) -> Composer:
        """The document's text."""
        titled = bool(self._levels)
        for unit in units(blocks):
            block = unit.blocks[0]
            if block.region:
                self._region(block.region, titled)
            elif block.heading:
                self._heading(self._text(unit)[0], self._levels[id(block)])
            else:
                self._paragraph(unit, titled)
        self._turn(self._pages)
        return self.composer

    def _turn(self, page: int) -> None:
        """Begins pages up to `page`."""
        while self._page < page:
            self.composer.page()
            self._page += 1

    def _heading(self, title: str, level: int) -> None:
        if self._skip is not None and level > self._skip:
            return
        title = title.strip().rstrip(":").rstrip()
        self._open = [(depth, name) for depth, name in self._open if depth < level]
        self._skip = level if boilerplate(title) else None
        self._size = None
        if self._skip is None:
            self._open.append((level, title))
            self.headings.append(title)
            self.composer.heading(title, level)

    def _paragraph(self, unit: Unit, titled: bool) -> None:
        block = unit.blocks[0]
        name = self._label(block)
        if not block.lines:
            unit.blocks.pop(0)
        text, breaks = self._text(unit) if unit.blocks else ("", [])
        if boilerplate(name):  # only this paragraph: the section around it goes on
            return
        if name:
            self._heading(name, 1 if ABSTRACT.match(name) else 2)
        if self._skip is not None or notice(text):
            return
        if titled and not self._open and (len(text.split()) < WORDS or _contact(text)):
            return
        self._size = self._size or block.style.size if block.lines else self._size
        if unit.blocks and unit.page == 1 and self._size and unit.blocks[0].style.size <= self._size - 1:
            return  # affiliations and licence in small print at the foot of the first page
        if unit.blocks:
            self._turn(unit.page)
        self.composer.paragraph(text, breaks)
        self._page += len(breaks)

    def _label(self, block: Block) -> str:
        """The heading in a paragraph's first line, taken off it: "Background:" in an abstract, or "Abstract" itself."""
        line = block.lines[0]
        inside = bool(self._open) and ABSTRACT.match(self._open[0][1]) is not None
        count = label(line)
        if not inside and not boilerplate(make(line.words[:count]).text if count else ""):
            count = 0
        if (
            ABSTRACT.fullmatch(line.words[0].text.rstrip(":."))
            and line.words[0].style.font != line.words[-1].style.font
        ):
            count = 1
        if not count:
            return ""
        text = make(line.words[:count]).text.rstrip(":. ")
        if count == len(line.words):
            block.lines.pop(0)
        else:
            block.lines[0] = make(line.words[count:])
        return text

    def _text(self, unit: Unit) -> tuple[str, list[int]]:
        """The unit's text, and the offsets at which new pages begin in it."""
        text = ""
        page = unit.page
        breaks: list[int] = []
        for block in unit.blocks:
            for line in block.lines:
                part = line.text
                text = self._joiner.join(text, part)
                if block.page != page:
                    breaks += [len(text) - len(part)] * (block.page - page)
                    page = block.page
        return text.replace(HYPHEN, "-"), breaks

    def _region(self, region: Region, titled: bool) -> None:
        if region.kind == "box":
            self._box(region, titled)
            return
        self._turn(region.page)
        caption = self._join(region.caption)
        found = grid(region, self._joiner.mend) if region.kind == "table" else None
        if found:
            number = match.group() if (match := TABLE.match(caption)) else ""
            header = found.header
            if not header and len(self._headers.get(number, ())) == max(map(len, found.rows), default=0):
                header = self._headers[number]
            if number and header:
                self._headers[number] = header
            self.composer.table(caption, header, found.rows)
        else:
            self.composer.paragraph(caption)
            self.composer.paragraph(self._join(region.lines))
        self.composer.paragraph(self._join(region.notes))

    def _join(self, lines: Sequence[object]) -> str:
        return self._joiner.mend(" ".join(str(getattr(line, "text", "")) for line in lines))

    def _box(self, region: Region, titled: bool) -> None:
        """A box's text as a section below the open one, which goes on after it."""
        texts = [" ".join(line.text for line in block.lines) for block in region.blocks]
        if self._skip is not None or (titled and not self._open) or any(map(notice, texts)):
            return
        for unit in units(region.blocks):
            self._turn(unit.page)
            text = self._text(unit)[0]
            if unit.blocks[0].heading:
                self.composer.heading(text, BOX)
            else:
                self.composer.paragraph(text)
        self._restore()

    def _restore(self) -> None:
        """Opens the current section again."""
        if self._open:
            self.composer.heading(self._open[-1][1], self._open[-1][0])


def _contact(text: str) -> bool:
    """Whether a paragraph names places and addresses."""
    names = re.findall(r"University|Universit|Department|Institute|Hospital|School of|Centre|Center|@|Faculty", text)
    return len(names) >= 3
