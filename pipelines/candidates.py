"""What can be quoted from a passage: sentences that can stand alone, lists with what opens them, tables.

A sentence torn from the condition before it says something else. So what names a condition in a word or two, or is
referred to by "they", is quoted with what follows; and a small table is quoted whole, since its rows say little apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.schema import Chunk, Passage
from pipelines.sentences import Span, sentences
from pipelines.words import words

SHORTEST = 4  # words in a sentence that can stand alone
ROWS, CHARACTERS = 8, 700  # of a table that is quoted whole
REFERS = 3  # sentences back in which what "they" stand for is looked for
ITEM = re.compile(r"[-•◦▪*–] |\d{1,2}[.)] |[a-z]\) ")
REFERRING = re.compile(
    r"(?!It (?:is|was|may be|can be) \w+ (?:that|to)\b)"  # "It is important to ..." refers to nothing
    r"(?:(?:They|It|This|That|These|Those|Such|He|She|Their|Its|His|Her)\b"
    r"|(?:In|At|For|On|Then|However|Instead|Otherwise|Also)\b[^.;:]{0,40}?\b(?:they|it|she|he)\b)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may go into the answer: its passage's rank from 0, and its span in the document."""

    rank: int
    passage: Passage
    start: int
    end: int
    text: str
    terms: frozenset[str]

    def overlaps(self, other: "Candidate") -> bool:
        """Whether both hold a part of the same text."""
        same = self.passage.chunk.document == other.passage.chunk.document
        return same and self.start < other.end and other.start < self.end


def candidates(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """What can be quoted from these passages; scraps, questions and headings are left out."""
    for rank, passage in enumerate(passages):
        chunk = passage.chunk
        for start, end in _table(chunk) if chunk.context else _wholes(chunk.body):
            text = chunk.body[start:end]
            terms = frozenset(words(text))
            if terms and (chunk.context or (len(text.split()) >= SHORTEST and not text.endswith(("?", ":")))):
                yield Candidate(rank, passage, chunk.start + start, chunk.start + end, text, terms)


def _table(chunk: Chunk) -> list[Span]:
    """A small table whole; of a larger one each row, a line each: half a row says something else than the whole."""
    rows, start = [], 0
    for line in chunk.body.splitlines(keepends=True):
        if line.strip():
            rows.append((start, start + len(line.rstrip())))
        start += len(line)
    small = rows and len(rows) <= ROWS and rows[-1][1] - rows[0][0] <= CHARACTERS
    return [(rows[0][0], rows[-1][1])] if small else rows


def _wholes(body: str) -> Iterator[Span]:
    """The sentences of a text, each with what it can't do without; some are a part of others."""
    spans = list(sentences(body))
    position = 0
    while position < len(spans):
        start, end = spans[position]
        first = position
        # "Life-threatening infection. Get advice. Vancomycin ...": the words in front are what the rest holds for
        while _short(body[start:end]) and _follows(body, spans, position):
            position += 1
            end, start = spans[position][1], spans[position][0]
        start = spans[first][0]
        if body[start:end].endswith(":"):
            # "two or more of:" says nothing without the two or more
            while position + 1 < len(spans) and ITEM.match(body, spans[position + 1][0]):
                position += 1
                end = spans[position][1]
        if REFERRING.match(body, start):
            start = _referred(body, spans, first)
        if start >= 0:
            yield start, end
        position += 1


def _short(text: str) -> bool:
    """Whether a sentence is too short to stand alone, and no item of a list, question or lead-in."""
    return len(text.split()) < SHORTEST and not ITEM.match(text) and text.endswith(".")


def _follows(body: str, spans: Sequence[Span], position: int) -> bool:
    """Whether a sentence comes next in the same paragraph."""
    return position + 1 < len(spans) and "\n" not in body[spans[position][1] : spans[position + 1][0]]


def _referred(body: str, spans: Sequence[Span], position: int) -> int:
    """Where the sentence begins that says what this one is about; -1 where it isn't near or not in the passage."""
    for before in range(position - 1, max(-1, position - 1 - REFERS), -1):
        if not _follows(body, spans, before):
            break
        if not REFERRING.match(body, spans[before][0]):
            return spans[before][0]
    return -1
