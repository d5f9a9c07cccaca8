"""Every record that crosses a boundary, in the order in which an answer comes to be.

    source -> Document (Sections, Tables) -> Chunk -> Row -> Passage -> Retrieved -> Statement, Citation -> Answer

All are frozen and slotted. Offsets are counted in characters of `Document.text`, half open: `text[start:end]`. What the
library books of files and runs stands in `records.py`.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict, cast, get_args

from pipelines.pages.place import Place
from pipelines.reranked import Reranked
from pipelines.sections import Section, Table
from pipelines.terms import Learned, Sparse

Kind = Literal["guideline", "review", "trial", "case report", "patient information", "other"]
Mode = Literal["dense", "sparse", "hybrid"]
Support = Literal["supported", "unsupported", "not checked"]
Ended = Literal["finished", "stopped", "timed out", "failed"]

ABSTENTION = "Not in this library: I could not find this in your documents."
WITHHELD = "I could not support any statement of a draft answer, so I show none."

KINDS: tuple[Kind, ...] = get_args(Kind)
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reader needs to find the work again: who wrote it, where it stands, its identifiers."""

    authors: tuple[str, ...] = ()  # "Smith J", in the order given
    journal: str = ""
    pmid: str = ""  # digits only
    pmcid: str = ""  # "PMC3113902"
    doi: str = ""  # "10.1371/journal.pone.0000217", lower case, no resolver in front
    volume: str = ""  # of the journal; empty with the next two where the work isn't in one, or nobody tells
    issue: str = ""
    pages: str = ""  # in the journal, as printed: "222-8", "e0012345"


@dataclass(frozen=True, slots=True)
class Document:
    """One work as it was read: its text, how that text is cut into sections, and where it came from.

    Sections are ordered and disjoint and lie inside the text. `pages[i]` is the offset at which page i + 1 begins; it
    is empty for formats without pages. The id comes from the work's own identifier or from its path, never from chance.
    """

    id: str
    title: str
    text: str
    source: str
    url: str = ""
    published: str = ""  # "2019", "2019-03" or "2019-03-04"; empty when unknown
    kind: Kind = "other"
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()
    reference: Reference = field(default_factory=Reference)
    places: tuple[Place, ...] = field(default=(), compare=False, repr=False)  # of a PDF; the catalogue keeps them apart

    @property
    def year(self) -> int | None:
        """The year of publication, None when unknown."""
        return int(self.published[:4]) if self.published[:4].isdigit() else None

    def page(self, offset: int) -> int | None:
        """The page that holds the character at `offset`, counted from 1; None without pages."""
        return sum(1 for start in self.pages if start <= offset) or None if self.pages else None

    def section(self, offset: int) -> Section | None:
        """The section that holds the character at `offset`."""
        return next((s for s in self.sections if s.start <= offset < s.end), None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, or one record of a file, that was not taken in: why, and what the person can do."""

    source: str
    reason: str
    remedy: str


class Row(TypedDict):
    """What txtai stores for a chunk: `text` is embedded and searched by words, `body` is shown and cited."""

    text: str
    body: str
    context: str
    document: str
    title: str
    section: str
    start: int
    end: int
    page: int | None
    url: str
    source: str
    kind: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of one section: `document.text[start:end] == body`.

    `context` is the caption and header of the table that the rows in `body` belong to, or the sentence that opens the
    list which `body` goes on with; else it is empty.
    """

    id: str  # "<document>#<n>"
    document: str
    title: str
    section: str
    body: str
    start: int
    end: int
    page: int | None = None
    url: str = ""
    context: str = ""
    source: str = ""
    kind: Kind = "other"
    year: int | None = None

    @property
    def text(self) -> str:
        """What is embedded: title, section and context in front of the body, one a line."""
        return "\n".join(part for part in (self.title, self.section, self.context, self.body) if part)

    def row(self) -> Row:
        """The chunk as txtai stores it."""
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(self) if field.name != "id"}
        return cast(Row, {"text": self.text, **fields})

    @classmethod
    def from_row(cls, id: str, row: Mapping[str, Any]) -> "Chunk":
        """The chunk that `row` was made from: `Chunk.from_row(chunk.id, chunk.row()) == chunk`."""
        names = (field.name for field in dataclasses.fields(cls) if field.name != "id")
        return cls(id=id, **{name: row[name] for name in names})


