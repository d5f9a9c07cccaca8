"""A statement held against one window: what is wrong, and how much of it the window covers."""

from dataclasses import dataclass

from pipelines.grounding import amounts
from pipelines.grounding.names import WITHIN, Thesaurus, formed, is_name, population
from pipelines.grounding.places import alike, around
from pipelines.grounding.polarity import AXIS, SHADED, SUBJECT, Denial, Turn, bare, denials, turns
from pipelines.grounding.quantity import Quantity
from pipelines.grounding.terms import Parsed, Token, holds
from pipelines.grounding.windows import Window

MARGIN = 0.6
NEARBY = 0.8  # how alike surroundings must be for two words to be about the same thing
ELSEWHERE = 0.3  # what a word counts that the passage holds at another place
PEOPLE = frozenset("people adults patients persons individuals women men age adult patient person".split())
REFUSING = frozenset("begin advice work safe likely there often allow accept alike worth".split())
GENERIC = frozenset(  # what stands for a name that was said before
    "drug drugs medicine medicines medication medications treatment treatments therapy agent agents condition disease disorder "
    "syndrome infection test tests gene protein antibiotic antibiotics procedure operation surgery illness substance group".split()
)
VERBS = frozenset("is are was were can may might should must will would has have had does do did could".split())
REFERRING = frozenset("it they this these those that such he she his her its their there both all in".split())
EXCEPT = frozenset("unless except".split())
CONDITION = frozenset("unless except only if when without other until excluding".split())


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
        *_denied(statement, window),
        *_turned(statement, window),
        *_people(statement, window),
        *_named(statement, window, thesaurus, near, far),
        *_subject(statement, window, near, far | anywhere),
        *_conditions(statement, window),
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


def _sim(statement: Parsed, token: Token, text: Parsed, other: Token) -> float:
    return alike(around(statement, token.start, token.end), around(text, other.start, other.end))


def _denied(statement: Parsed, window: Window) -> list[str]:
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
    strong = frozenset(s for i in denial.strong for s in (tokens[i].stem, bare(tokens[i])) if s)
    scope = frozenset(s for i in denial.scope for s in (tokens[i].stem, bare(tokens[i])) if s)
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
        if token.stem not in denied.strong or not (token.content or token.low in ("used", "use", "given", "give")):
            continue
        there = [i for i, t in enumerate(text.tokens) if t.stem == token.stem or bare(t) == token.stem]
        bad = [_sim(statement, token, text, text.tokens[i]) for i in there if i in denied.indices]
        good = [_sim(statement, token, text, text.tokens[i]) for i in there if i not in denied_at]
        if bad and max(bad) >= NEARBY and max(bad) > max(good, default=0.0) - 0.2:
            return True
    return False


def _turned(statement: Parsed, window: Window) -> list[str]:
    """Words whose opposite stands at their place in the passage."""
    reasons = []
    there = turns(window.parsed)
    mine = turns(statement)
    for index in dict.fromkeys(turn.index for turn in mine):
        token = statement.tokens[index]
        good, bad, word = 0.0, 0.0, ""
        for turn in (turn for turn in mine if turn.index == index):
            for other in (other for other in there if other.axis == turn.axis):
                score = _sim(statement, token, window.parsed, window.parsed.tokens[other.index])
                if not _opposed(turn, other):
                    good = max(good, score + 0.01)
                elif score > bad:
                    bad, word = score, window.parsed.tokens[other.index].text
        if bad > NEARBY and (not good or bad > good + MARGIN):
            reasons.append(f'the passage says "{word}", the statement says "{token.text}"')
    return reasons


def _opposed(one: Turn, other: Turn) -> bool:
    if one.axis in SHADED:
        if one.denied == other.denied:
            return one.sign != other.sign
        return not one.denied and one.sign != other.sign  # "decreased" where it was not increased
    return (one.sign if not one.denied else -one.sign) != (other.sign if not other.denied else -other.sign)


def subject(text: Parsed) -> list[Token]:
    """The words in front of the first auxiliary verb, or the first two, without those that stand for anything."""
    for i, token in enumerate(text.tokens):
        if token.low in VERBS and i:
            found = [t for t in text.tokens[:i] if t.content]
            break
    else:
        found = list(text.content[:2])
    return [token for token in found if token.low not in GENERIC and not population(token.low)]


def _subject(statement: Parsed, window: Window, near: frozenset[str], anywhere: frozenset[str]) -> list[str]:
    """What one place says of another's subject: no word of the subject is here, but elsewhere in what is cited."""
    mine = subject(statement)
    if not mine or any(holds(near, token) for token in mine):
        return []
    if sum(holds(anywhere, token) for token in mine) < 0.5 * len(mine):
        return []
    theirs = subject(window.parsed)
    opening = next((token.low for token in window.parsed.tokens if token.low.isalpha()), "")
    if not theirs or opening in REFERRING:
        return []
    return [
        f'the passage says this of "{" ".join(t.text for t in theirs[:4])}", not of {" ".join(t.text for t in mine[:4])}'
    ]


def _groups(text: Parsed) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {}
    for i, token in enumerate(text.tokens):
        name = next(
            (group for part in token.low.removesuffix("'s").rstrip("'").split("-") if (group := population(part))), ""
        )
        if not name:
            continue
        if token.low == "older" and not (i + 1 < len(text.tokens) and text.tokens[i + 1].low in PEOPLE):
            continue
        found.setdefault(name, []).append(token)
    return found


