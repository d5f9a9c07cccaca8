"""The records of an export: what every writer gets, and all that it gets."""

from dataclasses import dataclass, field

from pipelines.export.names import Name
from pipelines.schema import Filters, Kind, Mode, Support


@dataclass(frozen=True, slots=True)
class Work:
    """A document as a list of references names it; what isn't known is empty."""

    number: int  # in this export, from 1, in the order of first mention
    id: str
    title: str
    authors: tuple[Name, ...] = ()
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""  # in the journal, as printed: "222-8"
    published: str = ""  # "2019", "2019-03" or "2019-03-04"
    kind: Kind = "other"
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    url: str = ""
    file: str = ""  # the file that it was read from, as the library names it
    read: str = ""  # the day it was read into the library: "2026-11-20"

    @property
    def year(self) -> str:
        """The year of publication, "" when unknown."""
        return self.published[:4]

    @property
    def identified(self) -> bool:
        """Whether an identifier leads to it."""
        return bool(self.doi or self.pmid or self.pmcid)


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quote and where it stands; lines of a table or a list are kept apart."""

    number: int  # of its work
    lines: tuple[str, ...]
    section: str = ""
    page: int | None = None
    context: tuple[str, ...] = ()  # caption and header of a table row, or what opens the list
    held: bool = True  # False where the library doesn't hold these words at that place any more


@dataclass(frozen=True, slots=True)
class Line:
    """A statement with its state and the quotes that it cites."""

    number: int  # in this export, from 1: what is left out takes no number
    lines: tuple[str, ...]
    support: Support
    reason: str = ""
    quotes: tuple[Quote, ...] = ()

    @property
    def works(self) -> tuple[int, ...]:
        """The numbers of the works that it cites, each once."""
        return tuple(dict.fromkeys(quote.number for quote in self.quotes))


@dataclass(frozen=True, slots=True)
class Dispute:
    """A point on which two documents say different things; neither is chosen."""

    reason: str
    sides: tuple[Quote, Quote]


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that was found and answers nothing: no citation, so it has no number."""

    title: str
    section: str
    page: int | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported. All text is fit for one line: white space folded, nothing hidden in it."""

    day: str  # of the export, "2026-11-21"
    works: tuple[Work, ...] = ()
    question: str = ""  # empty for a list of documents alone
    asked: str = ""  # the question as it was put to the library, where it was rewritten
    plain: str = ""  # the plain no of an answer that abstained
    lines: tuple[Line, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    near: tuple[Near, ...] = ()
    total: int = 0  # statements of the answer, those left out too
    unsupported: int = 0  # statements left out of this export because they are unsupported
    unchecked: int = 0  # ... because they were not checked
    withheld: int = 0  # statements that the answer itself left out (verify.mode: strict)
    note: str = ""  # why the answer ended early, or why a language model did not answer
    model: str = ""
    generation: int = 0
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)
