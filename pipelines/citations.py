"""Reads what a language model writes, as it comes: statements, the quotes in front of them, the passages they cite.

A model is told to write a line `> words of a passage [2]` and behind it its own sentence with `[2]`. What it does write
is text and nothing else: only numbers of passages that it was given count as citations, all others are taken out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.sentences import sentences

NOTHING = "NOT IN THESE PASSAGES"  # the one way in which a model says that the passages hold no answer

BRACKET = re.compile(
    r"[\[【(](?:(?:passages?|sources?|quotes?|documents?|refs?|no)\.?\s*)?[#^]?(?P<numbers>\d{1,4}"
    r"(?:\s*(?:,|;|&|and|to|[-–])\s*(?:passages?\s*)?[#^]?\d{1,4})*)[\]】)]",
    re.IGNORECASE,
)
RANGE = re.compile(r"(\d+)\s*(?:to|[-–])\s*(\d+)")
OPEN = re.compile(
    r"\s*(?:[\[【][^\[\]【】]{0,60}|\([a-z]*\.?[\s\d,;&#^–a-z-]{0,24})$", re.IGNORECASE
)  # may become a citation
LEAD = re.compile(
    r"\s*(?:[-*•]\s+|\d{1,2}[.)]\s+)?(?:\*\*|__)?(?:(?:Answer|Statement|Claim)\s?\d*\s?:\s*)?", re.IGNORECASE
)
QUOTE = re.compile(r"\s*(?:>|quote\s?\d*\s?:)", re.IGNORECASE)
UNDECIDED = re.compile(
    r"\s*(?:[-*•>\d.)_\s]|q(?:u(?:o(?:te?)?)?)?|(?:Answer|Statement|Claim)\s?\d*\s?:?)*$", re.IGNORECASE
)
NEVER_CLOSED = re.compile(r"\s*[\[【]\s*\d*\s*$")
BOLD = re.compile(r"\*\*|__")
ENDS = '.!?…])】*_"”'
BEGUN = 12  # characters of the next sentence by which the end of one is believed
FURTHEST = 20  # passages that a range "[1-20]" may span


@dataclass(frozen=True, slots=True)
class Part:
    """More of the statement that is being written, without citations."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement that is finished: its text, the passages it cites, numbered from 1, and quotes that came before."""

    text: str
    numbers: tuple[int, ...]
    quotes: tuple[str, ...]


Read = Part | Said


class StatementReader:
    """Takes text piece by piece. The Parts between two Said, joined, are the text of the second."""

    def __init__(self, passages: int) -> None:
        self.passages = passages
        self.refused = False  # whether the model said that the passages hold no answer
        self._line = ""  # what of the present line isn't read yet
        self._told = ""  # what of the present statement was given out
        self._quotes: list[str] = []

    def feed(self, piece: str) -> Iterator[Read]:
        """What can be told after one more piece of text; how the text is cut into pieces makes no difference."""
        for character in piece:
            if character == "\n":
                yield from self._end_line()
            else:
                self._line += character
                yield from self._go_on()

    def finish(self) -> Iterator[Read]:
        """What is left when the model has come to its end."""
        yield from self._end_line()

    @property
    def cut(self) -> bool:
        """Whether the text stops in the middle of a statement or quote: it may be "Give 50" of "Give 500 mg"."""
        rest = self._line.strip()
        return bool(rest) and rest[-1] not in ENDS and _refusal(rest) != NOTHING

    def _go_on(self) -> Iterator[Read]:
        """Parts and sentences of a line that may still go on."""
        if self._held():
            return
        yield from self._split(BEGUN)
        yield from self._tell(_visible(_first(self._line), more=True))

    def _end_line(self) -> Iterator[Read]:
        """The rest of a line that is complete."""
        line, self._line = self._line, ""
        if not self._told:
            if QUOTE.match(line):
                self._quotes.append(_quoted(line))
                return
            if _refusal(line) == NOTHING:
                self.refused = True
                return
            line = line[LEAD.match(line).end() :]  # type: ignore[union-attr]
        self._line = line
        yield from self._split(1)
        yield from self._say(self._line)
        self._line = ""

    def _held(self) -> bool:
        """Whether it can't be known yet what the line is; cuts off what stands in front of a statement otherwise."""
        if self._told:
            return False
        if UNDECIDED.match(self._line) or QUOTE.match(self._line) or NOTHING.startswith(_refusal(self._line)):
            return True
        self._line = self._line[LEAD.match(self._line).end() :]  # type: ignore[union-attr]
        return not self._line

    def _split(self, begun: int) -> Iterator[Read]:
        """The sentences of the line that are surely finished."""
        while True:
            spans = sentences(self._line)
            if len(spans) < 2 or len(self._line) - spans[1][0] < begun:
                return
            cut = spans[1][0]
            if not _visible(self._line[:cut]).startswith(self._told):  # more was told than this sentence
                return
            yield from self._say(self._line[:cut])
            self._line = self._line[cut:]

    def _say(self, raw: str) -> Iterator[Read]:
        text = _visible(raw)
        if not text:  # a line of citations only
            return
        yield from self._tell(text)
        numbers = list(dict.fromkeys(number for match in _citations(raw) for number in _numbers(match["numbers"])))
        held = tuple(number for number in numbers if 1 <= number <= self.passages)  # others are invented
        yield Said(self._told or text, held, tuple(self._quotes))
        self._told, self._quotes = "", []

    def _tell(self, text: str) -> Iterator[Read]:
        more = text[len(self._told) :]
        if more and text.startswith(self._told):
            self._told = text
            yield Part(more)


def _first(line: str) -> str:
    spans = sentences(line)
    return line[: spans[0][1]] if spans else line


def _citations(raw: str) -> Iterator[re.Match[str]]:
    """The citations in a text; in round brackets only "(passage 2)" is one, "(2)" can be anything."""
    for match in BRACKET.finditer(raw):
        if match[0][0] != "(" or not match[0][1].isdigit():
            yield match


def _visible(raw: str, more: bool = False) -> str:
    """The text without its citations; of one that goes on, only what can't change any more."""
    parts, end = [], 0
    for match in _citations(raw):
        parts.append(raw[end : match.start()].rstrip() if _closes(raw, match.end()) else raw[end : match.start()])
        end = match.end()
    text = BOLD.sub("", "".join([*parts, raw[end:]]))
    # One that goes on may become a citation or bold; one that is over may end in a citation that was never closed.
    text = OPEN.sub("", text).rstrip(" \t*_") if more else NEVER_CLOSED.sub("", text)
    # A link or picture would have a program that shows Markdown call another host.
    return text.replace("](", "] (").strip()


def _closes(raw: str, end: int) -> bool:
    return not raw[end : end + 1].isalnum()


def _numbers(text: str) -> Iterator[int]:
    for match in RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        yield from range(first, min(last, first + FURTHEST) + 1)
    yield from (int(number) for number in re.findall(r"\d+", RANGE.sub("", text)))


def _quoted(line: str) -> str:
    """The words of a quote line, without mark, number and quotation marks."""
    text = line[QUOTE.match(line).end() :]  # type: ignore[union-attr]
    for match in reversed(list(_citations(text))):
        text = text[: match.start()] + text[match.end() :]
    return text.strip().strip("\"“”'‘’ ").strip()


def _refusal(line: str) -> str:
    return line.strip(" \t\r*_.\"'[]()").upper()
