"""Blocks to a document's text: paragraphs joined over columns and pages, sections, tables in their place."""

import re
from collections.abc import Iterator, Sequence

from pipelines.pages.place import Place
from pipelines.readers.boilerplate import boilerplate, byline, notice, statement
from pipelines.readers.citing import numbered, uncited
from pipelines.readers.compose import Composer
from pipelines.readers.hyphen import HYPHEN, Joiner
from pipelines.readers.outline import Outline
from pipelines.readers.pdf_block import Block
from pipelines.readers.pdf_line import Line, make
from pipelines.readers.pdf_mark import label
from pipelines.readers.pdf_region import TABLE, Region
from pipelines.readers.pdf_table import Grid, grid
from pipelines.readers.pdf_trail import Glyph, Origin, joined, set_down, spelled, table_down, walk
from pipelines.readers.pdf_unit import Unit, units

ABSTRACT = re.compile(r"abstract|summary|synopsis", re.I)
SENTENCE = re.compile(r"[.!?][)\"”’]?\s+(?=[A-Z(])")
CONTINUED = re.compile(r"\(?continued\W*", re.I)
PAGE = "\f"  # stands for a page's beginning until the paragraph is whole
BOX = 5  # the level of a heading inside a box: below all others


def _glyphs(unit: Unit) -> Iterator[Glyph]:
    """What the lines of a unit give to its text."""
    for block in unit.blocks:
        yield from spelled(block.lines, block.page)


class Flow:
    """Sets down units in an outline, and begins its pages."""

    def __init__(self, joiner: Joiner, levels: dict[int, int], pages: int, title: str) -> None:
        self._outline = Outline(title)
        self._joiner = joiner
        self._levels = levels
        self._pages = pages
        self._page = 0
        self._size: float | None = None  # of the first paragraph under the open heading
        self._headers: dict[str, tuple[str, ...]] = {}  # by table, for its continuation on the next page
        self._numbered = False
        self._carried = ""  # the beginning of a sentence that goes on after pages of tables
        self._behind: list[Origin] = []  # where that comes from
        self.places: list[Place] = []  # of what was set down

    def run(self, blocks: Sequence[Block]) -> Composer:
        """The document's text."""
        found = list(units(blocks))
        self._numbered = numbered("\n".join(self._text(unit)[0] for unit in found))
        for unit in found:
            block = unit.blocks[0]
            if block.region:
                self._region(block.region)
            elif block.heading:
                self._size = None
                self._outline.heading(self._text(unit)[0], self._levels[id(block)])
            else:
                self._paragraph(unit)
        self._turn(self._pages)
        return self._outline.composer

    @property
    def _front(self) -> bool:
        """Whether the first heading is still to come."""
        return bool(self._levels) and not self._outline.headings

    def _turn(self, page: int) -> None:
        """Begins pages up to `page`."""
        while self._page < page:
            self._outline.composer.page()
            self._page += 1

    def _paragraph(self, unit: Unit) -> None:
        name = self._label(unit.blocks[0])
        unit.blocks = [block for block in unit.blocks if block.lines]
        if boilerplate(name):  # only this paragraph: the section around it goes on
            return
        if name:
            self._size = None
            self._outline.heading(name, 1 if ABSTRACT.match(name) else 2)
        if not unit.blocks:
            return
        text, breaks = self._text(unit)
        origins = walk(text, _glyphs(unit))
        size = unit.blocks[0].style.size
        self._size = self._size or size
        small = unit.page == 1 and size <= self._size - 1
        if (small or self._front) and byline(text):
            return  # authors and addresses, under the title or at the foot of the first page
        if self._carried:
            added = len(self._joiner.join(self._carried, text)) - len(text)
            text, breaks = self._joiner.join(self._carried, text), [at + added for at in breaks]
            origins = joined(self._behind, origins, len(text))
            self._carried = ""
        if unit.cut:
            end = max((match.end() for match in SENTENCE.finditer(text)), default=0)
            text, self._carried = text[:end], text[end:]
            origins, self._behind = origins[:end], origins[end:]
        self._turn(unit.page)
        if self._put(text, origins, breaks):
            self._page += len(breaks)

    def _put(self, text: str, origins: Sequence[Origin], breaks: Sequence[int] = ()) -> bool:
        """Adds a paragraph and notes where it stands on the page; False where it is left out."""
        before = self._outline.composer.length
        added = self._outline.paragraph(text, breaks)
        self._placed(before, text, origins)
        return added

    def _placed(self, before: int, text: str, origins: Sequence[Origin]) -> None:
        """Notes where a text stands that was set down, if it was; `before` is the document's length without it."""
        composer = self._outline.composer
        if composer.length > before:
            self.places += set_down(text, origins, composer.length - len(composer.last), composer.last)

    def _label(self, block: Block) -> str:
        """The heading in a paragraph's first line, taken off it: "Background:" in an abstract, or "Abstract" itself."""
        line = block.lines[0]
        inside = any(map(ABSTRACT.match, self._outline.headings[:1]))
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
        for block in unit.blocks:
            for line in block.lines:
                part = line.text
                text = self._joiner.join(text, part)
                text = text[: len(text) - len(part)] + PAGE * (block.page - page) + part
                page = block.page
        if self._numbered:
            text = uncited(text)
        breaks = [at - i for i, at in enumerate(at for at, char in enumerate(text) if char == PAGE)]
        return text.replace(PAGE, "").replace(HYPHEN, "-"), breaks

    def _region(self, region: Region) -> None:
        """Tables and figures go in, whatever section they float into; a box goes the way of its section."""
        if region.kind == "box":
            self._box(region)
            return
        composer = self._outline.composer
        self._turn(region.page)
        caption = self._join(region.caption)
        found = grid(region, self._joiner.mend) if region.kind == "table" else None
        if found:
            composer.table(caption, self._header(caption, found), found.rows)
            name = list(spelled(region.caption, region.page))
            rows = [list(spelled(lines, region.page)) for lines in found.lines]
            self.places += table_down(name, rows, composer.length, composer.last)
        else:
            self._lines(region.caption, region.page)
            self._lines(region.lines, region.page)
        if not CONTINUED.fullmatch(self._join(region.notes)):
            self._lines(region.notes, region.page)

    def _lines(self, lines: Sequence[Line], page: int) -> None:
        """Adds a paragraph of lines that nothing joins but white space."""
        composer = self._outline.composer
        before, text = composer.length, self._join(lines)
        composer.paragraph(text)
        self._placed(before, text, walk(text, spelled(lines, page)))

    def _header(self, caption: str, found: Grid) -> tuple[str, ...]:
        """The table's header; that of its first part where a page's end has cut it."""
        number = match.group() if (match := TABLE.match(caption)) else ""
        kept = self._headers.get(number, ())
        header = found.header or (kept if len(kept) == max(map(len, found.rows), default=0) else ())
        if number and header:
            self._headers[number] = header
        return header

    def _join(self, lines: Sequence[Line]) -> str:
        return self._joiner.mend(" ".join(line.text for line in lines))

    def _box(self, region: Region) -> None:
        """A box's text as a section below the open one, which goes on after it."""
        parts = [(unit, self._text(unit)[0]) for unit in units(region.blocks)]
        told = any(statement(text) for _, text in parts)
        if not told and (self._front or any(notice(text) for _, text in parts)):
            return
        self._turn(region.page)
        count = len(self._outline.headings)
        skipping = self._outline.skipping
        for unit, text in parts:
            if unit.blocks[0].heading:
                self._outline.heading(text, BOX)
            else:
                self._put(text, walk(text, _glyphs(unit)))
        if not skipping:
            self._outline.close_to(count)
