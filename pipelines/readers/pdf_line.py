"""Words to lines: what stands side by side on one baseline, with raised and lowered characters set in."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.readers.pdf_shape import Box, Style, Word

GAP = 0.9  # in font sizes: words further apart on a baseline belong to two lines (columns, table cells)
NEAR = 0.45  # words of one line that the file doesn't hold one after the other
PLAIN = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "‐": "-",
        "‑": "-",
        "\x01": "•",
        "\x07": "•",
    }
    | {chr(code): "•" for code in (0xF0B7, 0xF0A7, 0xF06C, 0xF06E, 0xF0D8, 0xF076)}
)
# Behind what a raised 2 or 3 is a power, and behind what a raised "-1" is one: behind "5 mg" a raised "12" cites.
SQUARED = re.compile(r"(?:(?:^|[\s(/·×\d])[kcdmµμn]?m|(?:\d ?|/)(?:ft|in)|(?<!\w)[χηρσωαRrI])$")
UNIT = re.compile(
    r"(?:^|[\s(/·×\d])(?:[kcdmµμn]?m|[kmµμn]?g|[dmµμ]?[lL]|[mµμn]?mol|min|ft|in|sec|day|year|wk|[A-Za-zχηρσωα])$"
)
CITED = re.compile(r"[\d\s,;–\-−]+|[*†‡§¶#∗]+|[a-z](?:,[a-z])*")
ROOT = re.compile(r"r?(?:ffi){3,}f*")  # how the bar of a square root comes out of some fonts
ITEM = re.compile(r"\d{1,3}[.)]|\[\d{1,3}\]|[•▪▸►●■◦‣–-]|\(?[a-z]\)")  # a list's mark belongs to what follows
LABEL = re.compile(r"Table|Figure|Fig\.?|Box", re.I)  # its number may stand further off
ORDINAL = re.compile(r"st|nd|rd|th|TM|®|™|o|◦|°")


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline; `text` has spaces between them and citation marks left out.

    `style` is that of most of its characters.
    """

    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float
    style: Style
    text: str

    @property
    def size(self) -> float:
        """The font size in points."""
        return self.style.size

    @property
    def weight(self) -> int:
        """One line."""
        return 1

    @property
    def box(self) -> Box:
        """The area that the line covers."""
        return Box(self.x0, self.y - 0.75 * self.size, self.x1, self.y + 0.25 * self.size)


def make(words: Sequence[Word]) -> Line:
    """One line of words that stand in reading order."""
    style = dominant(words)
    y = Counter(round(word.y, 1) for word in words if word.style.size == style.size).most_common(1)[0][0]
    text = join(words, y, style.size).translate(PLAIN)
    text = ROOT.sub("√", text)
    text = text[:-1].replace("\u00ad", "") + text[-1:]  # a soft hyphen counts only at the line's end
    return Line(tuple(words), min(word.x0 for word in words), max(word.x1 for word in words), y, style, text)


def dominant(words: Iterable[Word]) -> Style:
    """The style of most characters."""
    counts = Counter[Style]()
    for word in words:
        counts[word.style] += len(word.text)
    return counts.most_common(1)[0][0]


def lines(words: Sequence[Word]) -> list[Line]:
    """The lines of a page, top to bottom and left to right.

    Words that follow each other in the file are joined while they stay on one baseline; what the file holds apart is
    joined only when it all but touches, so that narrow gutters between columns stay open.
    """
    groups: list[list[Word]] = []
    for word in words:
        if groups and _continues(groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return _merge([make(group) for group in groups])


def _continues(group: list[Word], word: Word) -> bool:
    """Whether a word goes on the line that `group` makes."""
    last = group[-1]
    size = max(last.style.size, word.style.size)
    gap = word.x0 - last.x1
    if not -0.5 * size <= gap <= GAP * size:
        return False
    base = max(group, key=lambda other: other.style.size)  # the first of the largest: the line's own baseline
    reach = 0.25 if min(base.style.size, word.style.size) > 0.85 * size else 0.65
    return abs(word.y - base.y) <= reach * max(base.style.size, word.style.size) or abs(word.y - last.y) < 0.5


def _merge(parts: list[Line]) -> list[Line]:
    """Joins lines on one baseline that all but touch, whatever their order in the file."""
    done: list[Line] = []
    rows: list[list[Line]] = []
    for part in sorted(parts, key=lambda line: line.y):
        if rows and part.y - rows[-1][0].y <= 1.5:
            rows[-1].append(part)
        else:
            rows.append([part])
    for row in rows:
        row.sort(key=lambda line: line.x0)
        open_ = row[0]
        for part in row[1:]:
            gap = part.x0 - open_.x1
            near = -0.3 * open_.size <= gap <= NEAR * max(open_.size, part.size)
            near |= bool(ITEM.fullmatch(open_.text)) and 0 <= gap <= 3 * open_.size
            near |= bool(LABEL.fullmatch(open_.text)) and 0 <= gap <= 2 * open_.size and part.text[:1].isdigit()
            if near and abs(part.y - open_.y) <= 0.6:
                first = replace(part.words[0], space=part.x0 - open_.x1 > 0.12 * part.size)
                open_ = make((*open_.words, first, *part.words[1:]))
            else:
                done.append(open_)
                open_ = part
        done.append(open_)
    return done


def join(words: Sequence[Word], y: float, size: float) -> str:
    """Words as text. Raised digits stay behind units and numbers ("10^9/L", "m2"); citation marks fall out."""
    return "".join(pieces(words, y, size))


def pieces(words: Sequence[Word], y: float, size: float) -> list[str]:
    """What each word gives to the line's text: itself, perhaps with a space or "^" in front, or nothing."""
    found: list[str] = []
    text, raised, end = "", False, 0.0
    for word in words:
        was, raised = raised, word.style.size < 0.85 * size and y - word.y > 0.12 * size
        piece = _raised(word.text, text) if raised else word.text
        # Between a line and what is raised over it PDFium sees spaces that nobody set.
        close = (was or raised) and word.x0 - end < 0.15 * size
        found.append((" " if word.space and text and piece and not close else "") + piece)
        text += found[-1]
        end = word.x1
    return found


def whole(words: Iterable[Word]) -> Iterator[str]:
    """The words as they read, their pieces in several styles joined."""
    text = ""
    for word in words:
        if word.space and text:
            yield text.translate(PLAIN)
            text = ""
        text += word.text
    if text:
        yield text.translate(PLAIN)


def _raised(piece: str, before: str) -> str:
    """A superscript as text, given what stands in front of it; empty for the mark of a reference or note."""
    power = re.fullmatch(r"[−–\-+]?\d+[+\-−–]?|[+\-−–]", piece) is not None
    if power and before[-1:].isdigit():
        return f"^{piece}"
    if CITED.fullmatch(piece) and not ORDINAL.fullmatch(piece):
        behind = SQUARED if piece in {"2", "3"} else UNIT if not piece.isdigit() else None
        return piece if power and (not before or (behind and behind.search(before))) else ""
    return piece
