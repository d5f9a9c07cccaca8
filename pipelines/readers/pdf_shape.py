"""What a PDF page is made of: words with their place and style, rules, boxes.

Coordinates are points from the page's top left, y downwards, turned so that the page's main text runs to the right.
"""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Style:
    """A font in a size. Subsets and symbol companions of a font count as the font itself."""

    font: str
    size: float
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters in one style; `space` tells whether white space stands in front of it."""

    text: str
    x0: float
    x1: float
    y: float  # of the baseline
    style: Style
    space: bool
    at: int = field(default=-1, compare=False)  # its first character among PDFium's of the page; the others follow


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: a ruling line when it is flat, else a filled or framed area."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x0 - 1 <= x <= self.x1 + 1 and self.y0 - 1 <= y <= self.y1 + 1


@dataclass
class Page:
    """One page: `words` in the order in which the file holds them."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    graphics: list[Box] = field(default_factory=list)  # all that is drawn and is no ruling line
    images: int = 0
    pictured: float = 0  # the share of the page that images cover; those over each other count twice

    @cached_property
    def letters(self) -> int:
        """How many characters of text the page holds."""
        return sum(len(word.text) for word in self.words)
