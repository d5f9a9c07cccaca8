"""Cuts documents into passages: whole sentences or table rows, as many as the encoder reads at once.

Document (text, sections, tables) -> Chunk...  with document.text[start:end] == body
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from pipelines.lists import list_end
from pipelines.schema import Chunk, Document
from pipelines.sections import Section
from pipelines.sentences import Span, sentences

Count = Callable[[list[str]], Sequence[int]]
"""Tokens in each text, without the special ones; text parted by white space has to count as the sum of its parts."""

LINE = re.compile(r"\S(?:[^\n]*\S)?")
WORD = re.compile(r"\S+")
LETTERS = 20  # characters that a token stands for at most: a WordPiece model counts a word of a megabyte as one unknown


def estimate(texts: list[str]) -> list[int]:
    """Tokens of English text by rule of thumb, 1.4 a word, for use without a model."""
    return [max(ceil(1.4 * len(text.split())), ceil(len("".join(text.split())) / 4)) for text in texts]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is never cut again: a sentence, a row, or a piece of one that is too long to stand whole."""

    start: int
    end: int
    tokens: int = 0
    first: bool = True  # whether a sentence or row begins here
    lead: "_Part | None" = None  # the sentence that opens the list it belongs to


@dataclass(frozen=True, slots=True)
class _Run:
    """Parts that may stand in one passage: a section's text up to a table, or the rows of one table."""

    section: Section
    parts: tuple[_Part, ...]
    rows: bool = False
    context: str = ""


