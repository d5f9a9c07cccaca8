"""Two sentences of different documents: whether both are on the asked point, and speak of the same thing.

What tells them apart, a drug, a group of people, a condition, a step of the treatment, makes a difference between
them no disagreement. In doubt two sentences are about different things.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.candidates import REFERRING
from pipelines.grounding.names import Thesaurus, is_name
from pipelines.grounding.opposites import AXIS
from pipelines.grounding.people import WITHIN, population
from pipelines.grounding.roles import (
    CLAUSE,
    CONDITION,
    DIRECTED,
    FRAME,
    GENERAL,
    NUMBERED,
    PLAIN,
    ROLE,
    ROUTE,
    STANCE,
    YEAR,
)
from pipelines.grounding.terms import Parsed, Token, holds, parse
from pipelines.grounding.windows import pieces, windows
from pipelines.lists import ITEM
from pipelines.schema import Chunk, Passage

LONGEST = 400  # characters of a sentence that is compared: longer ones say too many things
ON_POINT = 0.6  # share of the question's words that a sentence holds with its headings
SUBJECT = 0.5  # share of a title's words that the other side has to hold
SHARED = 0.5  # share of a sentence's words that the other side has to hold
REACH = 4  # content words behind a condition's first that belong to it


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence, or an item with what opens its list: where it stands in its passage's body, and its words."""

    passage: Passage
    start: int
    end: int
    parsed: Parsed
    head: Parsed
    held: frozenset[str]  # stems of sentence, headings, and what their abbreviations stand for
    words: frozenset[str]  # stems of what carries meaning in the sentence

    @property
    def document(self) -> str:
        return self.passage.chunk.document


def on_point(question: Parsed, passages: Sequence[Passage]) -> Iterator[Side]:
    """The sentences that hold the question's words, under their headings."""
    asked = [t for t in question.content if t.low not in FRAME] or question.content
    for passage in passages:
        chunk = passage.chunk
        names = Thesaurus([question.text, chunk.title, chunk.body], {})
        head = parse("\n".join(part for part in (chunk.title, chunk.section, chunk.context) if part))
        above = names.widen(head)
        for start, end, parsed in _texts(chunk):
            if end - start <= LONGEST and _says(parsed.text):
                held = names.widen(parsed) | above
                if _asked(asked, held) >= ON_POINT:
                    words = frozenset(t.stem for t in parsed.content)
                    yield Side(passage, start, end, parsed, head, held, words)


def _texts(chunk: Chunk) -> Iterator[tuple[int, int, Parsed]]:
    """The sentences of a passage, rows under their columns, items behind what opens their list."""
    if chunk.context:
        yield from ((w.spans[0][0], w.spans[-1][1], w.parsed) for w in windows([chunk]))
        return
    body, lead = chunk.body, (0, 0)
    for start, end in pieces(body):
        if ITEM.match(body, start):
            opening = body[slice(*lead)]
            if opening.endswith(":"):
                yield lead[0], end, parse(f"{opening[:-1]} {body[start:end]}")
            else:
                yield start, end, parse(body[start:end])
        else:
            lead = (start, end)
            yield start, end, parse(body[start:end])


def _says(text: str) -> bool:
    return not text.endswith(("?", ":")) and not REFERRING.match(text)


def covered(tokens: Sequence[Token], held: frozenset[str]) -> float:
    """The share of words that a set of stems holds; 0 for no words."""
    return sum(holds(held, token) for token in tokens) / len(tokens) if tokens else 0.0


def _asked(asked: Sequence[Token], held: frozenset[str]) -> float:
    """The share of the question's words that a side holds, as a part of one too: "steroid" in "corticosteroid"."""
    return sum(
        holds(held, t) or (len(t.stem) >= 5 and any(stem.endswith(t.stem) for stem in held)) for t in asked
    ) / max(1, len(asked))


def comparable(one: Side, other: Side, question: Parsed) -> bool:
    """Whether two sides speak of the same thing, as far as their words tell."""
    pairs = ((one, other), (other, one))
    return (
        one.document != other.document
        and _people(one) == _people(other)
        and all(_subject(a, b, question) and _roles(a, b) and not _apart(a, b, question) for a, b in pairs)
        and not _routes(one, other)
    )


def near(one: Side, other: Side, question: Parsed, without: frozenset[str], least: float = SHARED) -> bool:
    """Whether either side holds most words of the other, apart from those in which they differ."""
    shared = [t for t in one.parsed.content if holds(other.parsed.stems, t) and t.low not in without]
    return len({t.stem for t in shared}) >= 2 and all(
        covered([t for t in a.parsed.content if t.low not in without], b.held | question.stems) >= least
        for a, b in ((one, other), (other, one))
    )


def _people(side: Side) -> frozenset[str]:
    """The special groups of people that a side is about."""
    found = {name for text in (side.parsed, side.head) for t in text.tokens if (name := population(t.low))}
    wide = {outer for outer, inner in WITHIN.items() if found & inner}
    return frozenset(found - GENERAL - (wide - GENERAL))


def _subject(one: Side, other: Side, question: Parsed) -> bool:
    """Whether the other side is about what the title of this one names, number by number."""
    title = _title(one.passage.chunk.title)
    there = other.held | parse(other.passage.chunk.body).stems
    names = [t for t in title if not NUMBERED.search(t.text)]
    marks = [t for t in title if NUMBERED.search(t.text)]
    return covered(names, there | question.stems) >= SUBJECT and all(holds(other.held, t) for t in marks)


@lru_cache(maxsize=4096)
def _title(title: str) -> tuple[Token, ...]:
    tokens = [t for t in parse(title).tokens if t.stem and t.low not in PLAIN and not YEAR.match(t.text)]
    return tuple(t for t in tokens if t.content or NUMBERED.search(t.text))


def _roles(one: Side, other: Side) -> bool:
    """Whether what this side says of its place in the course of things, the other says too."""
    mine = {ROLE[t.low] for t in one.parsed.tokens if t.low in ROLE}
    theirs = {ROLE[t.low] for text in (other.parsed, other.head) for t in text.tokens if t.low in ROLE}
    return mine <= theirs


def _routes(one: Side, other: Side) -> bool:
    mine, theirs = ({ROUTE[t.low] for t in side.parsed.tokens if t.low in ROUTE} for side in (one, other))
    return bool(mine and theirs and not mine & theirs)


def _apart(one: Side, other: Side, question: Parsed) -> bool:
    """Whether this side has a name or a condition that the other hasn't."""
    there = other.held | question.stems
    tokens = one.parsed.tokens
    reach = 0
    for i, token in enumerate(tokens):
        if token.low in CONDITION:
            reach = REACH
        elif token.low in CLAUSE or i in one.parsed.inside:  # "for 5 days" is no condition
            reach = 0
        elif token.content and not population(token.low) and not _differing(token):
            if not holds(there, token) and (reach or is_name(token, i == 0)):
                return True
            reach = max(0, reach - 1)
    return False


def _differing(token: Token) -> bool:
    """Whether a word is one of those in which sentences that disagree differ."""
    return token.low in STANCE or any(axis in DIRECTED for axis, _ in AXIS.get(token.low, ()))