def _people(statement: Parsed, window: Window) -> list[str]:
    """Groups of people that the passage doesn't speak of, or not at this place."""
    reasons = []
    mine, there, above, around_it = (_groups(text) for text in (statement, window.parsed, window.head, window.body))
    for name, tokens in mine.items():
        same = {name, *WITHIN.get(name, ())}
        others = [group for group in (*there, *above) if group not in same]
        if not same & (there.keys() | above.keys()):
            rivals = [group for group in others if group not in mine]
            if rivals and not (same & around_it.keys() and not _rival(statement, tokens, window, there, mine)):
                reasons.append(f"the passage is about {rivals[0]}, not {name}")
            elif not same & around_it.keys():
                reasons.append(f"{name} are not named in the passage")
        elif rival := _arm(statement, tokens, window, there, same):
            reasons.append(f"the passage says this of {rival}, not of {name}")
        elif not _counted(statement, window) and (rival := _rival(statement, tokens, window, there, mine, same)):
            reasons.append(f"the passage is about {rival} there, not {name}")
    return reasons


def _counted(statement: Parsed, window: Window) -> bool:
    """Whether numbers tell which group is meant, so that the words around need not."""
    return len(_groups(window.parsed)) > 1 and bool(_common(statement, window))


def _common(statement: Parsed, window: Window) -> list[tuple[Quantity, Quantity]]:
    """Numbers that stand once in the window and in the statement too."""
    out = []
    for one in statement.quantities:
        found = [q for q in window.parsed.quantities if q.measure == one.measure and q.values == one.values]
        if len(found) == 1:
            out.append((one, found[0]))
    return out


def _arm(statement: Parsed, tokens: list[Token], window: Window, there: dict[str, list[Token]], same: set[str]) -> str:
    """The group to which the passage gives the number that the statement gives to this one; "" where it is the same."""
    mine = _groups(statement)
    if len(mine) != 1 or len(there) < 2:
        return ""
    for _, found in _common(statement, window):
        order = sorted((gap(window.parsed, token, found), name) for name, some in there.items() for token in some)
        if order[0][1] not in same and order[0][0] + 2 < min(far for far, name in order if name in same):
            return order[0][1]
    return ""


def gap(text: Parsed, token: Token, one: Quantity) -> int:
    """How many words a word is from a number; a comma, "and" or a full stop between them counts as more."""
    low, high = (token.end, one.start) if token.start < one.start else (one.end, token.start)
    between = [t.low for t in text.tokens if low <= t.start and t.end <= high]
    return (
        len(between)
        + 4 * sum(word in (",", ";", "and", "but", "or", "versus", "vs") for word in between)
        + 8 * between.count(".")
    )


def _rival(
    statement: Parsed, tokens: list[Token], window: Window, there: dict[str, list[Token]], mine: dict[str, list[Token]],
    same: set[str] | None = None,
) -> str:  # fmt: skip
    """A group that the statement doesn't name and that stands in the passage where the statement has its own."""
    good = max(
        (_sim(statement, t, window.parsed, o) for t in tokens for name in same or () for o in there.get(name, ())),
        default=0.0,
    )
    for name, others in there.items():
        if name not in mine and name not in (same or ()):
            if max(_sim(statement, t, window.parsed, o) for t in tokens for o in others) > max(good + MARGIN, NEARBY):
                return name
    return ""


def _named(
    statement: Parsed, window: Window, thesaurus: Thesaurus, near: frozenset[str], far: frozenset[str]
) -> list[str]:
    """Names that the passage doesn't hold, or that stand where the passage has another."""
    wide = thesaurus.widen(window.parsed) - window.parsed.stems  # abbreviations, synonyms
    mine = thesaurus.widen(statement)
    reasons = []
    rivals = [
        token
        for i, token in enumerate(window.parsed.tokens)
        if token.content and not holds(mine, token) and is_name(token, _first(window.parsed, i))
    ]
    for i, token in enumerate(statement.tokens):
        if not token.content:
            continue
        name = is_name(token, _first(statement, i))
        here = holds(near, token) or bare(token) in near
        if name and not here and not holds(far, token):
            reasons.append(f"{token.text} is not named in the passage")
            continue
        if token.stem in wide or token.low in GENERIC:
            continue
        if not name and (here or AXIS.get(token.low) or token.low.endswith(("ly", "ed", "ing"))):
            continue
        there = [t for t in window.parsed.tokens if t.stem == token.stem]
        good = max((_sim(statement, token, window.parsed, t) for t in there), default=0.0)
        for rival in rivals:
            if (name or formed(rival)) and _sim(statement, token, window.parsed, rival) > max(
                good + MARGIN, 2 * NEARBY
            ):
                reasons.append(f'the passage says "{rival.text}" there, the statement "{token.text}"')
                break
    return reasons


def _first(text: Parsed, i: int) -> bool:
    """Whether a word opens a sentence."""
    return i == 0 or text.tokens[i - 1].low in (".", "!", "?", ":", "|", "-", "•", '"', "(")


def _conditions(statement: Parsed, window: Window) -> list[str]:
    """An exception on one side alone: "contraindicated unless"."""
    mine, theirs = ({token.low for token in text.tokens} for text in (statement, window.parsed))
    if mine & EXCEPT and not theirs & CONDITION:
        return ["the statement makes an exception that the passage does not make"]
    for i, token in enumerate(window.parsed.tokens):
        if token.low in EXCEPT and not mine & CONDITION:
            ahead = [t for t in window.parsed.tokens[:i] if t.content][-6:]
            if ahead and sum(holds(statement.stems, t) for t in ahead) >= 0.6 * len(ahead):
                end = window.parsed.text.find(".", token.end)
                return [
                    f'the passage makes an exception: "{window.parsed.text[token.start : end if end > 0 else None]}"'
                ]
    return []
