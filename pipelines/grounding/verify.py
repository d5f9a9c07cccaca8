"""Decides whether a statement rests on the passages that it cites.

A statement holds when one sentence of a cited passage, or two neighbours, say all of it: each number, each name, the
same direction, the same people, and near enough in meaning. A statement of several clauses may take each from a place
of its own, as long as the places speak of the same subject. All but the nearness in meaning is decided by rules, so
the same statement gets the same verdict, with a reason.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipelines.config import VerifySettings
from pipelines.grounding.checks import Held, covered, hold
from pipelines.grounding.names import Thesaurus, is_name
from pipelines.grounding.terms import Parsed, Token, holds, parse
from pipelines.grounding.windows import Window, pieces, quoted, verbatim, windows
from pipelines.orders import without_orders
from pipelines.schema import Chunk, Support

if TYPE_CHECKING:
    from pipelines.grounding.nli import Nli

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]

CLOSEST = 8  # windows that a statement is held against
CLAUSE_COVERED = 0.51  # of each clause's words
BEHIND = 0.1  # how much less than the most a window may hold to be taken for what the statement rests on
ASKED = 0.1  # what the question's words count in the choice of windows
MORE = 0.02  # how much more two sentences have to hold than one to be taken in its place
COVERED = 0.5  # share of the statement's words that its evidence holds
CITATION = re.compile(r"\s*\[\d+(?:\s?[,–-]\s?\d+)*\]")
NUMBERING = re.compile(r"^\s*(?:[-–•*]|\(?\d{1,2}[.)])\s+")
CLAUSE = re.compile(r"(?:;\s|,?\s(?:but|while|whereas|although)\s|,\sand\s|\sand\s|(?<=[a-z)])\.\s)")


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim piece of a cited passage: `cited[source].body[start:end]`."""

    source: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement is supported, why in plain words, and the best or closest sentences."""

    support: Support
    reason: str
    evidence: tuple[Span, ...]


class Verifier:
    """Checks statements against passages. Safe between threads when `encode` is.

    `encode` gives unit vectors of shape (texts, dimensions). `synonyms` maps a name to others for the same thing.
    """

    def __init__(
        self, encode: Encode, settings: VerifySettings, synonyms: Mapping[str, set[str]] = MappingProxyType({})
    ) -> None:
        self.encode = encode
        self.settings = settings
        self.synonyms = synonyms
        self.nli = _nli(settings.nli) if settings.nli else None

    def __call__(
        self, statement: str, cited: Sequence[Chunk], quotes: Sequence[str] = (), question: str = ""
    ) -> Verdict:
        """The verdict on one statement; `quotes` are believed only where a cited passage holds them word for word."""
        if not cited:
            return Verdict("not checked", "no passage was cited", ())
        cited = [_without_orders(chunk) for chunk in cited]
        text = NUMBERING.sub("", CITATION.sub("", statement)).strip()
        whole = _verbatim(text, cited)
        if whole:
            return Verdict("supported", "quoted word for word", whole)
        parsed = parse(text)
        if not parsed.content and not parsed.quantities:
            return Verdict("not checked", "the statement says nothing that can be checked", ())
        thesaurus = Thesaurus([f"{chunk.title}\n{chunk.body}" for chunk in cited], self.synonyms)
        places = [*quoted(cited, quotes), *windows(cited)]
        if not places:
            return Verdict("unsupported", "the cited passage is empty", ())
        asked = parse(question)
        places.sort(key=lambda window: -_shared(parsed, window) - ASKED * _shared(asked, window))
        held = self._best(parsed, places, cited, thesaurus)
        if held.reasons or held.covered < COVERED or not self._whole(parsed, held, thesaurus):
            parts = self._clauses(parsed, places, cited, thesaurus)
            if parts:
                return self._near(text, parts)
        if held.reasons:
            return Verdict("unsupported", held.reasons[0], _spans([held]))
        if held.covered < COVERED or not self._whole(parsed, held, thesaurus):
            return Verdict("unsupported", _uncovered(parsed, held, thesaurus), _spans([held]))
        return self._near(text, [held])

    def _best(self, statement: Parsed, places: Sequence[Window], cited: Sequence[Chunk], thesaurus: Thesaurus) -> Held:
        """The window that has least against the statement, of those that share most words with it."""
        order = sorted(places, key=lambda w: -_shared(statement, w))  # else as they came: the question's words decide
        anywhere = frozenset().union(*(thesaurus.widen(parse(chunk.body)) for chunk in cited))
        found = [hold(statement, window, thesaurus, anywhere) for window in order[:CLOSEST]]
        most = max(held.covered for held in found)
        single = max((held.covered for held in found if not held.window.cut), default=0.0)
        near = [
            held
            for held in found
            if held.covered >= most - BEHIND and (not held.window.cut or held.covered > single + MORE)
        ] or found
        return min(near, key=lambda held: (len(held.reasons), -round(held.covered, 3), len(held.window.spans)))

    def _clauses(
        self, statement: Parsed, places: Sequence[Window], cited: Sequence[Chunk], thesaurus: Thesaurus
    ) -> list[Held]:
        """Each clause with a window that says it, all of the same subject; nothing where one has none."""
        clauses = _split(statement)
        if len(clauses) < 2:
            return []
        held = [self._best(clause, places, cited, thesaurus) for clause in clauses]
        if any(one.reasons or one.covered < COVERED for one in held):
            return []
        subject = _subject(clauses[0])
        for one in held:
            there = thesaurus.widen(one.window.body) | thesaurus.widen(one.window.head)
            if not all(holds(there, token) for token in subject):
                return []
        return held

    def _whole(self, statement: Parsed, held: Held, thesaurus: Thesaurus) -> bool:
        """Whether the window says something of each clause."""
        near = thesaurus.widen(held.window.parsed) | thesaurus.widen(held.window.head)
        parts = _split(statement)
        return len(parts) < 2 or all(covered(part, held.window, near, frozenset()) >= CLAUSE_COVERED for part in parts)

    def _near(self, text: str, held: Sequence[Held]) -> Verdict:
        """Supported, where the evidence is near in meaning."""
        evidence = " ".join(one.window.parsed.text for one in held)
        head = held[0].window.head.text.splitlines()[:1]
        vectors = self.encode([text, evidence, "\n".join([*head, evidence])])
        near = float(max(vectors[1:] @ vectors[0])) >= self.settings.near
        if self.nli is not None:
            found = self.nli(evidence, text)
            if found.contradicts > max(found.entails, 0.5):
                return Verdict("unsupported", "the passage says otherwise, by the inference model", _spans(held))
            near = near or found.entails > 0.5
        if not near:
            return Verdict("unsupported", "the passage is about something else", _spans(held))
        return Verdict("supported", "numbers, names and direction agree with the passage", _spans(held))


@lru_cache(maxsize=1)
def _nli(path: Path) -> "Nli":
    from pipelines.grounding.nli import Nli  # loads transformers' models, which few need

    return Nli(path)


def _without_orders(chunk: Chunk) -> Chunk:
    """A passage as evidence: an order to write something is no word for it. Offsets stay."""
    return replace(
        chunk,
        title=without_orders(chunk.title),
        section=without_orders(chunk.section),
        body=without_orders(chunk.body),
        context=without_orders(chunk.context),
    )


def _shared(statement: Parsed, window: Window) -> float:
    """How much of a statement a window holds, to find those worth a closer look."""
    words = sum(
        holds(window.parsed.stems, token) + 0.3 * holds(window.head.stems, token) for token in statement.content
    )
    values = {value for one in window.parsed.quantities for value in one.values}
    numbers = sum(any(value in values for value in one.values) for one in statement.quantities)
    return words + numbers - 0.25 * (len(window.spans) - 1)


def _split(statement: Parsed) -> list[Parsed]:
    """The clauses of a statement, each with two words of meaning at least."""
    parts: list[str] = []
    at = 0
    for match in [*CLAUSE.finditer(statement.text), None]:
        piece = statement.text[at : match.start() if match else None]
        rest = statement.text[match.end() :] if match else "enough of it"
        if len(parse(piece).content) >= 2 and (not match or len(parse(rest).content) >= 2):
            parts.append(piece)
            at = match.end() if match else at
        elif not match and parts:
            parts[-1] += " " + piece
    return [parse(part) for part in parts]


def _subject(clause: Parsed) -> Sequence[Token]:
    """The names in a clause, or its first word of meaning."""
    names = [token for i, token in enumerate(clause.tokens) if token.content and is_name(token, i == 0)]
    return names[:2] or clause.content[:1]


def _uncovered(statement: Parsed, held: Held, thesaurus: Thesaurus) -> str:
    there = thesaurus.widen(held.window.body) | thesaurus.widen(held.window.head)
    missing = [token.text for token in statement.content if not holds(there, token)]
    if not missing:
        return "no sentence of the passage says all of this"
    return "the passage says nothing of: " + ", ".join(dict.fromkeys(missing[:4]))


def _spans(held: Sequence[Held]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(Span(one.window.source, *span) for one in held for span in one.window.spans))


def _verbatim(text: str, cited: Sequence[Chunk]) -> tuple[Span, ...]:
    """The sentences of one passage that the text repeats whole, word for word; nothing where it doesn't."""
    wanted = verbatim(text)
    if not wanted:
        return ()
    for source, chunk in enumerate(cited):
        if wanted not in verbatim(chunk.body):
            continue
        spans = pieces(chunk.body)
        for i in range(len(spans)):
            for j in range(i, len(spans)):
                found = verbatim(chunk.body[spans[i][0] : spans[j][1]])
                if found == wanted:
                    return tuple(Span(source, *span) for span in spans[i : j + 1])
                if len(found) > len(wanted) + 8:
                    break
    return ()
