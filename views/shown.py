"""What the drawer can show: quotes of statements, sides of disagreements, passages that were found."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.schema import Citation, Passage, Statement
from views import words


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that the drawer can show: a quote or a passage, and the statement that rests on it."""

    place: tuple[str, str]  # what the address says of it: the statement, and which evidence of it
    label: str
    document: str
    start: int
    end: int
    quote: str
    title: str
    section: str
    page: int | None
    statement: Statement | None = None

    @property
    def doubtful(self) -> bool:
        """Whether it is the closest passage to a statement that it doesn't support."""
        return self.statement is not None and self.statement.support == "unsupported"


def _of(place: tuple[str, str], label: str, c: Citation, statement: Statement | None = None) -> Shown:
    return Shown(place, label, c.document, c.start, c.end, c.quote, c.title, c.section, c.page, statement)


def cited(statements: Sequence[Statement]) -> list[Shown]:
    """The citations of all statements, in order."""
    return [
        _of((str(s), str(e)), words.evidence.evidence(citation.number), citation, statement)
        for s, statement in enumerate(statements, start=1)
        for e, citation in enumerate(statement.citations, start=1)
    ]


def sides(number: int, both: Sequence[Citation]) -> list[Shown]:
    """The two sides of a disagreement."""
    return [_of((f"d{number}", str(e)), words.evidence.source(e), side) for e, side in enumerate(both, start=1)]


def found(passages: Sequence[Passage]) -> list[Shown]:
    """Passages that were found."""
    shown = []
    for e, chunk in enumerate((passage.chunk for passage in passages), start=1):
        c, label = chunk, words.evidence.passage(e)
        shown.append(Shown(("p", str(e)), label, c.document, c.start, c.end, c.body, c.title, c.section, c.page))
    return shown
