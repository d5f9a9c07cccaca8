"""The words of a text with their places, in a form in which two spellings of one word are the same.

Stems are those of the index (`words`), over one spelling: "haemoglobin" and "hemoglobin", "tumour" and "tumor".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from pipelines.grounding.quantity import Quantity, quantities
from pipelines.words import STOP, normal, words

TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-‐‑'’][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{N}]")
# Words that say nothing by themselves; none of them turns a sentence.
LIGHT = STOP | frozenset(
    "also any both each either even further however just more most much neither other others quite rather same several "
    "some still thus very well whether while whereas although though because since therefore hence here there about "
    "approximately around roughly nearly almost upon within among amongst between during through throughout per via "
    "against toward towards being having having does done done make makes made must need needs needed might ought used "
    "use uses using usual usually often generally typically commonly normally mostly mainly mean means include "
    "includes "
    "including included found find seen shown show shows showed given give gives giving one ones he she his her him us "
    "me my i who whose e.g i.e etc versus vs than then too so if unless until when where let get gets got go goes take "
    "takes taking become becomes became called known according respectively people patients patient person persons "
    "individuals study studies case cases thing things way ways number no not nor never without cannot "
    "over under above below less fewer least up at out".split()
)
MENT = regex.compile(r"(?<=[a-z]{4})ment$")  # "treatment" beside "treat"
SPELLING = (
    (regex.compile(r"[ao]e(?=[a-z])"), "e"),
    (regex.compile(r"(?<=[a-z]{2})our(?=s?$|al|ed|ing|less|able|ite)"), "or"),
    (regex.compile(r"(?<=[a-z]{3})is(?=e[ds]?$|ing$|ation|er)"), "iz"),
    (regex.compile(r"(?<=[a-z]{3})ys(?=e[ds]?$|ing$)"), "yz"),
    (regex.compile(r"(?<=[bt])re$"), "er"),
    (regex.compile(r"sulph"), "sulf"),
    (regex.compile(r"ll(?=ed$|ing$|er$)"), "l"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: its place, its stem, the stems of its parts, and whether it carries meaning of its own."""

    start: int
    end: int
    text: str
    low: str
    stem: str
    parts: tuple[str, ...]
    content: bool


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """A text taken apart: its tokens, its quantities, and the stems of its words."""

    text: str
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    stems: frozenset[str]
    content: tuple[Token, ...]  # the words that carry meaning
    inside: Mapping[int, Quantity]  # index of a token -> the quantity that it is a part of

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parsed) and other.text == self.text


def folded(word: str) -> str:
    """One spelling of a word in lower case."""
    for pattern, new in SPELLING:
        word = pattern.sub(new, word)
    return word


@lru_cache(maxsize=100_000)
def stems(word: str) -> tuple[str, ...]:
    """The stems of a word, its whole last: "TNF-α" -> tnf, alpha, tnfalpha."""
    low = normal(word)
    return tuple(MENT.sub("", stem) for stem in words("-".join(folded(part) for part in low.split("-"))))


@lru_cache(maxsize=20_000)
def parse(text: str) -> Parsed:
    """Takes a text apart; words inside a quantity are no content of their own."""
    found = quantities(text)
    tokens: list[Token] = []
    all_stems: set[str] = set()
    inside: dict[int, Quantity] = {}
    at = 0
    for match in TOKEN.finditer(text):
        start, end = match.span()
        while at < len(found) and found[at].end <= start:
            at += 1
        counted = at < len(found) and found[at].start <= start
        if counted:
            inside[len(tokens)] = found[at]
        word = match.group()
        parts = stems(word)
        all_stems.update(parts)
        low = word.lower().replace("’", "'")
        content = (
            bool(parts)
            and not counted
            and low not in LIGHT
            and not low.endswith("n't")
            and any(c.isalpha() for c in low)
        )
        tokens.append(Token(start, end, word, low, parts[-1] if parts else "", parts[:-1], content))
    meaning = tuple(token for token in tokens if token.content)
    return Parsed(text, tuple(tokens), found, frozenset(all_stems), meaning, inside)


def holds(stems: frozenset[str] | set[str], token: Token) -> bool:
    """Whether a set of stems holds a word, whole or by all its parts."""
    return token.stem in stems or (bool(token.parts) and all(part in stems for part in token.parts))
