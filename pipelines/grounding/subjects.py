"""Whether a window speaks of what the statement speaks of: names, the subject, which one in order, exceptions."""

from pipelines.grounding.names import Thesaurus, formed, is_name
from pipelines.grounding.opposites import AXIS
from pipelines.grounding.people import population
from pipelines.grounding.places import likeness
from pipelines.grounding.polarity import bare
from pipelines.grounding.terms import Parsed, Token, holds
from pipelines.grounding.windows import Window

MARGIN = 0.6  # how much more alike the surroundings of another name have to be
NEARBY = 1.6  # and how alike at least
GENERIC = frozenset(  # what stands for a name that was said before
    "drug drugs medicine medicines medication medications treatment treatments therapy agent agents condition disease "
    "disorder syndrome infection test tests gene protein antibiotic antibiotics procedure operation surgery illness "
    "substance group".split()
)
VERBS = frozenset("is are was were can may might should must will would has have had does do did could".split())
REFERRING = frozenset("it they this these those that such he she his her its their there both all in".split())
ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth 1st 2nd 3rd 4th".split())
LISTING = frozenset(", and or include includes including are is : ; as".split())
EXCEPT = frozenset("unless except".split())
CONDITION = frozenset("unless except only if when without other until excluding".split())


def named(
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
        if name and not here and window.row:
            reasons.append(f"this row of the table is not about {token.text}")
            continue
        if token.stem in wide or token.low in GENERIC:
            continue
        plain = not name and (here or token.low in AXIS or token.low.endswith(("ly", "ed", "ing")))
        if plain or (window.row and here):
            continue
        there = [t for t in window.parsed.tokens if t.stem == token.stem]
        good = max((likeness(statement, token, window.parsed, t) for t in there), default=0.0)
        for rival in rivals:
            if (name or formed(rival)) and likeness(statement, token, window.parsed, rival) > max(
                good + MARGIN, NEARBY
            ):
                reasons.append(f'the passage says "{rival.text}" there, the statement "{token.text}"')
                break
    return reasons


def _first(text: Parsed, i: int) -> bool:
    """Whether a word opens a sentence."""
    return i == 0 or text.tokens[i - 1].low in (".", "!", "?", ":", "|", "-", "•", '"', "(")


def subject(text: Parsed) -> list[Token]:
    """The words in front of the first auxiliary verb, or the first two, without those that stand for anything."""
    for i, token in enumerate(text.tokens):
        if token.low in VERBS and i:
            found = [t for t in text.tokens[:i] if t.content]
            break
    else:
        found = list(text.content[:2])
    return [token for token in found if token.low not in GENERIC and not population(token.low)]


def blended(statement: Parsed, window: Window, near: frozenset[str], anywhere: frozenset[str]) -> list[str]:
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
    here, there = (" ".join(token.text for token in some[:4]) for some in (theirs, mine))
    return [f'the passage says this of "{here}", not of "{there}"']


def added(statement: Parsed, held: frozenset[str]) -> list[str]:
    """A part of a list that the passage has nothing of: "headache and hair loss" where it says headache alone."""
    parts: list[list[Token]] = [[]]
    marks = 0
    for token in statement.tokens:
        if token.low in LISTING:
            parts.append([])
            marks += token.low in (",", "and", "or")
        elif token.content:
            parts[-1].append(token)
    if not marks:
        return []
    for part in parts[1:]:
        if 2 <= len(part) <= 3 and all(_nowhere(token, held) for token in part):
            return [f"the passage says nothing of {' '.join(token.text for token in part)}"]
    return []


def _nowhere(token: Token, held: frozenset[str]) -> bool:
    return not holds(held, token) and bare(token) not in held and token.low not in AXIS and token.low not in GENERIC


def ordered(statement: Parsed, window: Window) -> list[str]:
    """A first that is a third in the passage."""
    mine, theirs = (
        {part for t in text.tokens for part in t.low.split("-")} & ORDINALS for text in (statement, window.parsed)
    )
    wrong = mine - theirs
    if wrong and theirs - mine:
        return [f'the passage says "{min(theirs - mine)}", the statement "{min(wrong)}"']
    return []


def conditions(statement: Parsed, window: Window) -> list[str]:
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