class Chunker:
    """Packs sentences and table rows into passages of up to `tokens` tokens, title, section and context included.

    A passage never crosses a section. One that goes on with a list has what opens the list as its context ("Do not give
    to:"), as rows have their header, and ends with the list. With `sentences` a passage of text ends after that many.
    What is left at the end of a section and has fewer than `tail` words joins the passage before, or takes sentences
    over from it. A title and section so long that they leave less than a quarter of `tokens` are kept: the body has a
    quarter all the same.

    As a txtai pipeline (`pipelines.chunk.Chunker: {tokens: 200}`) it takes documents and gives a list for each.
    """

    def __init__(
        self, tokens: int = 200, count: Count = estimate, sentences: int | None = None, tail: int = 15
    ) -> None:
        self._tokens = tokens
        self._count = count
        self._sentences = sentences
        self._tail = tail

    def __call__(self, documents: Sequence[Document]) -> list[list[Chunk]]:
        return [list(self.chunks(document)) for document in documents]

    def chunks(self, document: Document) -> Iterator[Chunk]:
        """The document's passages in reading order, numbered from 1."""
        number = 0
        for run, room in self._measured(document):
            whole = run.parts if run.rows else _led(document.text, run.parts)
            parts = [self._bare(cut, room) for part in whole for cut in self._fitting(document.text, part, room)]
            groups = _packed(parts, room, None if run.rows else self._sentences)
            self._even(document.text, groups, room)
            for group in groups:
                number += 1
                lead = group[0].lead
                context = document.text[lead.start : lead.end] if lead else run.context
                yield _chunk(document, number, run.section, context, group[0].start, group[-1].end)

    def _measured(self, document: Document) -> list[tuple[_Run, int]]:
        """The runs with the tokens of their parts and the room for a body, counted in one go."""
        runs = [run for run in _runs(document) if run.parts]
        texts = [f"{document.title}\n{run.section.title}".strip() for run in runs] + [run.context for run in runs]
        texts += [document.text[part.start : part.end] for run in runs for part in run.parts]
        counts = iter(self._counted(texts))
        heads, contexts = [next(counts) for _ in runs], [next(counts) for _ in runs]
        measured = []
        for run, head, context in zip(runs, heads, contexts, strict=True):
            parts = tuple(replace(part, tokens=next(counts)) for part in run.parts)
            header, context = self._header(run.context, context)
            room = max(self._tokens - head - context, self._tokens // 4, 1)
            measured.append((_Run(run.section, parts, run.rows, header), room))
        return measured

    def _counted(self, texts: list[str]) -> list[int]:
        if not texts:
            return []
        return [max(tokens, ceil(len(text) / LETTERS)) for tokens, text in zip(self._count(texts), texts, strict=True)]

    def _header(self, context: str, tokens: int) -> tuple[str, int]:
        """A table's caption and header, cut at a word where they would take more than half of all tokens."""
        room = self._tokens // 2
        if tokens <= room:
            return context, tokens
        parts = list(self._fitting(context, _Part(0, len(context), tokens), room))
        group = _packed(parts, room, None)[0]
        return context[: group[-1].end], sum(part.tokens for part in group)

    def _fitting(self, text: str, part: _Part, room: int) -> Iterator[_Part]:
        """The part itself, or its words where it is longer than the room, or halves of a word again and again."""
        if part.tokens <= room or part.end - part.start == 1:
            yield part
            return
        spans = [match.span() for match in WORD.finditer(text, part.start, part.end)]
        if len(spans) == 1:
            middle = (part.start + part.end) // 2
            spans = [(part.start, middle), (middle, part.end)]
        counts = self._counted([text[start:end] for start, end in spans])
        for (start, end), tokens in zip(spans, counts, strict=True):
            first = part.first and start == part.start
            yield from self._fitting(text, _Part(start, end, tokens, first, part.lead), room)

    def _bare(self, part: _Part, room: int) -> _Part:
        """The part without what opens its list, where that is so long that both don't fit."""
        fits = part.lead is None or (part.lead.tokens <= self._tokens // 2 and _fits([part], room))
        return part if fits else replace(part, lead=None)

    def _even(self, text: str, groups: list[list[_Part]], room: int) -> None:
        """Joins a tail of a few words to the group before, or lengthens it from there."""
        if len(groups) < 2:
            return
        before, tail = groups[-2:]
        if len(text[tail[0].start : tail[-1].end].split()) >= self._tail:
            return
        if _fits(before + tail, room):
            groups[-2:] = [before + tail]
            return
        while len(before) > 1 and _fits([before[-1], *tail], room):
            tail.insert(0, before.pop())
            if len(text[tail[0].start : tail[-1].end].split()) >= self._tail:
                return


def _packed(parts: Sequence[_Part], room: int, limit: int | None) -> list[list[_Part]]:
    groups: list[list[_Part]] = []
    begun = 0
    for part in parts:
        if not groups or not _fits([*groups[-1], part], room) or (limit and part.first and begun == limit):
            groups.append([])
            begun = 0
        groups[-1].append(part)
        begun += part.first
    return groups


def _fits(parts: Sequence[_Part], room: int) -> bool:
    """Whether the parts may stand in one passage: with what opens their list, and then all of that list."""
    lead = parts[0].lead
    if lead is not None and any(part.lead != lead for part in parts):
        return False
    return sum(part.tokens for part in parts) + (lead.tokens if lead else 0) <= room


def _led(text: str, parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts, each item of a list with what opens the list."""
    spans = [(part.start, part.end) for part in parts]
    position = 0
    while position < len(parts):
        end = list_end(text, spans, position)
        yield parts[position]
        yield from (replace(part, lead=parts[position]) for part in parts[position + 1 : end + 1])
        position = end + 1


def _runs(document: Document) -> Iterator[_Run]:
    text = document.text
    for section in document.sections or (Section("", 0, len(text)),):
        position = section.start
        for table in document.tables:
            if section.start <= table.start < section.end and text[table.body : table.end].strip():
                yield _Run(section, _sentences(text, position, table.start))
                rows = tuple(_Part(*match.span()) for match in LINE.finditer(text, table.body, table.end))
                yield _Run(section, rows, True, text[table.start : table.body].strip())
                position = table.end
        yield _Run(section, _sentences(text, position, section.end))


def _sentences(text: str, start: int, end: int) -> tuple[_Part, ...]:
    spans: list[Span] = sentences(text[start:end])
    return tuple(_Part(start + begin, start + stop) for begin, stop in spans)


def _chunk(document: Document, number: int, section: Section, context: str, start: int, end: int) -> Chunk:
    return Chunk(
        id=f"{document.id}#{number}",
        document=document.id,
        title=document.title,
        section=section.title,
        body=document.text[start:end],
        start=start,
        end=end,
        page=document.page(start),
        url=document.url,
        context=context,
        source=document.source,
        kind=document.kind,
        year=document.year,
    )
