"""Carries the subject of the last question over into the next, by rules and in words that a person can read."""

from collections.abc import Sequence
from itertools import pairwise

import regex

from pipelines.lean import LINKS, THINGS, fragment, refers
from pipelines.phrases import CIRCUMSTANCE, PEOPLE, Rarity, Run, Word, ranked, runs_of, words_of

PREPOSITION = regex.compile(
    r"\s+(?:in|to|with|without|during|for|at|on|under|before|after|when|if|among|above|below|until|while)\s", regex.I
)
LEADS = frozenset(
    "in with without during for at on under before after when if among above below until while from of by".split()
)
WHOM = PEOPLE | frozenset("patient peopl person year old older pregnant pregnanc kg elder".split())
FORM = frozenset("treat manag therapi diagnos symptom caus prevent sign".split())  # "How is croup treated?"
POINTING = frozenset("this these that those".split())
REPLACED = POINTING | {"it", "its"}
MOST = 60  # characters of a subject that still fits into a sentence


def carried(question: str, history: Sequence[str], rarity: Rarity | None = None) -> str:
    """The question with what it lacks from the last earlier one that names a subject; as it is where none does."""
    prior = next((one for one in reversed(history) if runs_of(one)), "")
    if not prior:
        return question
    runs = ranked(runs_of(prior), rarity)
    words = words_of(question)
    rest = fragment(question)
    if rest and (made := _joined(rest, prior, runs)):
        return made
    if made := _replaced(question, words, runs):
        return made
    if all(word.part == "function" and word.low not in THINGS for word in words):  # "Why?", "For how long?"
        return f"{_capital(_stripped(question))}? {_capital(_stripped(prior))}?"
    return _behind(question, runs, words, prior)


def _joined(rest: str, prior: str, runs: Sequence[Run]) -> str:
    """The earlier question with a new circumstance or subject: "... in children?"; empty where neither is asked for."""
    words = words_of(rest)
    if not words:
        return ""
    if all(word.part in ("circumstance", "generic") for word in words) and any(w.part == "circumstance" for w in words):
        rest = f"in {rest}"
    elif words[0].low not in LEADS or words[0].low == "of":
        return _exchanged(rest, words, prior, runs)
    elif all(word.part == "function" for word in words) or (words[1:] and words[1].low in ("which", "what", "whom")):
        return ""
    return f"{_without(_stripped(prior), rest)} {_stripped(rest)}?"


def _exchanged(rest: str, words: Sequence[Word], prior: str, runs: Sequence[Run]) -> str:
    """The earlier question with another subject, "type 2" for "type 1"; empty where what is new is no subject."""
    for word, after in pairwise(words):
        if after.low.isdecimal() and (old := regex.search(rf"\b{regex.escape(word.text)}\s+\d+\b", prior, regex.I)):
            return f"{_stripped(prior[: old.start()] + word.text + ' ' + after.text + prior[old.end() :])}?"
    named = runs_of(rest)
    treated = len(runs) == 1 and any(word.stem in FORM for word in words_of(prior))
    if len(named) != 1 or treated or words[0].low in ("the", "its", "their", "any") or words[-1].part == "generic":
        return ""
    main = runs[0]
    return f"{_stripped(prior[: main.start] + named[0].text + prior[main.end :])}?"


def _without(prior: str, rest: str) -> str:
    """The earlier question without a circumstance that the new one takes the place of."""
    new = {word.stem for word in words_of(rest) if word.part != "function"}
    found = [match.start() for match in PREPOSITION.finditer(prior)]
    for start, end in reversed(list(zip(found, [*found[1:], len(prior)], strict=False))):
        old = {word.stem for word in words_of(prior[start:end]) if word.part != "function"}
        if old & new or (_people(old) and _people(new)):
            prior = (prior[:start] + prior[end:]).strip()
    return prior


def _people(stems: set[str]) -> bool:
    """Whether a circumstance says for whom, by name or age, and nothing else."""
    return bool(stems & WHOM) and all(stem in WHOM | CIRCUMSTANCE or not stem.isalpha() for stem in stems)


def _replaced(question: str, words: list[Word], runs: Sequence[Run]) -> str:
    """The question with the main subject in the place of "it", "its" or "this drug"; empty where there is none of them.

    "They" may be people, and "in it" a trial: there the subject stands better behind the question.
    """
    main = runs[0]
    whole = all(word.part != "subject" for word in words)  # then every pronoun points back
    for at, word in enumerate(words):
        if word.low not in REPLACED or len(main.text) > MOST or not (whole or refers(question, words, at)):
            continue
        named = at + 1 < len(words) and words[at + 1].part == "generic"
        if word.low == "it" and at and words[at - 1].low in LINKS:
            continue
        if word.low in POINTING and not named:
            continue
        end = words[at + 1].end if word.low in POINTING else word.end
        subject = f"{main.text}'s" if word.low == "its" else main.text
        return _behind(question[: word.start] + subject + question[end:], runs[1:], [], "")
    return ""


def _behind(question: str, runs: Sequence[Run], words: Sequence[Word], prior: str) -> str:
    """The question with the subjects in brackets behind it; a mere "And the highest?" gets all that was asked."""
    bare = sum(word.part != "function" for word in words) <= 1 and fragment(question)
    new = [run.text for run in sorted(runs, key=lambda run: run.start) if run.text.lower() not in question.lower()]
    told = _gist(prior) if prior and (bare or not new) else ", ".join(new)
    return f"{_capital(_stripped(question))} ({told})?" if told else f"{_capital(_stripped(question))}?"


def _gist(prior: str) -> str:
    """The earlier question from its first to its last word that says something."""
    words = [word for word in words_of(prior) if word.part != "function"]
    return prior[words[0].start : words[-1].end]


def _stripped(question: str) -> str:
    return " ".join(question.split()).rstrip(" ?.!,;:")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
