"""Joins the blocks of a paragraph that the end of a column or a page had parted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.readers.hyphen import HYPHEN
from pipelines.readers.pdf_block import CLOSED, Block

ASIDE = 12  # blocks that may stand between the halves of a paragraph: tables, captions, footnotes


@dataclass
class Unit:
    """One thing to set down: a heading, a region, or a paragraph with its blocks on one or more pages.

    `cut` tells that its last sentence goes on in the next paragraph, after pages that hold only tables.
    """

    blocks: list[Block] = field(default_factory=list)
    cut: bool = False

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.blocks[0].page


def units(blocks: Sequence[Block]) -> Iterator[Unit]:
    """Blocks with the paragraphs joined that a column's or a page's end had parted.

    What stands between the halves comes in front of the paragraph when it is on the page where that begins, else after;
    only tables that fill the pages between two halves part them, so that each stays on its page.
    """
    rest = list(blocks)
    while rest:
        unit = Unit([rest.pop(0)])
        aside: list[Block] = []
        while not unit.cut and (at := _next(unit.blocks[-1], rest)) is not None:
            last, more = unit.blocks[-1].page, rest[at]
            if any(last < block.page < more.page for block in rest[:at]):
                unit.cut = True
            else:
                aside += rest[:at]
                unit.blocks.append(more)
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
        if other.heading:
            return None
        first, last = (other.lines[0], block.lines[-1]) if other.lines else (None, None)
        if not first or not last or abs(first.size - last.size) > 0.4 or not other.first:
            continue
        if first.style.bold != last.style.bold:
            continue
        lower = other.lines[0].text[:1].islower()
        unfinished = not CLOSED.search(text) and (lower or block.full or text[-1] in f",-{HYPHEN}")
        return at if unfinished or (lower and not other.indented) else None
    return None
