"""What comes of asking for a page: its picture and what is marked on it, or why there is none, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

NO_PAGES = "This format has no pages."
UNPLACED = "I could not place this sentence on the page, so nothing is marked. It is marked in the text."
OTHER_TEXT = "The library holds another text of this document by now, so nothing is marked. Ask again to see it."
GONE = "The file {name} is not where it was when it was read, so I can't show its page."
CHANGED = "The file {name} has changed since it was read, so I don't show its page. Add it again."
LARGE = "This page holds pictures that are too large to draw."
SLOW = "This page takes too long to draw."
DAMAGED = "This page is damaged, so I can't show it."


class Unshown(Exception):
    """A page that can't be shown; the message is the reason in plain words."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """An area of a PDF page in points, as PDFium counts them: from the page's bottom left, before it is turned."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture of a page shows; without a picture or without marks `note` says why.

    `held` are the pages that the quote stands on, in its order. `boxes` are what is marked on this one, one a line.
    """

    document: str
    name: str  # of the file
    page: int | None = None  # from 1
    pages: int = 0
    percent: int = 100
    width: int = 0  # in pixels
    height: int = 0
    held: tuple[int, ...] = ()
    boxes: tuple[Rectangle, ...] = ()
    alt: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture(Shown):
    """A page with a quote marked on it; `png` is empty where it can't be shown.

    `starts` is where the first mark begins: shares of the picture's width and height from its top left.
    """

    png: bytes = field(default=b"", repr=False)
    starts: tuple[float, float] | None = None

    @property
    def shown(self) -> Shown:
        """All but the picture itself."""
        return Shown(*(getattr(self, field.name) for field in fields(Shown)))


def described(name: str, page: int, held: Sequence[int], spans: Sequence[tuple[float, float]]) -> str:
    """The picture in words. `spans` are the marks' tops and bottoms as shares of the picture's height."""
    shown = f"Page {page} of {name}."
    if spans:
        what = "The quote" if len(held) == 1 else f"Part {list(held).index(page) + 1} of {len(held)} of the quote"
        return f"{shown} {what} is marked {_where(spans)}."
    if held and page not in held:
        numbers = " and ".join(map(str, held))
        return f"{shown} The quote stands on {'page' if len(held) == 1 else 'pages'} {numbers}."
    return f"{shown} Nothing is marked."


def _where(spans: Sequence[tuple[float, float]]) -> str:
    """In which half of the page the marks' middles lie."""
    middles = [(top + bottom) / 2 for top, bottom in spans]
    if max(middles) < 0.5:
        return "in the upper half"
    return "in the lower half" if min(middles) >= 0.5 else "in both halves"
