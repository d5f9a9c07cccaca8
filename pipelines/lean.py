"""Whether a question leans on the one before: by a pronoun, by "and" or "what about", or for want of a subject."""

import regex

from pipelines.phrases import Word, words_of

CONNECTOR = regex.compile(
    r"^\W*(?:(?:and|but|or|so|also|then|ok|okay|well|yes|no|thanks|thank you)\b[\s,.!]*)*"
    r"(?:(?:what|how)(?:\s+about|\s+if|'s\s+with|\s+with)|(?:and|but|or|so|also|then)\b)[\s,:]*",
    regex.I,
)
ASKING = frozenset(
    """what which who whom whose when where why how is are was were am be do does did can could may might must shall
    should will would has have had""".split()
)
THINGS = frozenset("it they them this that these those".split())
OWNERS = frozenset("its their theirs".split())
LINKS = frozenset("of with for in on about from by after before than".split())
PERSONS = frozenset("he she him her his hers".split())
# "it" that stands for nothing: "Is it safe to give ibuprofen?", "How long does it take?"
EXPLETIVE = regex.compile(
    r"\b(?:is|was|be) it (?:[\w-]+ ){1,2}(?:to|that|for)\b|\bit (?:is|was) (?:[\w-]+ ){1,2}(?:to|that|for)\b"
    r"|\bit (?:take|takes|took|called)\b",
    regex.I,
)
TOLD = regex.compile(r"\(([^()]+)\)\W*$")  # "Are they dangerous (febrile seizure)?" was made to stand alone
CUE = regex.compile(r"\b(?:too|next|instead|else|as well|one|ones|the same|the other)\W*$", regex.I)
CLAUSE = regex.compile(
    r"[,;:(]|\b(?:if|when|because|and|but|or|before|after|while|since|that|as|until|so|unless|which|who)\b", regex.I
)
AUXILIARY = frozenset("is are was were can may should must could will would does do need has have comes come".split())


def leans(question: str) -> bool:
    """Whether it can't be answered as it stands."""
    words = words_of(question)
    if not words or any(word.part == "subject" for word in words_of("".join(TOLD.findall(question)))):
        return False
    if not any(word.part == "subject" for word in words) or fragment(question):
        return True
    return (
        CUE.search(question) is not None
        or _asks_which(words)
        or any(refers(question, words, n) for n in range(len(words)))
    )


def fragment(question: str) -> str:
    """What follows "and", "what about" and the like where it is no whole question; else empty."""
    match = CONNECTOR.match(question)
    if not match:
        return ""
    rest = question[match.end() :].strip()
    words = [word.low for word in words_of(rest)]
    if regex.search(r"\bif\W*$", match.group(), regex.I):
        return f"if {rest}"
    asking = bool(words) and words[0] in ASKING
    circumstance = words[:1] == ["when"] and not {*words[1:2]} & ASKING
    return "" if asking and not circumstance else rest


def refers(question: str, words: list[Word], at: int) -> bool:
    """Whether the word at `at` stands for something that this question doesn't name before it."""
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else None
    before = [
        other for other in words[:at] if other.part == "subject" or (word.low in PERSONS and other.part != "function")
    ]
    if word.low in OWNERS | PERSONS:
        return not before
    if word.low not in THINGS:
        return False
    if before and CLAUSE.search(question, before[-1].end, word.start):
        return False
    if word.low == "it":
        return not any(word.start in range(*match.span()) for match in EXPLETIVE.finditer(question))
    if word.low in ("they", "them"):
        return True
    named = after is not None and after.part == "generic"  # "this drug", "with that dose"
    return named and (word.low in ("this", "these") or (at > 0 and words[at - 1].low in LINKS))


def _asks_which(words: list[Word]) -> bool:
    """ "Which antibiotics are given?" asks for one of a kind, and doesn't say against what."""
    if words[0].low != "which" and not (len(words) > 1 and words[1].low == "which" and words[0].part == "function"):
        return False
    at = next(n for n, word in enumerate(words) if word.low == "which") + 1
    end = next((n for n in range(at, len(words)) if words[n].part == "function"), len(words))
    if end == len(words) or words[end].low not in AUXILIARY:
        return False
    return not any(word.part == "subject" for word in words[end:]) and len(words) - end <= 4
