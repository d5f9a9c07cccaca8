"""What a statement is held against: a sentence of a cited passage or two neighbours, under its headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.grounding.terms import Parsed, parse
from pipelines.lists import ITEM
from pipelines.schema import Chunk
from pipelines.sentences import sentences

Piece = tuple[int, int]
LONGEST = 4  # sentences that a quote may span


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences of one cited passage: where they stand in its body, and their text as it is compared."""

    source: int
    spans: tuple[Piece, ...]
    parsed: Parsed
    head: Parsed  # title, section and context of the passage
    body: Parsed  # the whole passage
    cut: int = 0  # where in the text the second sentence begins; 0 with one
    row: bool = False  # whether it is a row of a table


@lru_cache(maxsize=2048)
def pieces(body: str) -> tuple[Piece, ...]:
    return tuple(sentences(body))


def windows(cited: Sequence[Chunk]) -> Iterator[Window]:
    """All windows of the cited passages, in order."""
    for source, chunk in enumerate(cited):
        spans = pieces(chunk.body)
        head = _head(chunk)
        texts = [_row(chunk, chunk.body[a:b]) if chunk.context else chunk.body[a:b] for a, b in spans]
        body = parse(chunk.body)
        lead: int | None = None
        for i, (start, end) in enumerate(spans):
            item = ITEM.match(chunk.body, start) is not None and not chunk.context
            if item and lead is not None:  # says nothing, or the opposite, without what opens the list
                text = f"{_opening(texts[lead])} {texts[i]}"
                yield Window(source, (spans[lead], (start, end)), parse(text), head, body)
            else:
                yield Window(source, ((start, end),), parse(texts[i]), head, body, row=" | " in texts[i])
                lead = i if texts[i].endswith(":") else None
            if i + 1 < len(spans) and not chunk.context and not item:
                joined = f"{_opening(texts[i])} {texts[i + 1]}"
                cut = len(_opening(texts[i])) + 1
                yield Window(source, (spans[i], spans[i + 1]), parse(joined), head, body, cut)


def quoted(cited: Sequence[Chunk], quotes: Sequence[str]) -> Iterator[Window]:
    """The sentences around each quote that a passage holds word for word; what it doesn't hold is passed over."""
    for quote in quotes:
        words = [re.escape(word) for word in verbatim(quote).split()]
        pattern = r"\s+".join(words).replace("'", "['‘’‚‛′]").replace('"', '["“”„‟″]').replace(r"\-", "[-‐‑–—−]")
        for source, chunk in enumerate(cited):
            match = re.search(pattern, chunk.body) if words else None
            if match is None:
                continue
            spans = tuple(span for span in pieces(chunk.body) if span[0] < match.end() and match.start() < span[1])
            if 0 < len(spans) <= LONGEST:
                text = chunk.body[spans[0][0] : spans[-1][1]]
                yield Window(source, spans, parse(text), _head(chunk), parse(chunk.body))


def _head(chunk: Chunk) -> Parsed:
    return parse("\n".join(part for part in (chunk.title, chunk.section, chunk.context) if part))


def _opening(text: str) -> str:
    """A sentence that opens a list goes on in its items."""
    return text.removesuffix(":") if text.endswith(":") else text


def _row(chunk: Chunk, row: str) -> str:
    """A row with the header of its column before each cell: "Drug Apixaban | Usual dose 5 mg twice daily"."""
    header = next((line for line in reversed(chunk.context.splitlines()) if " | " in line), "")
    heads, cells = header.split(" | "), row.split(" | ")
    if len(heads) != len(cells):
        return row
    return " | ".join(f"{head.strip()} {cell.strip()}" for head, cell in zip(heads, cells, strict=True))


def verbatim(text: str) -> str:
    """A text up to white space, kinds of quotes and dashes, and marks at its ends."""
    for kinds, plain in (("‘’‚‛′", "'"), ("“”„‟″", '"'), ("‐‑–—−", "-"), ("\u00a0\u202f\u2009", " ")):
        for kind in kinds:
            text = text.replace(kind, plain)
    return " ".join(text.split()).strip(" .\"'")
