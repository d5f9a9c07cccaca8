"""What can be quoted from a passage: sentences that can stand alone, lists with what opens them, tables.

A sentence torn from its condition says something else. So what names one in a word or two is quoted with the sentences
on both sides of it, what "they" stand for with what says so, and a small table whole, since its rows say little apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.lists import ITEM, follows, list_end
from pipelines.orders import without_orders
from pipelines.schema import Chunk, Passage
from pipelines.sentences import Span, sentences
from pipelines.words import words

SHORTEST = 4  # words in a sentence that can stand alone in a paragraph of several
ROWS, CHARACTERS = 8, 700  # of a table that is quoted whole
REFERS = 3  # sentences back in which what "they" stand for is looked for
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
    """What can be quoted from these passages; scraps, questions, headings and orders to a model are left out."""
    for rank, passage in enumerate(passages):
        chunk = passage.chunk
        orderly = without_orders(chunk.body)
        for start, end in _table(chunk) if chunk.context else _wholes(chunk.body):
            text = chunk.body[start:end]
            terms = frozenset(words(text))
            if terms and text == orderly[start:end] and (chunk.context or _says(text)):
                yield Candidate(rank, passage, chunk.start + start, chunk.start + end, text, terms)


def _says(text: str) -> bool:
    """Whether a text is more than a question, a heading or a scrap: "Avoid in pregnancy." is."""
    words = len(text.split())
    return not text.endswith(("?", ":")) and (words >= SHORTEST or (words > 1 and _short(text)))


def _table(chunk: Chunk) -> list[Span]:
    """A small table or rest of a list whole; of a larger one each row, a line each: half a row says something else."""
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
        last = end = _last(body, spans, position)
        while _short_next(body, spans, end):  # "Give aspirin at once. Unless allergic."
            end += 1
        joined = last == position and position and _short_next(body, spans, position - 1)
        if not joined:
            refers = REFERRING.match(body, spans[position][0])
            yield _referred(body, spans, position) if refers else spans[position][0], spans[end][1]
        position = last + 1


def _last(body: str, spans: Sequence[Span], position: int) -> int:
    """The sentence up to which the one at `position` has to be quoted."""
    # "Life-threatening infection. Get advice. Vancomycin ...": the words in front are what the rest holds for
    while _short(body[slice(*spans[position])]) and follows(body, spans, position):
        position += 1
    return list_end(body, spans, position)  # "two or more of:" says nothing without the two or more


def _short_next(body: str, spans: Sequence[Span], position: int) -> bool:
    """Whether a sentence comes next on the same line that is too short to stand alone."""
    return follows(body, spans, position) and _short(body[slice(*spans[position + 1])])


def _short(text: str) -> bool:
    """Whether a sentence is too short to stand alone, and no item of a list, question or lead-in."""
    return len(text.split()) < SHORTEST and not ITEM.match(text) and text.endswith(".")


def _referred(body: str, spans: Sequence[Span], position: int) -> int:
    """Where the sentence begins that says what this one is about; its own begin where it opens a paragraph.

    "This condition is inherited" at the begin of a section is about the title, which is shown with every quote.
    """
    for _ in range(REFERS):
        if position == 0 or not follows(body, spans, position - 1):
            break
        position -= 1
        if not REFERRING.match(body, spans[position][0]):
            break
    return spans[position][0]
