"""From the places of a quote to the boxes that mark it on a page, checked against the page itself.

Marking the wrong sentence is worse than marking none. So the characters at the places are read anew and have to be the
quote's, and no other character may stand under the boxes. All of it runs under the reader's lock.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipelines.pages.picture import Rectangle
from pipelines.pages.place import Place
from pipelines.readers.hyphen import HYPHEN
from pipelines.readers.pdf_line import PLAIN

ADDED = frozenset("|›^")  # what the reader writes between cells, between nested rows, in front of powers
MOST = 200_000  # characters of a page; one with more is no page of text
HALF = 0.5  # of the height of a character: characters on one line share more than that

Spot = tuple[int, int]  # offset in the document's text, PDFium's index of the character on the page


def spots(text: str, start: int, end: int, places: Sequence[Place]) -> dict[int, list[Spot]]:
    """The characters of `text[start:end]` by page, in their order; empty where one of them has no place."""
    origins: dict[int, tuple[int, int]] = {}
    for place in places:
        for offset in range(max(place.start, start), min(place.end, end)):
            origins[offset] = place.page, place.at + offset - place.start
    found: dict[int, list[Spot]] = {}
    for offset in range(start, end):
        char = text[offset]
        if char.isspace():
            continue
        if offset in origins:
            page, at = origins[offset]
            found.setdefault(page, []).append((offset, at))
        elif char not in ADDED:
            return {}
    return found


class Page:
    """A page's characters: what they are and where they stand."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._text = page.get_textpage()
        self.count = self._text.count_chars()
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(number) for number in self._numbers]

    def close(self) -> None:
        self._text.close()

    def char(self, at: int) -> str:
        """A character as the reader writes it: "fi" for its ligature, a space for anything unseen."""
        code = raw.FPDFText_GetUnicode(self._text, at)
        char = chr(code) if 0 < code < 0x110000 else "\ufffd"
        return "-" if char in ("\x02", HYPHEN) else char.translate(PLAIN)

    def box(self, at: int) -> Rectangle:
        """The ink of a character."""
        raw.FPDFText_GetCharBox(self._text, at, *self._refs)
        left, right, bottom, top = (number.value for number in self._numbers)
        return Rectangle(left, bottom, right, top)

    def middle(self, at: int) -> tuple[float, float]:
        """The middle of a character's ink."""
        raw.FPDFText_GetCharBox(self._text, at, *self._refs)
        left, right, bottom, top = self._numbers
        return (left.value + right.value) / 2, (bottom.value + top.value) / 2

    def line(self, at: int) -> Rectangle:
        """A character's box with the height of its font, by which one tells its line."""
        rect = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._text, at, rect)
        return Rectangle(rect.left, rect.bottom, rect.right, rect.top)


def boxes(page: pdfium.PdfPage, text: str, found: Sequence[Spot]) -> tuple[Rectangle, ...]:
    """The boxes of a quote's part on a page, one a line or one a word; none where they would hold anything else.

    `found` are the part's characters in `text`, the document's. Takes no lock: the caller holds it.
    """
    chars = Page(page)
    try:
        indices = list(dict.fromkeys(at for _, at in found))
        if chars.count > MOST or max(indices) >= chars.count or min(indices) < 0:
            return ()
        if "".join(map(chars.char, indices)) != "".join(text[offset] for offset, _ in found):
            return ()
        for parted in (_lines, _words):
            drawn = tuple(_around([chars.box(at) for at in group]) for group in parted(chars, indices))
            if _under(chars, drawn) == set(indices):
                return drawn
        return ()
    finally:
        chars.close()


def _under(page: Page, drawn: Sequence[Rectangle]) -> set[int]:
    """The characters of the page whose middle lies in one of the boxes, white space aside."""
    outer = _around(drawn)
    near = [(at, *middle) for at in range(page.count) if outer.holds(*(middle := page.middle(at)))]
    return {at for at, x, y in near if any(one.holds(x, y) for one in drawn) and page.char(at).strip()}


def _lines(page: Page, indices: Sequence[int]) -> Iterator[list[int]]:
    """The characters in groups, one a line; also parted where a character that isn't of the quote stands between."""

    def follows(before: int, at: int) -> bool:
        between = range(before + 1, at)
        return before < at and not any(page.char(i).strip() for i in between) and _beside(page, before, at)

    return _grouped(indices, follows)


def _words(page: Page, indices: Sequence[int]) -> Iterator[list[int]]:
    """The characters in groups, one a word."""
    return _grouped(indices, lambda before, at: at == before + 1 and _beside(page, before, at))


def _grouped(indices: Sequence[int], follows: Callable[[int, int], bool]) -> Iterator[list[int]]:
    group: list[int] = []
    for at in indices:
        if group and not follows(group[-1], at):
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def _beside(page: Page, before: int, at: int) -> bool:
    """Whether two characters stand on one line, whichever way it runs."""
    one, two = page.line(before), page.line(at)
    high = min(one.top, two.top) - max(one.bottom, two.bottom)
    wide = min(one.right, two.right) - max(one.left, two.left)
    return high > HALF * min(one.top - one.bottom, two.top - two.bottom) or wide > HALF * min(
        one.right - one.left, two.right - two.left
    )


def _around(rectangles: Sequence[Rectangle]) -> Rectangle:
    return Rectangle(
        min(one.left for one in rectangles),
        min(one.bottom for one in rectangles),
        max(one.right for one in rectangles),
        max(one.top for one in rectangles),
    )
