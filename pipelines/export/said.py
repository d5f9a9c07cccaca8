"""The words that stand around an answer in the formats for people: Markdown, plain text and the print page."""

from collections.abc import Iterator

from pipelines.export.record import Dispute, Export, Line, Near, Quote
from pipelines.export.text import line
from pipelines.schema import Filters, Mode, Support

STATES: dict[Support, str] = {"supported": "Supported", "unsupported": "Unsupported", "not checked": "Not checked"}
MODES: dict[Mode, str] = {"dense": "meaning", "sparse": "words", "hybrid": "meaning and words"}
REFERENCES = "References"
NEAREST = "Nearest passages. They were found, and none of them is cited."
GONE = "no longer in the library"


def head(export: Export) -> Iterator[str]:
    """What stands below the question: how it was asked, the plain no, how many statements hold, what was left out."""
    if export.asked:
        yield f"Asked as: {export.asked}"
    if export.plain:
        yield export.plain
    if export.total:
        supported = export.total - export.unsupported - export.unchecked
        supported -= sum(line.support != "supported" for line in export.lines)
        yield f"Supported by the documents: {supported} of {_count(export.total)}."
    if left := ", ".join(_left(export)):
        yield f"Left out here: {left}."
    if export.withheld and export.total:
        yield f"Left out of the answer, since nothing supports it: {export.withheld} of a draft's statements."
    if export.note:
        yield export.note


def _left(export: Export) -> Iterator[str]:
    if export.unsupported:
        yield f"{_count(export.unsupported)} that {'is' if export.unsupported == 1 else 'are'} unsupported"
    if export.unchecked:
        yield f"{_count(export.unchecked)} that {'was' if export.unchecked == 1 else 'were'} not checked"


def _count(number: int) -> str:
    return f"{number} statement{'' if number == 1 else 's'}"


def foot(export: Export) -> str:
    """How the answer came about, in one line; for a list of documents only when it was made."""
    if not export.question:
        return f"Exported on {export.day}."
    parts = [
        f"Answered by: {export.model}." if not export.plain else "",
        f"Library version {export.generation}." if export.generation else "",
        f"Searched by {MODES[export.mode]}.",
        filters(export.filters),
        f"Exported on {export.day}.",
    ]
    return " ".join(filter(None, parts))


def filters(found: Filters) -> str:
    """The filters in one sentence; "" without any."""
    parts = [
        f"from {found.since}" if found.since is not None else "",
        f"to {found.until}" if found.until is not None else "",
        *found.kinds,
        *found.sources,
        *found.documents,
    ]
    told = ", ".join(filter(None, map(line, parts)))
    return f"Only: {told}." if told else ""


def state(one: Line) -> str:
    """The state of a statement in words; where it isn't supported, why: "Unsupported: the number 20 is not ..."."""
    word = STATES[one.support]
    return f"{word}: {one.reason}" if one.reason and one.support != "supported" else word


def numbers(one: Line) -> str:
    """The numbers of the works that a statement cites: "[1, 2]", "" where it cites none."""
    return f"[{', '.join(map(str, one.works))}]" if one.works else ""


def place(where: Quote | Near) -> str:
    """Page and section of a quote: "page 4, Dose > Adults"."""
    gone = GONE if isinstance(where, Quote) and not where.held else ""
    return ", ".join(filter(None, (f"page {where.page}" if where.page else "", where.section, gone)))


def side(export: Export, quote: Quote) -> str:
    """Where a side of a disagreement stands, with kind and year: "page 4, Dose, guideline, 2022"."""
    work = export.works[quote.number - 1]
    kind = work.kind if work.kind != "other" else ""
    return ", ".join(filter(None, (place(quote), kind, work.year)))


def disagreement(one: Dispute) -> str:
    """The line above the two sides."""
    return f"Sources disagree on this point: {one.reason.rstrip('.')}. Both are shown, none is chosen."
