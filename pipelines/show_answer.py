"""How an answer looks in a terminal: its text as it comes, then the quotes with where they stand."""

from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from pipelines.asking import Asking
from pipelines.events import Piece, Waiting
from pipelines.places import NEAREST, place
from pipelines.schema import ABSTENTION, WITHHELD, Answer, Citation
from pipelines.show import err, out, passages, say
from pipelines.starting import empty

INDENT = "  "


class Lines:
    """Text that comes in pieces, wrapped to the terminal word by word and indented."""

    def __init__(self) -> None:
        self._column = 0
        self._word = ""

    def add(self, text: str) -> None:
        """Prints all words that are complete."""
        style = "yellow" if text in (ABSTENTION, WITHHELD) else ""
        for character in text:
            if character.isspace():
                self._print(style)
            else:
                self._word += character
            if character == "\n" and self._column:
                out.print()
                self._column = 0

    def end(self) -> None:
        """Prints what is left."""
        self.add("\n")

    def _print(self, style: str) -> None:
        if not self._word:
            return
        wide = self._column + 1 + len(self._word) > out.width
        gap = (f"\n{INDENT}" if wide else " ") if self._column else INDENT
        out.print(Text(gap + self._word, style=style), end="", soft_wrap=True)
        self._column = len(INDENT) + len(self._word) if wide else self._column + len(gap) + len(self._word)
        self._word = ""


def follow(run: Asking) -> Answer | None:
    """Prints an answer while it comes, and what belongs to it. Ctrl+C stops it: what is finished is kept."""
    lines = Lines()
    try:
        _pieces(run, lines)
    except KeyboardInterrupt:
        run.stop()
        run.wait()
        lines.add("\n" + (run.answer.note if run.answer else ""))
    lines.end()
    if run.answer is not None:
        rest(run.answer)
    return run.answer


def _pieces(run: Asking, lines: Lines) -> None:
    headed = False
    for event in run.events():
        if isinstance(event, Waiting) and event.ahead:
            say(
                f"Waiting: {event.ahead} {'answer is' if event.ahead == 1 else 'answers are'} ahead.",
                style="dim",
                to=err,
            )
        elif isinstance(event, Piece):
            if not headed and run.retrieved is not None:
                head(run.retrieved.typed or run.retrieved.question, run.retrieved.question)
                headed = True
            lines.add(event.text)


def answer(found: Answer) -> None:
    """An answer that is finished, as `follow` would have printed it."""
    head(found.question, found.asked)
    lines = Lines()
    lines.add(found.text)
    lines.end()
    rest(found)


def head(question: str, asked: str) -> None:
    """The question, and how it was put to the library where that differs."""
    say(question, style="bold")
    if asked and asked != question:
        say(f"Asked as: {asked}", style="dim")
    out.print()


def rest(found: Answer) -> None:
    """What stands below an answer's text: where sources disagree, quotes and their places, what was left out."""
    _disagreements(found)
    if found.statements:
        _evidence(found)
    elif not found.generation:
        out.print(f"\nThe library is empty. {empty()}", soft_wrap=True)
    elif found.passages:
        told = "none of them answers the question" if found.abstained else "you can read them yourself"
        out.print(f"\nNearest passages; {told}:")
        passages(found.passages[:NEAREST])
    _notes(found)


def _evidence(found: Answer) -> None:
    out.print("\nEvidence:")
    sources = {passage.chunk.id: passage.chunk.source for passage in found.passages}
    citations = sorted({c for s in found.statements for c in s.citations}, key=lambda c: (c.number, c.start))
    for number, group in groupby(citations, key=lambda c: (c.number, c.page)):
        cites = list(group)
        say(place(cites[0]), f"[{number[0]}] ", "    ", style="cyan")
        say(cites[0].url or sources.get(cites[0].chunk, ""), "    ", style="dim")
        quotes(cites)


def _disagreements(found: Answer) -> None:
    for one in found.disagreements:
        say(f"Sources disagree on this point: {one.reason}. Both are shown, none is chosen.", "\n", "", style="yellow")
        for side in one.sides:
            say(place(side), "  - ", "    ", style="cyan")
            quotes([side])


def _notes(found: Answer) -> None:
    """What a person has to know beside the answer, on standard error."""
    if found.note and found.ended == "finished":
        say(f"{found.note} This answer is by quotes.", style="yellow", to=err)
    if found.withheld and found.statements:
        say(f"Left out, since nothing supports it: {found.withheld} of a draft's statements.", style="yellow", to=err)
    if found.dropped:
        count = len(found.dropped)
        say(f"Passages that the language model had no room for: {count}, the weakest ones.", style="dim", to=err)


def quotes(citations: Sequence[Citation]) -> None:
    """Quotes of one passage; above the rows of a table its caption and header."""
    table = ""
    for citation in citations:
        if citation.context != table:
            for line in citation.context.splitlines():
                say(line, "    ", style="dim")
        table = citation.context
        for line in f"“{citation.quote}”".splitlines():
            say(line, "    ", "     ")
