"""How two sentences on the same thing differ: in a number, in direction, or in what they advise.

Each function gives the reason in plain words with `{0}` and `{1}` where their years may stand, or "".
"""

import math
import re
from functools import lru_cache
from itertools import product

from pipelines.grounding.opposites import AXIS
from pipelines.grounding.places import alike, around
from pipelines.grounding.polarity import SUBJECT, Turn, bare, denials, turns
from pipelines.grounding.quantity import Quantity
from pipelines.grounding.roles import DIRECTED, STANCE, STATES
from pipelines.grounding.sides import Side, near
from pipelines.grounding.terms import Parsed

ALIKE = 0.8  # how alike the surroundings of two numbers, or of two words with a direction, must be
SAME = 0.7  # share of the words that sentences have in common that go in opposite directions
ROUGH = 0.25  # how far apart two numbers of which one is said to be rough may be
UNITS = 0.15  # and two times in different units: 4 weeks and 1 month
DOSE = ("mass", "volume", "activity", "tablets", "puffs", "drops")
MEASURES = ("time", "share", "celsius", "fahrenheit", "pressure", "amount", "length", "equivalents", *DOSE)

REPORT = re.compile(  # what was found in a study or was so once is no advice for today
    r"\b(?:was|were|had|did|received|enrolled|randomi[sz]ed|compared|found|reported|showed|median|mean|"
    r"average|advised|trial|study|studies|group|groups|confidence|ratio|p\s?[<=]|CI|used to|formerly|previously)\b"
)
AGE = re.compile(r"\b(?:aged?|ages|old|age)\b", re.I)
ROUGHLY = re.compile(
    r"\b(?:about|approximately|around|roughly|nearly|almost|some|usually|often|typically)\s(?:\w+\s)?$", re.I
)
GOVERNS = re.compile(r"\b(for|within|after|before|every|until|from|over|at|by|since|during|last|lasts|in)\b", re.I)
BEHIND = re.compile(r"\s?,?(?:-|of\s)?\s?(before|after|later|ago|apart|following|prior|into|post)\b", re.I)


AGAINST = re.compile(
    r"\b(?:(?:should|must)(?:\snot|n't)|(?:not|never)\s(?:\w+\s)?(?:recommended|advised|indicated|suggested|offered|given|"
    r"advisable|appropriate)|(?:do|does)(?:\snot|n't)\s(?:\w+\s)?(?:use|give|offer|recommend|take|prescribe|start|suggest|"
    r"advise|add)|avoid(?:ed)?|contraindicated|(?:recommend|advise)(?:s|d|ed)?\sagainst)\b",
    re.I,
)
FOR = re.compile(
    r"\b(?:(?:should|must)(?!\snot|n't)|(?<!not\s)(?<!never\s)(?:is|are)\s(?:\w+ly\s)?(?:recommended|advised|indicated|"
    r"suggested|preferred)|(?:we|guidelines?|experts?|doctors?)\s(?:recommend|advise|suggest)s?(?!\sagainst)|"
    r"first[- ](?:line|choice))\b|(?:^|\.\s|-\s)(?:Give|Use|Offer|Start|Consider|Take|Prescribe|Add)\b"
)


def numbers(one: Side, other: Side, question: Parsed) -> str:
    """Two values of the same kind for the same thing, of which neither holds the other."""
    if not (one.parsed.quantities and other.parsed.quantities and near(one, other, question, frozenset())):
        return ""
    if REPORT.search(one.parsed.text) or REPORT.search(other.parsed.text):
        return ""
    for measure in MEASURES:
        mine, theirs = (_values(side.parsed, measure) for side in (one, other))
        pairs = list(product(mine, theirs))
        if not pairs or not all(_clash(a, b, one.parsed, other.parsed) for a, b in pairs):
            continue
        a, b = max(pairs, key=lambda pair: _like(one.parsed, pair[0], other.parsed, pair[1]))
        if _like(one.parsed, a, other.parsed, b) >= ALIKE and _governed(one.parsed, a) == _governed(other.parsed, b):
            return f"{_told(a)} in one{{0}}, {_told(b)} in the other{{1}}"
    return ""


def _values(text: Parsed, measure: str) -> list[Quantity]:
    return [
        q
        for q in text.quantities
        if q.measure.split("/")[0] == measure
        and not (measure == "time" and AGE.search(text.text[q.start - 12 : q.end + 8]))
    ]


def _like(text: Parsed, a: Quantity, other: Parsed, b: Quantity) -> float:
    return alike(around(text, a.start, a.end), around(other, b.start, b.end))


def _clash(a: Quantity, b: Quantity, one: Parsed, other: Parsed) -> bool:
    """Whether two quantities of the same kind can't both hold; what can't be compared doesn't clash."""
    if a.measure != b.measure or a.kind == "ratio" or b.kind == "ratio":
        return False
    mine, theirs = _span(a, one), _span(b, other)
    if mine is None or theirs is None or a.text == b.text or _daily(a, one) != _daily(b, other):
        return False
    slack = UNITS if a.measure == "time" and _unit(a) != _unit(b) else 0.0
    slack = max([slack, *(ROUGH for q, text in ((a, one), (b, other)) if ROUGHLY.search(text.text[: q.start]))])
    if a.relation[0] == b.relation[0] != "=":
        return not math.isclose(a.values[0], b.values[0], rel_tol=max(slack, 1e-6))
    return not (_holds(mine, theirs, slack) or _holds(theirs, mine, slack))


