"""Whether each number of a statement stands in a window, with its unit, its direction and the same thing beside it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.grounding.numbers import number
from pipelines.grounding.places import alike, around
from pipelines.grounding.quantity import DAY, Quantity, equal
from pipelines.grounding.terms import Parsed, holds
from pipelines.grounding.units import UNIT, unit
from pipelines.grounding.windows import Window

MARGIN = 0.8  # how much more alike another number's surroundings must be to say that the statement gives the wrong one
ENOUGH = 1.2  # and how alike they must be at least
DAILY = re.compile(r"\b(?:daily|days?|24\s?(?:h|hours?)|once|twice|times)\b", re.I)
AGE = re.compile(r"\b(?:aged?|ages|old|older|younger|year)\b", re.I)
LIMIT = {
    "<": re.compile(r"max|most|limit|up to|within|exceed|under|below|less", re.I),
    ">": re.compile(r"min|least|more|above|over|exceed", re.I),
}
FORMS = frozenset("tablets capsules puffs drops doses teaspoons tablespoons points".split())
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def wrong(statement: Parsed, window: Window) -> list[str]:
    """What is wrong with the statement's numbers, in plain words."""
    return [reason for one in statement.quantities if (reason := _wrong(one, statement, window))]


def _wrong(one: Quantity, statement: Parsed, window: Window) -> str:
    found = [(q, window.parsed) for q in window.parsed.quantities]
    fitting = [q for q, text in found if _agree(one, q, statement, window)]
    if not fitting and _elsewhere(one, statement, window):
        return ""
    if not fitting:
        return _missing(one, window)
    if window.cut and (rival := _borrowed(one, fitting, statement, window)):
        return f"the passage gives {rival.text} there, the statement {one.text}"
    mine = around(statement, one.start, one.end)
    best = max(alike(mine, around(window.parsed, q.start, q.end)) for q in fitting)
    for rival in window.parsed.quantities:
        if rival.measure == one.measure and rival.kind == one.kind and rival not in fitting:
            score = alike(mine, around(window.parsed, rival.start, rival.end))
            if score > best + MARGIN and score > ENOUGH:
                return f"the passage gives {rival.text} there, the statement {one.text}"
    return ""


def _borrowed(one: Quantity, fitting: Sequence[Quantity], statement: Parsed, window: Window) -> Quantity | None:
    """The number of the sentence that the statement's words are from, where its own comes from the other one."""
    second = {q.start >= window.cut for q in fitting}
    if len(second) != 1:
        return None
    other = not second.pop()
    held = [t for t in window.parsed.content if holds(statement.stems, t)]
    here = len({t.stem for t in held if (t.start >= window.cut) == other})
    there = len({t.stem for t in held if (t.start >= window.cut) != other})
    said = {q.values for q in statement.quantities}
    rivals = (q for q in window.parsed.quantities if (q.start >= window.cut) == other and q.values not in said)
    return next((q for q in rivals if q.measure == one.measure and q.kind == one.kind and here > there + 1), None)


def _elsewhere(one: Quantity, statement: Parsed, window: Window) -> bool:
    """Whether headings hold the number, or single numbers of the window make up the range."""
    if any(_agree(one, q, statement, window) for q in window.head.quantities):
        return True
    if one.kind == "range":
        singles = [q.values[0] for q in window.parsed.quantities if q.kind == "single" and q.measure == one.measure]
        return all(any(equal(v, s) for s in singles) for v in one.values)
    return one.kind == "often" and one.values == (1.0,) and DAILY.search(window.parsed.text) is not None


def _missing(one: Quantity, window: Window) -> str:
    digits = [number(part) for part in DIGITS.findall(one.text)]
    if any(
        q.measure == one.measure and q.values == one.values and q.relation == one.relation
        for q in window.body.quantities
    ):
        return f"the passage gives {one.text} for something else"
    for other in (*window.parsed.quantities, *window.body.quantities):
        if other.measure == one.measure and _values(one, other):
            if other.kind != one.kind:
                return f"the passage gives {other.text}, the statement {one.text}"
            return f'the passage says "{_whole(window, other)}", the statement "{_signed(one)}"'
    for other in window.parsed.quantities:
        if digits and digits == [number(part) for part in DIGITS.findall(other.text)]:
            return f"the unit differs: the passage gives {other.text}, the statement {one.text}"
    return f"the number {one.text} is not in the cited passage"


