"""The numbers in which a statement and the passage that is nearest to it differ, to be set side by side."""

from collections.abc import Sequence
from itertools import product

from pipelines.grounding.quantity import Quantity, equal, quantities


def differing(statement: str, passage: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers with their units, as written, that only the statement holds, and those of the passage alone."""
    ours, theirs = quantities(statement), quantities(passage)
    return _only(ours, theirs), _only(theirs, ours)


def _only(mine: Sequence[Quantity], others: Sequence[Quantity]) -> tuple[str, ...]:
    found = (one.text.strip() for one in mine if not any(_same(one, other) for other in others))
    return tuple(dict.fromkeys(found))


def _same(one: Quantity, other: Quantity) -> bool:
    """Whether they share a value of the same measure; how it is compared and over what time is left to the verifier."""
    values = product(one.values, other.values)
    return one.measure == other.measure and any(equal(a, b) for a, b in values)
