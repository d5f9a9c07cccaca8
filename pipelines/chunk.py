"""Cuts documents into passages: whole sentences or table rows, as many as the encoder reads at once.

Document (text, sections, tables) -> Chunk...  with document.text[start:end] == body
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from pipelines.schema import Chunk, Document, Section
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


@dataclass(frozen=True, slots=True)
class _Run:
    """Parts that may stand in one passage: a section's text up to a table, or the rows of one table."""

    section: Section
    parts: tuple[_Part, ...]
    rows: bool = False
    context: str = ""


class Chunker:
    """Packs sentences and table rows into passages of up to `tokens` tokens, title, section and table header included.

    A passage never crosses a section. With `sentences` a passage of text ends after that many. What is left at the end
    of a section and has fewer than `tail` words joins the passage before, or takes sentences over from it. A title and
    section so long that they leave less than a quarter of `tokens` are kept: the body has a quarter all the same.

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
            parts = [part for whole in run.parts for part in self._fitting(document.text, whole, room)]
            groups = _packed(parts, room, None if run.rows else self._sentences)
            self._even(document.text, groups, room)
            for group in groups:
                number += 1
                yield _chunk(document, number, run, group[0].start, group[-1].end)

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
            yield from self._fitting(text, _Part(start, end, tokens, part.first and start == part.start), room)

    def _even(self, text: str, groups: list[list[_Part]], room: int) -> None:
        """Joins a tail of a few words to the group before, or lengthens it from there."""
        if len(groups) < 2:
            return
        before, tail = groups[-2:]
        if len(text[tail[0].start : tail[-1].end].split()) >= self._tail:
            return
        if sum(part.tokens for part in before + tail) <= room:
            groups[-2:] = [before + tail]
            return
        while len(before) > 1 and sum(part.tokens for part in tail) + before[-1].tokens <= room:
            tail.insert(0, before.pop())
            if len(text[tail[0].start : tail[-1].end].split()) >= self._tail:
                return


def _packed(parts: Sequence[_Part], room: int, limit: int | None) -> list[list[_Part]]:
    groups: list[list[_Part]] = []
    size = begun = 0
    for part in parts:
        if not groups or size + part.tokens > room or (limit and part.first and begun == limit):
            groups.append([])
            size = begun = 0
        groups[-1].append(part)
        size += part.tokens
        begun += part.first
    return groups


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


def _chunk(document: Document, number: int, run: _Run, start: int, end: int) -> Chunk:
    return Chunk(
        id=f"{document.id}#{number}",
        document=document.id,
        title=document.title,
        section=run.section.title,
        body=document.text[start:end],
        start=start,
        end=end,
        page=document.page(start),
        url=document.url,
        context=run.context,
        source=document.source,
        kind=document.kind,
        year=document.year,
    )
