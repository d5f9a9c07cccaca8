"""What stands around a place in a text, and how alike two such surroundings are.

A number has to stand with the same thing in the statement as in the passage: of all numbers there, the one whose
surroundings are most like must be the one that the statement gives.
"""

from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache

from pipelines.grounding.quantity import Quantity
from pipelines.grounding.terms import Parsed, Token

REACH = 5  # content words on either side
FADE = 0.4  # how much less each further one counts
PART = 0.6  # what a word counts beyond a comma, and as much again beyond each further mark
STOP = 0.3  # and beyond the end of a sentence
MARKS = dict.fromkeys(", : ( ) and but while whereas versus vs than compared".split(), PART) | dict.fromkeys(
    ". ; |".split(), STOP
)


@lru_cache(maxsize=50_000)
def around(parsed: Parsed, start: int, end: int) -> Mapping[str, float]:
    """The words and numbers around `[start, end)`, each with its weight, by stem; words behind it as ">stem" too."""
    out: dict[str, float] = {}
    tokens = parsed.tokens
    left = bisect_left(tokens, start + 1, key=lambda token: token.end)
    right = bisect_left(tokens, end, key=lambda token: token.start)
    inside = parsed.inside
    for side, row in (("<", range(left - 1, -1, -1)), (">", range(right, len(tokens)))):
        weight, seen, last = 1.0, 0, None
        for i in row:
            token = tokens[i]
            quantity = inside.get(i)
            if quantity is not None:
                if quantity is last:
                    continue
                last = quantity
                key = f"#{quantity.values}"
            elif token.low in MARKS:
                weight *= MARKS[token.low]
                continue
            elif token.content:
                key = token.stem
            else:
                continue
            worth = weight / (1 + FADE * seen)
            for name in (key, *token.parts) if token.content else (key,):
                out[name] = max(out.get(name, 0.0), worth)
                out[side + name] = max(out.get(side + name, 0.0), worth / 2)
            seen += 1
            if seen == REACH:
                break
    return out


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much two surroundings share, 0 and up."""
    return sum(min(weight, other[key]) for key, weight in one.items() if key in other)


def likeness(one: Parsed, token: Token, other: Parsed, place: Token) -> float:
    """How alike the surroundings of two words are."""
    return alike(around(one, token.start, token.end), around(other, place.start, place.end))


def gap(text: Parsed, token: Token, one: Quantity) -> int:
    """How many words a word is from a number; a comma, "and" or a full stop between them counts as more."""
    low, high = (token.end, one.start) if token.start < one.start else (one.end, token.start)
    between = [t.low for t in text.tokens if low <= t.start and t.end <= high]
    return (
        len(between)
        + 4 * sum(word in (",", ";", "and", "but", "or", "versus", "vs") for word in between)
        + 8 * between.count(".")
    )