@dataclass(frozen=True, slots=True)
class Chunked:
    """A document with its passages, in order."""

    document: Document
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found; an empty field lets all through. Both years are included."""

    since: int | None = None
    until: int | None = None
    kinds: tuple[Kind, ...] = ()
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """A question with how it is to be searched; None takes the configured default."""

    question: str
    mode: Mode | None = None
    filters: Filters = field(default_factory=Filters)
    limit: int | None = None
    weight: float | None = None  # share of the dense score in hybrid
    sparse: Sparse | None = None  # what `sparse` is: BM25 or SPLADE
    history: tuple[str, ...] = ()  # earlier questions of the conversation, oldest first: this one may lean on them
    quotes: bool = False  # answer by quotes, even where a language model is set up


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found: its score in the search, its rank by each way from 1, the question's words in it."""

    chunk: Chunk
    score: float
    dense_rank: int | None = None
    dense_score: float | None = None
    sparse_rank: int | None = None  # by BM25
    sparse_score: float | None = None
    terms: tuple[str, ...] = ()
    splade: Learned | None = None  # None where the search didn't go by SPLADE
    reranked: Reranked | None = None  # None where no cross-encoder read it


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What one generation of the library holds on a question: unique passages, best first."""

    question: str
    mode: Mode
    filters: Filters
    passages: tuple[Passage, ...]
    generation: int
    tenth: float  # the cosine of the library's tenth nearest passage, filtered or not; 0 where it holds fewer
    seconds: float = field(default=0.0, compare=False)  # its share of the search, when several were asked together
    typed: str = ""  # the question as the person typed it, where it leaned on earlier ones and was rewritten
    quotes: bool = False  # as in Query


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: `document.text[start:end] == quote`, inside one passage."""

    number: int  # the passage's number in this answer, from 1
    chunk: str  # the id of the passage's chunk
    document: str
    title: str
    section: str
    page: int | None
    quote: str
    start: int
    end: int
    url: str = ""
    context: str = ""  # caption and header of a table row, or what opens the list


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, what it rests on, and whether that was found to hold."""

    text: str
    citations: tuple[Citation, ...] = ()
    support: Support = "not checked"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two documents that say different things on the point asked; both are shown, neither is chosen."""

    reason: str  # "500 mg in one, 850 mg in the other"
    sides: tuple[Citation, Citation]


@dataclass(frozen=True, slots=True)
class Answer:
    """Statements with their evidence, or an abstention with the nearest passages and no citations."""

    question: str
    statements: tuple[Statement, ...]
    passages: tuple[Passage, ...]
    abstained: bool
    model: str
    generation: int
    seconds: float
    evidence: float = 0.0  # strength of the evidence, 0 to 1: below the threshold the answer abstains
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)
    asked: str = ""  # the question as it was put to the library, where it was rewritten
    disagreements: tuple[Disagreement, ...] = ()
    dropped: tuple[str, ...] = ()  # ids of passages that the language model's context had no room for
    withheld: int = 0  # statements left out because nothing supports them (verify.mode: strict)
    ended: Ended = "finished"
    note: str = ""  # why it ended early, or why a language model that is set up did not answer

    @property
    def text(self) -> str:
        """The answer as one text, each statement followed by its numbers: what was streamed, once it is finished."""
        if self.abstained:
            return WITHHELD if self.withheld else ABSTENTION
        note = self.note if self.ended != "finished" else ""
        return "\n".join(filter(None, [*(statement.text + marks(statement) for statement in self.statements), note]))


def marks(statement: Statement) -> str:
    """What follows a statement in plain text: " [1] [3]", and why it isn't supported where it isn't."""
    numbers = dict.fromkeys(citation.number for citation in statement.citations)
    doubt = f" ({statement.support}: {statement.reason})" if statement.support != "supported" else ""
    return "".join(f" [{number}]" for number in numbers) + doubt
