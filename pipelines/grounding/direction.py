"""Whether statement and window point the same way: what is denied, what increases, what comes first.

"no increase in mortality" against "mortality did not increase": the same thing is denied
"""

from dataclasses import dataclass

from pipelines.grounding.names import formed
from pipelines.grounding.opposites import SHADED
from pipelines.grounding.places import likeness
from pipelines.grounding.polarity import SUBJECT, USING, Denial, Turn, bare, denials, denied_stem, turns
from pipelines.grounding.terms import Parsed
from pipelines.grounding.windows import Window

MARGIN = 0.6  # how much more alike the surroundings of an opposite have to be
NEARBY = 0.8  # how alike surroundings must be for two words to be about the same thing
REFUSING = frozenset("begin advice work safe likely there often allow accept alike worth".split())


def denied(statement: Parsed, window: Window) -> list[str]:
    """Denials on one side that the other side doesn't make."""
    text = window.parsed
    mine, theirs = _denials(statement, text), _denials(text, statement)
    reasons = []
    free = list(theirs)
    for one in mine:
        match = next((other for other in free if one.shares(other)), None)
        if match:
            free.remove(match)
        elif not _refused(text, one.scope | one.subject, statement):
            reasons.append(f'the statement says "{one.words}", the passage does not')
    for other in free:
        if not _refused(statement, other.scope | other.subject, text) and _affirmed(statement, text, other):
            reasons.append(f'the passage says "{other.words}", the statement does not')
    return reasons


@dataclass(frozen=True, slots=True)
class _Denied:
    strong: frozenset[str]
    scope: frozenset[str]
    subject: frozenset[str]
    words: str
    indices: tuple[int, ...]

    def shares(self, other: "_Denied") -> bool:
        """Whether two denials are of the same thing: what one surely denies, the other may."""
        mine, theirs = self.scope | self.subject, other.scope | other.subject
        return bool(self.strong & theirs or other.strong & mine) or (
            not (self.strong and other.strong) and bool(mine & theirs)
        )


def _denials(text: Parsed, other: Parsed) -> list[_Denied]:
    out = []
    tokens = text.tokens
    prefixed = {
        i: bare(token)
        for i, token in enumerate(tokens)
        if token.content and token.stem not in other.stems and bare(token) in other.stems
    }
    for denial in denials(text):
        if denial.strong and denial.strong[0] in prefixed:
            del prefixed[denial.strong[0]]  # "not uncommon"
            continue
        out.append(_denial(text, denial))
    for i, stem in prefixed.items():
        near = frozenset(t.stem for t in tokens[max(0, i - 6) : i + 7] if t.content) | {stem}
        out.append(_Denied(frozenset({stem}), near, frozenset(), tokens[i].text, (i,)))
    return out


def _denial(text: Parsed, denial: Denial) -> _Denied:
    tokens = text.tokens
    strong = frozenset(s for i in denial.strong for s in (denied_stem(tokens[i]), bare(tokens[i])) if s)
    scope = frozenset(s for i in denial.scope for s in (denied_stem(tokens[i]), bare(tokens[i])) if s)
    subject = frozenset(tokens[i].stem for i in denial.subject)
    last = tokens[denial.strong[-1]].end if denial.strong else denial.cue.end
    words = denial.cue.text if denial.cue.low in SUBJECT else text.text[denial.cue.start : last]
    return _Denied(strong, scope, subject, words, denial.strong)


def _refused(text: Parsed, about: frozenset[str], other: Parsed) -> bool:
    """Whether a text refuses in words that the other doesn't have: "stop", "rare", "absent", beside one in question."""
    return any(
        turn.axis in REFUSING
        and turn.sign < 0
        and not turn.denied
        and text.tokens[turn.index].stem not in other.stems
        and _beside(text, turn.index, about)
        for turn in turns(text)
    )


def _beside(text: Parsed, index: int, about: frozenset[str]) -> bool:
    return any(token.stem in about for token in text.tokens[max(0, index - 8) : index + 9])


