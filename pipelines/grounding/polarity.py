"""Which way a sentence points: what is denied in it, and words that have an opposite."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.grounding.opposites import AXIS
from pipelines.grounding.terms import Parsed, Token, stems

CUES = frozenset(
    "no not never without nor neither none cannot nobody nothing lack lacks lacked lacking absence fail fails "
    "failed unable avoid avoids avoided avoiding hardly".split()
)
SUBJECT = frozenset("contraindicated contraindication contraindications discouraged prohibited".split())
BREAK = frozenset(". ; : ! ? ) (".split()) | frozenset(
    "but although though however whereas while unless except because if when".split()
)
USING = frozenset("use used uses using give given gives giving take taken takes administer administered".split())
NOT_CUE = re.compile(
    r"\bnot only\b|\bwhether or not\b|\bwith or without\b|\bno(?:t)? (?:more|less|fewer|greater|later|earlier"
    r"|higher|lower|longer|younger|older) than\b|\bnot exceed\w*|\bno\.? \d",
    re.I,
)
STRONG, SCOPE = 2, 7  # content words behind a cue that are surely, and perhaps, denied

PREFIX = re.compile(r"^(un|in|im|ir|il|non-?|dis|mis|anti-?)(?=\w{4})")


@dataclass(frozen=True, slots=True)
class Denial:
    """A cue with what it denies: indices into the content words of the text."""

    cue: Token
    strong: tuple[int, ...]
    scope: tuple[int, ...]
    subject: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A word with an opposite: which axis, which end (1 or -1), whether it is denied, its token's index."""

    axis: str
    sign: int
    denied: bool
    index: int


def is_cue(token: Token) -> bool:
    """Whether a word denies what comes behind it."""
    return token.low in CUES or token.low.endswith("n't")


@lru_cache(maxsize=8192)
def _masked(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in NOT_CUE.finditer(text))


@lru_cache(maxsize=20_000)
def denials(parsed: Parsed) -> tuple[Denial, ...]:
    """All that is denied in a text; two cues in a row deny together."""
    out: list[Denial] = []
    tokens = parsed.tokens
    masked = _masked(parsed.text)
    for i, token in enumerate(tokens):
        if any(a <= token.start < b for a, b in masked):
            continue
        if is_cue(token):
            scope = _ahead(parsed, i)
            if token.low == "nor" and out and not any(t.low in BREAK for t in tokens[_at(parsed, out[-1].cue) : i]):
                ahead = _ahead(parsed, i)  # goes on with what the cue before it denies
                last = out[-1]
                out[-1] = Denial(last.cue, (*last.strong, *ahead[:STRONG]), (*last.scope, *ahead), last.subject)
                continue
            if out and out[-1].cue.end + 12 > token.start and not out[-1].strong:
                out.pop()
            out.append(Denial(token, tuple(scope[:STRONG]), tuple(scope), tuple(_behind(parsed, i))))
        elif token.low in SUBJECT:
            behind = _behind(parsed, i)
            out.append(Denial(token, (i,), (i, *_ahead(parsed, i)[:4]), tuple(behind)))
    return tuple(out)


def _at(parsed: Parsed, cue: Token) -> int:
    return parsed.tokens.index(cue)


def _ahead(parsed: Parsed, i: int) -> list[int]:
    scope: list[int] = []
    for j in range(i + 1, len(parsed.tokens)):
        token = parsed.tokens[j]
        if (token.low in BREAK and not (token.low in ("if", "when") and not scope)) or len(scope) == SCOPE:
            break
        if token.low == "," and scope:
            following = parsed.tokens[j + 1].low if j + 1 < len(parsed.tokens) else ""
            if following not in ("or", "nor", "and") and len(scope) >= STRONG:
                break
        if token.content or token.low in USING:
            scope.append(j)
    return scope


def _behind(parsed: Parsed, i: int) -> list[int]:
    subject: list[int] = []
    for j in range(i - 1, -1, -1):
        token = parsed.tokens[j]
        if token.low in BREAK or len(subject) == SCOPE:
            break
        if token.content:
            subject.append(j)
    return subject


@lru_cache(maxsize=20_000)
def turns(parsed: Parsed) -> tuple[Turn, ...]:
    """The words of a text that have an opposite."""
    denied = {j for denial in denials(parsed) if denial.cue.low not in SUBJECT for j in denial.scope[:3]}
    return tuple(
        Turn(axis, sign, i in denied, i)
        for i, token in enumerate(parsed.tokens)
        for axis, sign in AXIS.get(token.low, ())
        if i not in parsed.inside
    )


def bare(token: Token) -> str:
    """The stem of a word without a prefix that denies it: "ineffective" -> effect; "" without one."""
    match = PREFIX.match(token.low)
    found = stems(token.low[match.end() :]) if match else ()
    return found[-1] if found else ""


def denied_stem(token: Token) -> str:
    """What a denied word is known by: to use, give and take are one."""
    return "use" if token.low in USING else token.stem
