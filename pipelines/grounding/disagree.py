"""Passages that say different things on the asked point, so that an answer can show both instead of blending them.

    question, passages -> sentences on the point -> pairs about the same thing -> how they differ -> Conflict

A false "sources disagree" costs more trust than a missed one: in doubt there is none. All but the nearness in meaning
is decided by rules, and nothing is encoded where no pair differs.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pipelines.grounding import contrast
from pipelines.grounding.sides import Side, comparable, on_point
from pipelines.grounding.terms import parse
from pipelines.schema import Chunk, Passage

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]

MOST = 2  # conflicts of an answer
PAIRS = 12  # pairs whose nearness is asked of the encoder, two sentences each
ASKED = 0.5  # cosine of the question and a sentence under its title
ALIKE = 0.7  # cosine of two sentences, each under its title
GONE = re.compile(r"\b(?:withdrawn|superseded|retracted|obsolete|outdated)\b", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a passage: `chunk.body[start:end]`."""

    chunk: Chunk
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sentences of different documents that can't both be followed, and why, in plain words."""

    reason: str  # "5 days in one (2018), 7 to 14 days in the other (2011, withdrawn)"
    sides: tuple[Place, Place]


def disagreements(question: str, passages: Sequence[Passage], encode: Encode) -> tuple[Conflict, ...]:
    """At most two disagreements on the asked point, the nearest to the question first.

    `encode` gives unit vectors of shape (texts, dimensions); it is asked once, for 25 texts at most, or not at all.
    """
    if len({passage.chunk.document for passage in passages}) < 2:
        return ()
    pairs = list(_pairs(question, passages))[:PAIRS]
    if not pairs:
        return ()
    sides = list(dict.fromkeys(id(side) for _, *both in pairs for side in both))
    by_id = {id(side): side for _, *both in pairs for side in both}
    vectors = encode([question, *(_titled(by_id[key]) for key in sides)])
    place = {key: vectors[n] for n, key in enumerate(sides, 1)}
    scored = []
    for reason, one, other in pairs:
        a, b = place[id(one)], place[id(other)]
        asked = min(float(a @ vectors[0]), float(b @ vectors[0]))
        if asked >= ASKED and float(a @ b) >= ALIKE:
            scored.append((asked, reason, one, other))
    return tuple(_chosen(sorted(scored, key=lambda found: -found[0])))


def _pairs(question: str, passages: Sequence[Passage]) -> Iterator[tuple[str, Side, Side]]:
    """Two sentences that differ, with the reason."""
    asked = parse(question)
    for one, other in combinations(on_point(asked, passages), 2):
        if one.document == other.document or len(one.words & other.words) < 2:
            continue
        reason = next(filter(None, (differ(one, other, asked) for differ in DIFFER)), "")
        if reason and comparable(one, other, asked):
            yield reason.format(_of(one, other), _of(other, one)), one, other


DIFFER = (contrast.advice, contrast.numbers, contrast.direction)


def _chosen(scored: Sequence[tuple[float, str, Side, Side]]) -> Iterator[Conflict]:
    """The best of each two documents, so many at most."""
    seen: set[frozenset[str]] = set()
    for _, reason, one, other in scored:
        both = frozenset({one.document, other.document})
        if both not in seen and len(seen) < MOST:
            seen.add(both)
            yield Conflict(reason, (_place(one), _place(other)))


def _place(side: Side) -> Place:
    return Place(side.passage.chunk, side.start, side.end)


def _titled(side: Side) -> str:
    chunk = side.passage.chunk
    return "\n".join(part for part in (chunk.title, chunk.section, side.parsed.text) if part)


def _of(side: Side, other: Side) -> str:
    """When a document is from, where both are dated, and whether it says that it is no longer valid."""
    chunk = side.passage.chunk
    dated = str(chunk.year) if chunk.year and other.passage.chunk.year else ""
    notes = ", ".join(filter(None, (dated, "withdrawn" if GONE.search(chunk.title) else "")))
    return f" ({notes})" if notes else ""