def _affirmed(statement: Parsed, text: Parsed, denied: _Denied) -> bool:
    """Whether the statement says of the same thing what the passage denies."""
    denied_at = {i for one in denials(text) for i in one.scope}
    for token in statement.tokens:
        stem = denied_stem(token)
        if stem not in denied.strong or not (token.content or token.low in USING):
            continue
        there = [i for i, t in enumerate(text.tokens) if denied_stem(t) == stem or bare(t) == stem]
        bad = [likeness(statement, token, text, text.tokens[i]) for i in there if i in denied.indices]
        good = [likeness(statement, token, text, text.tokens[i]) for i in there if i not in denied_at]
        if bad and max(bad) >= NEARBY and max(bad) > max(good, default=0.0) - 0.2:
            return True
    return False


def turned(statement: Parsed, window: Window) -> list[str]:
    """Words whose opposite stands at their place in the passage."""
    reasons = []
    there = turns(window.parsed)
    mine = turns(statement)
    for index in dict.fromkeys(turn.index for turn in mine):
        token = statement.tokens[index]
        good, bad, word = 0.0, 0.0, ""
        for turn in (turn for turn in mine if turn.index == index):
            for other in (other for other in there if other.axis == turn.axis):
                score = likeness(statement, token, window.parsed, window.parsed.tokens[other.index])
                crossed = _crossed(statement, turn, window.parsed, other)
                if _opposed(turn, other) == crossed:
                    good = max(good, score + 0.01)
                elif score > bad:
                    bad, word = score, window.parsed.tokens[other.index].text
        if bad > NEARBY and (not good or bad > good + MARGIN):
            reasons.append(f'the passage says "{word}", the statement says "{token.text}"')
    return reasons


def reversed_(statement: Parsed, window: Window) -> list[str]:
    """Two names on either side of one verb that stand the other way round in the passage: "A raises B", "B raises
    A"."""
    for turn in turns(statement):
        word = statement.tokens[turn.index]
        for other in turns(window.parsed):
            if window.parsed.tokens[other.index].stem != word.stem or turn.denied != other.denied:
                continue
            mine, theirs = _sides(statement, turn.index), _sides(window.parsed, other.index)
            if (
                mine
                and theirs
                and mine[0] & theirs[1]
                and mine[1] & theirs[0]
                and not (mine[0] & theirs[0] or mine[1] & theirs[1])
            ):
                return ["the passage says it the other way round"]
    return []


def _sides(text: Parsed, index: int) -> tuple[frozenset[str], frozenset[str]] | None:
    """The names in front of a verb and behind it in its sentence; nothing for "X is reduced by Y"."""
    tokens = text.tokens
    start = next((i for i in range(index, -1, -1) if tokens[i].low in (".", ";")), -1)
    end = next((i for i in range(index, len(tokens)) if tokens[i].low in (".", ";")), len(tokens))
    if any(token.low in ("by", "than") for token in tokens[index:end]):
        return None
    names = [
        frozenset(t.stem for t in tokens[a:b] if t.content and formed(t))
        for a, b in ((start + 1, index), (index + 1, end))
    ]
    return (names[0], names[1]) if names[0] and names[1] else None


def _crossed(statement: Parsed, one: Turn, text: Parsed, other: Turn) -> bool:
    """Whether two comparisons have their sides exchanged: "A has more than B", "B has less than A"."""
    sides = []
    for parsed, turn in ((statement, one), (text, other)):
        than = next((i for i in range(turn.index, len(parsed.tokens)) if parsed.tokens[i].low == "than"), None)
        if than is None:
            return False
        sides.append([{t.stem for t in some if t.content} for some in (parsed.tokens[:than], parsed.tokens[than:])])
    (left, right), (their_left, their_right) = sides
    return bool(left & their_right and right & their_left and not right & their_right)


def _opposed(one: Turn, other: Turn) -> bool:
    if one.axis in SHADED:
        if one.denied == other.denied:
            return one.sign != other.sign
        return not one.denied and one.sign != other.sign  # "decreased" where it was not increased
    return (one.sign if not one.denied else -one.sign) != (other.sign if not other.denied else -other.sign)
