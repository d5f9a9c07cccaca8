"""A statement held against one window: what is wrong, and how much of it the window covers."""

from dataclasses import dataclass

from pipelines.grounding import amounts, direction, people, subjects
from pipelines.grounding.names import Thesaurus
from pipelines.grounding.opposites import AXIS
from pipelines.grounding.polarity import bare, turns
from pipelines.grounding.terms import Parsed, holds
from pipelines.grounding.windows import Window

ELSEWHERE = 0.3  # what a word counts that the passage holds at another place


@dataclass(frozen=True, slots=True)
class Held:
    """What came of it: reasons against the statement, the worst first, and the share of its words that are there."""

    window: Window
    reasons: tuple[str, ...]
    covered: float


def hold(statement: Parsed, window: Window, thesaurus: Thesaurus, anywhere: frozenset[str]) -> Held:
    """Holds a statement against a window; `anywhere` are the stems of all that is cited."""
    near = thesaurus.widen(window.parsed) | thesaurus.widen(window.head)
    far = thesaurus.widen(window.body)
    reasons = [
        *amounts.wrong(statement, window),
        *direction.denied(statement, window),
        *direction.turned(statement, window),
        *direction.reversed_(statement, window),
        *people.wrong(statement, window),
        *subjects.named(statement, window, thesaurus, near, far),
        *subjects.blended(statement, window, near, far | anywhere),
        *subjects.added(statement, near | far),
        *subjects.ordered(statement, window),
        *subjects.conditions(statement, window),
    ]
    return Held(window, tuple(dict.fromkeys(reasons)), covered(statement, window, near, far))


def covered(statement: Parsed, window: Window, near: frozenset[str], far: frozenset[str]) -> float:
    """The share of the statement's content words that the window and its headings hold; half for the rest of it."""
    words = statement.content
    if not words:
        return 1.0
    ends = {(turn.axis, turn.sign) for turn in turns(window.parsed)}
    values = {value for text in (window.parsed, window.head) for one in text.quantities for value in one.values}
    total = float(sum(any(value in values for value in one.values) for one in statement.quantities))
    for token in words:
        if holds(near, token) or bare(token) in near or any(end in ends for end in AXIS.get(token.low, ())):
            total += 1
        elif holds(far, token):
            total += ELSEWHERE
    return total / (len(words) + len(statement.quantities))