def _span(q: Quantity, text: Parsed) -> tuple[float, float] | None:
    """The lowest and highest value that a quantity allows, doses as those of a day; None where that isn't known."""
    times = _often(text) if q.measure in DOSE and not q.per else ()
    if len(times) > 1:
        return None
    low, high = min(q.values), max(q.values)
    if q.per:
        low, high = low * 86400 / q.per, high * 86400 / q.per
    if times:
        low, high = low * min(times[0].values), high * max(times[0].values)
    if q.relation.startswith("<"):
        return 0.0, high
    return (low, math.inf) if q.relation[0] in ">~" else (low, high)


def _daily(q: Quantity, text: Parsed) -> bool:
    """Whether the dose of a day is known."""
    return q.measure in DOSE and bool(q.per or _often(text))


def _often(text: Parsed) -> tuple[Quantity, ...]:
    return tuple(q for q in text.quantities if q.kind == "often")


def _holds(outer: tuple[float, float], inner: tuple[float, float], slack: float) -> bool:
    return outer[0] * (1 - slack - 1e-6) <= inner[0] and inner[1] <= outer[1] * (1 + slack + 1e-6)


def _unit(q: Quantity) -> str:
    return re.sub(r"[\d\s.,-]+", "", q.text).rstrip("s")


def _governed(text: Parsed, q: Quantity) -> tuple[str, str]:
    """What a number is joined by: "for" 5 days, 5 days "before"."""
    before = GOVERNS.findall(text.text[max(0, q.start - 14) : q.start])
    behind = BEHIND.match(text.text, q.end)
    return before[-1].lower() if before else "", behind[1].lower() if behind else ""


def _told(q: Quantity) -> str:
    words = {"<": "less than ", "<=": "at most ", ">": "more than ", ">=": "at least ", "~>": "over "}
    return words.get(q.relation, "") + " ".join(q.text.split())


def direction(one: Side, other: Side, question: Parsed) -> str:
    """Opposite directions of the same thing: "increases" and "reduces", "effective" and "not effective"."""
    return _turned(one, other, question) or _denial(one, other, question)


def _turned(one: Side, other: Side, question: Parsed) -> str:
    mine, theirs = _turns(one.parsed, other.parsed), _turns(other.parsed, one.parsed)
    for a, b in product(mine, theirs):
        words = [side.parsed.tokens[turn.index] for side, turn in ((one, a), (other, b))]
        if a.axis != b.axis or _sign(a) == _sign(b) or a.denied or b.denied:
            continue
        if any(x.axis == y.axis and _sign(x) == _sign(y) for x, y in product(mine, theirs)):
            continue
        if denials(one.parsed) or denials(other.parsed):
            continue
        without = frozenset(word.low for word in words)
        like = alike(*(around(s.parsed, w.start, w.end) for s, w in zip((one, other), words, strict=True)))
        if like >= ALIKE and near(one, other, question, without, SAME):
            return f'one{{0}} says "{words[0].low}", the other{{1}} "{words[1].low}"'
    return ""


def _turns(text: Parsed, other: Parsed) -> list[Turn]:
    """The words of a text that give a direction and aren't in the other text too: "falls" in "reduces falls"."""
    lows = {token.low for token in other.tokens}
    words = {turn: text.tokens[turn.index].low for turn in turns(text) if turn.axis in DIRECTED}
    return [turn for turn, word in words.items() if word not in STATES and word not in lows]


def _sign(turn: Turn) -> int:
    return -turn.sign if turn.denied else turn.sign


def _denial(one: Side, other: Side, question: Parsed) -> str:
    """One denies what the other says."""
    if bool(denials(one.parsed)) == bool(denials(other.parsed)):
        return ""
    denying, saying = (one, other) if denials(one.parsed) else (other, one)
    found = [d for d in denials(denying.parsed) if d.cue.low not in SUBJECT and d.strong]
    if len(found) != 1:
        return ""
    tokens = denying.parsed.tokens
    first = tokens[found[0].strong[0]]
    directed = {axis for i in found[0].strong for axis, _ in AXIS.get(tokens[i].low, ())} & DIRECTED
    said = [t for t in saying.parsed.tokens if t.stem and t.stem in (first.stem, bare(first))]
    if not directed or not said or not near(one, other, question, frozenset({found[0].cue.low}), SAME):
        return ""
    here = around(denying.parsed, first.start, first.end)
    if max(alike(here, around(saying.parsed, t.start, t.end)) for t in said) < ALIKE:
        return ""
    words = denying.parsed.text[found[0].cue.start : first.end], said[0].low
    a, b = words if denying is one else reversed(words)
    return f'one{{0}} says "{a}", the other{{1}} "{b}"'


def advice(one: Side, other: Side, question: Parsed) -> str:
    """One recommends what the other advises against."""
    mine, theirs = (_stance(side.parsed.text) for side in (one, other))
    if mine * theirs != -1 or not near(one, other, question, STANCE):
        return ""
    places = ("{0}", "{1}") if mine > 0 else ("{1}", "{0}")
    return f"one{places[0]} recommends it, the other{places[1]} advises against it"


@lru_cache(maxsize=20_000)
def _stance(text: str) -> int:
    """1 for advice to do, -1 for advice against, 0 for none or both."""
    against, rest = AGAINST.search(text) is not None, AGAINST.sub("", text)
    return (FOR.search(rest) is not None) - against