def _signed(one: Quantity) -> str:
    words = {"<": "less than ", "<=": "at most ", ">": "more than ", ">=": "at least ", "~>": "over "}
    return f"{words.get(one.relation, '')}{one.text}"


def _whole(window: Window, other: Quantity) -> str:
    return _signed(other)


def _values(one: Quantity, other: Quantity) -> bool:
    return any(equal(a, b) for a in one.values for b in other.values)


def _agree(one: Quantity, other: Quantity, statement: Parsed, window: Window) -> bool:
    """Whether the passage's number says what the statement's does."""
    mine: Sequence[float] = one.values
    theirs: Sequence[float] = other.values
    if (one.kind == "often") != (other.kind == "often"):
        return False
    if one.kind == "often":
        return all(any(equal(a, b) for b in theirs) for a in mine)
    if one.measure != other.measure:
        bare = _bare(one, other, statement, window)
        if bare is None:
            return False
        mine, theirs = bare
    elif one.per and other.per:
        mine, theirs = tuple(v / one.per for v in mine), tuple(v / other.per for v in theirs)
    elif one.per or other.per:
        per, text = (one.per, window.parsed.text) if one.per else (other.per, statement.text)
        if not equal(per, DAY) or not DAILY.search(text):
            return False
    return _compare(one, other, mine, theirs, window)


def _compare(one: Quantity, other: Quantity, mine: Sequence[float], theirs: Sequence[float], window: Window) -> bool:
    if other.kind == "range" and one.kind == "single":  # "at least 2" and "up to 3" from "2 to 3"
        end = {">=": theirs[0], "<=": theirs[-1]}.get(one.relation)
        return end is not None and equal(mine[0], end)
    if other.kind == "ratio" and one.kind == "single":
        return any(equal(mine[0], v) for v in theirs)
    if one.kind != other.kind or len(mine) != len(theirs):
        return False
    if not all(equal(a, b) for a, b in zip(mine, theirs, strict=True)):
        return False
    return _direction(one, other, window)


def _direction(one: Quantity, other: Quantity, window: Window) -> bool:
    a, b = one.relation, other.relation
    if a == "=":
        return b not in ("<", ">")
    if a == "~>":
        return b[0] not in "<"
    if b == "=":
        return LIMIT[a[0]].search(window.parsed.text) is not None
    return a[0] == b.removeprefix("~")[0]


def _bare(one: Quantity, other: Quantity, statement: Parsed, window: Window) -> tuple[list[float], list[float]] | None:
    """The plain values of two numbers of which one has no unit, where that is no contradiction; else None."""
    mine, theirs = (
        [v for part in DIGITS.findall(q.text) if (v := number(part)) is not None] or list(q.values)
        for q in (one, other)
    )
    if not one.measure and (
        other.weak
        or (other.measure == "time" and one.relation == other.relation != "=")
        or (other.measure == "time" and AGE.search(statement.text[max(0, one.start - 20) : one.end + 15]))
    ):
        return mine[: len(one.values)], theirs[: len(other.values)]
    if not other.measure and (
        one.measure in FORMS or one.measure.split("/")[0] in _measures(window.head.text + " " + window.parsed.text)
    ):
        return mine[: len(one.values)], theirs[: len(other.values)]
    return None


@lru_cache(maxsize=4096)
def _measures(text: str) -> frozenset[str]:
    """What the units in brackets or headers of a text measure."""
    inside = " ".join(re.findall(r"[(\[]([^()\[\]]*)[)\]]", text))
    return frozenset(found[0] for match in re.finditer(rf"(?<!\w){UNIT}", inside) if (found := unit(match.group())))
