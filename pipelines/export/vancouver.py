"""References in the style of the NLM (Vancouver), and a whole answer as plain text with them below.

    Smith JA, Jones B. Metformin in adults. Heart. 2019;105(3):222-8. doi: 10.1136/heart.1. PMID: 1; PMCID: PMC2.

After "Citing Medicine" (NLM, 2nd edition) as PubMed writes it: six authors, then "et al."; the year alone; what is not
known leaves no gap and is never made up. A page on the web has its address and the day it was read into the library.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from pipelines.export import said
from pipelines.export.names import Name
from pipelines.export.record import Export, Line, Quote, Work

MOST = 6  # authors named before "et al."
INDENT = "   "


def reference(work: Work) -> str:
    """A work in one line, without its number."""
    web = bool(work.url) and not work.identified
    title = f"{work.title} [Internet]" if web and work.title else work.title
    parts = [_people(work.authors), title, work.journal, _issue(work, web), *_found(work, web)]
    return " ".join(_stopped(part) for part in parts if part)


def _people(authors: Sequence[Name]) -> str:
    names = [author.short for author in authors[:MOST]]
    return ", ".join([*names, "et al"] if len(authors) > MOST else names)


def _issue(work: Work, web: bool) -> str:
    """Year, volume, issue and pages: "2019;105(3):222-8"; for a page on the web the day it was read behind the year."""
    cited = f"[cited {_day(work.read)}]" if web and work.read else ""
    volume = work.volume + (f"({work.issue})" if work.issue else "")
    dated = ";".join(filter(None, (" ".join(filter(None, (work.year, cited))), volume)))
    return ":".join(filter(None, (dated, work.pages)))


def _found(work: Work, web: bool) -> Iterator[str]:
    """What leads to it: identifiers, else the address, else the file."""
    if work.doi:
        yield f"doi: {work.doi}"
    ids = (f"PMID: {work.pmid}" if work.pmid else "", f"PMCID: {work.pmcid}" if work.pmcid else "")
    yield "; ".join(filter(None, ids))
    if web:
        yield f"Available from: {work.url}"
    elif not work.identified and work.file:
        yield f"File: {work.file}"


def _day(written: str) -> str:
    """ "2026-11-20" as "2026 Nov 20"."""
    day = date.fromisoformat(written)
    return f"{day.year} {MONTHS[day.month - 1]} {day.day}"


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _stopped(part: str) -> str:
    """A part with a full stop; an address keeps its own end, a title its question mark."""
    return part if part.endswith((".", "?", "!", "/")) else f"{part}."


def write(export: Export) -> str:
    """The answer as plain text with its references, or the references alone."""
    return "\n".join(_lines(export)).rstrip("\n") + "\n"


def _lines(export: Export) -> Iterator[str]:
    if export.question:
        yield from (export.question, "", *said.head(export), "")
        yield from _body(export)
        if export.works:
            yield from (said.REFERENCES, "")
    yield from (f"{work.number}. {reference(work)}" for work in export.works)
    yield from ("", said.foot(export)) if export.question else ()


def _body(export: Export) -> Iterator[str]:
    for dispute in export.disputes:
        yield said.disagreement(dispute)
        for side in dispute.sides:
            yield from _quote(side, said.side(export, side))
        yield ""
    for one in export.lines:
        yield from _statement(one)
        yield ""
    if export.near:
        yield from (said.NEAREST, "")
        for passage in export.near:
            yield f"- {', '.join(filter(None, (passage.title, said.place(passage))))}"
            yield from (f"{INDENT}{text}" for text in passage.lines)
            yield ""


def _statement(one: Line) -> Iterator[str]:
    mark = f"[{said.STATES[one.support]}] " if one.support != "supported" else ""
    *first, last = one.lines or ("",)
    told = " ".join(filter(None, (last, said.numbers(one), f"({said.state(one)})")))
    for number, text in enumerate((*first, told)):
        yield f"{INDENT}{text}" if number else f"{one.number}. {mark}{text}"
    for quote in one.quotes:
        yield from _quote(quote, said.place(quote))


def _quote(quote: Quote, place: str) -> Iterator[str]:
    yield from (f"{INDENT}{text}" for text in quote.context)
    *first, last = quote.lines or ("",)
    where = f", {place}" if place else ""
    for number, text in enumerate((*first, f'{last}" [{quote.number}]{where}')):
        yield f"{INDENT} {text}" if number else f'{INDENT}"{text}'
