"""Where the characters of a PDF's text come from: each piece of it is walked along the lines that it was made of.

From lines to text the reader drops characters (marks of citations, hyphens at line ends, what nobody sees) and adds
white space, but keeps their order inside a piece. So one walk, forwards only, finds the origin of each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.pages.place import Place
from pipelines.readers.citing import MARK
from pipelines.readers.decode import INVISIBLE
from pipelines.readers.hyphen import ENDS, HYPHEN
from pipelines.readers.pdf_line import PLAIN, Line, pieces

Origin = tuple[int, int] | None  # page and PDFium's index of a character there; None for what the reader has added
Glyph = tuple[str, int, int]  # a character as the reader writes it, its page, its index there

CITED = re.compile(MARK.pattern.partition("(?=")[0].replace(r"[\s\f]*", ""))  # as `spelled` gives it: without spaces
LOOK = 8  # characters that have to agree before the walk goes on behind something dropped
FAR = 400  # characters that may be dropped at once


def spelled(lines: Iterable[Line], page: int) -> Iterator[Glyph]:
    """The characters that lines give to the text, white space aside."""
    for line in lines:
        for word, piece in zip(line.words, pieces(line.words, line.y, line.size), strict=True):
            for at, char in enumerate(word.text if piece else ""):
                for plain in char.translate(PLAIN).replace(HYPHEN, "-"):
                    yield plain, page, word.at + at


def walk(text: str, glyphs: Iterable[Glyph]) -> list[Origin]:
    """The origin of each character of a text that was made of these glyphs, in their order."""
    source = list(glyphs)
    drawn = "".join(char for char, _, _ in source)
    letters = [(offset, char) for offset, char in enumerate(text) if not char.isspace()]
    written = "".join(char for _, char in letters)
    origins: list[Origin] = [None] * len(text)
    at = 0
    for number, (offset, char) in enumerate(letters):
        if drawn[at : at + 1] != char:
            found = _behind(drawn, at, written[number : number + LOOK])
            if found is None:
                continue
            at = found
        origins[offset] = source[at][1:]
        at += 1
    return origins


def _behind(drawn: str, at: int, wanted: str) -> int | None:
    """Where the glyphs go on with `wanted`, behind what the reader has dropped at `at`; None for what it has added."""
    start = at
    while start < len(drawn) and (drawn[start] in ENDS or drawn[start] == "["):
        mark = CITED.match(drawn, start)
        if drawn[start] == "[" and not mark:
            break
        start = mark.end() if mark else start + 1
        if drawn[start : start + 1] == wanted[0]:
            return start
    found = drawn.find(wanted, at, at + FAR + len(wanted)) if len(wanted) == LOOK else -1
    return found if found >= 0 else None


def joined(left: Sequence[Origin], right: Sequence[Origin], length: int) -> list[Origin]:
    """The origins of two texts that were joined to one of `length`: perhaps without a hyphen, perhaps with a space."""
    front = list(left[: length - len(right)])
    return [*front, *[None] * (length - len(right) - len(front)), *right]


def set_down(text: str, origins: Sequence[Origin], start: int, part: str) -> Iterator[Place]:
    """The places of a text that went into the document from `start` on as `part`: stripped, and all of it visible."""
    unseen = {match.start() for match in INVISIBLE.finditer(text)}
    seen = "".join(char for at, char in enumerate(text) if at not in unseen)
    kept = [origin for at, origin in enumerate(origins) if at not in unseen]
    indent = len(seen) - len(seen.lstrip())
    if seen.strip() == part:
        yield from runs(kept[indent : indent + len(part)], start)


def table_down(caption: Sequence[Glyph], rows: Iterable[Sequence[Glyph]], end: int, part: str) -> Iterator[Place]:
    """The places of a table that went into the document as `part`, up to `end`: the caption's, then those of its rows.

    Its header has none: its cells may stand for several columns.
    """
    filled = [row for row in rows if row]
    lines = part.split("\n")
    if len(lines) < len(filled):
        return
    front = len(lines) - len(filled)
    if front and caption:
        yield from runs(walk(lines[0], caption), end - len(part))
    start = end - len("\n".join(lines[front:]))
    for line, row in zip(lines[front:], filled, strict=True):
        yield from runs(walk(line, row), start)
        start += len(line) + 1


def runs(origins: Sequence[Origin], start: int) -> Iterator[Place]:
    """Characters that follow each other on a page as they do in the text, put together."""
    open_: Place | None = None
    for offset, origin in enumerate(origins, start):
        if origin is None:
            continue
        page, at = origin
        if open_ and page == open_.page and at - offset == open_.at - open_.start and offset <= open_.end + 1:
            open_ = Place(open_.start, offset + 1, page, open_.at)
            continue
        if open_:
            yield open_
        open_ = Place(offset, offset + 1, page, at)
    if open_:
        yield open_
