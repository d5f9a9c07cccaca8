"""References as RIS, which every reference manager reads: one record a work, the quotes in its notes.

After the specification of Reference Manager (refman.com, "RIS Format Specifications") and the manual of refdb: two
letters, two spaces, a dash, a space; TY first, ER last, no empty line between records; lines end in CR LF. PMID in AN
and PMCID in C2, as in the table of 2011. UTF-8.
"""

from collections.abc import Iterator

from pipelines.export import said
from pipelines.export.record import Export, Quote, Work
from pipelines.schema import Kind

TYPES: dict[Kind, str] = {
    "trial": "JOUR",
    "review": "JOUR",
    "case report": "JOUR",
    "guideline": "RPRT",
    "patient information": "ELEC",
}
END = "\r\n"
ROW = " / "  # between the rows of a table, the items of a list


def write(export: Export) -> str:
    """A record for each work; "" where there is none."""
    return "".join(f"{tag}  - {value}{END}" for work in export.works for tag, value in _fields(export, work))


def article(work: Work) -> bool:
    """Whether a work of no kind of its own stands in a journal, as most that PubMed lists do."""
    return work.kind == "other" and bool(work.journal) and work.identified


def _fields(export: Export, work: Work) -> Iterator[tuple[str, str]]:
    """The fields that hold something, in order."""
    yield "TY", "JOUR" if article(work) else TYPES.get(work.kind, "GEN")
    first, last = _pages(work.pages)
    fields = [
        *(("AU", author.inverted) for author in work.authors),
        ("TI", work.title),
        ("T2", work.journal),
        ("PY", work.year),
        ("DA", _day(work.published)),
        ("VL", work.volume),
        ("IS", work.issue),
        ("SP", first),
        ("EP", last),
        ("DO", work.doi),
        ("UR", work.url),
        ("Y2", _day(work.read) if work.url else ""),
        ("AN", work.pmid),
        ("C2", work.pmcid),
        *(("N1", note) for note in notes(export, work)),
    ]
    yield from ((tag, value) for tag, value in fields if value)
    yield "ER", ""


def _pages(printed: str) -> tuple[str, str]:
    """First and last page, the latter whole: "222" and "228" of "222-8"; what is no range stands in the first alone."""
    first, _, last = printed.partition("-")
    if not (first.isdigit() and last.isdigit()):
        return printed, ""
    return first, first[: max(len(first) - len(last), 0)] + last


def _day(written: str) -> str:
    """ "2019-03-04" as "2019/03/04", "2019-03" as "2019/03"; "" for a year alone, which says no more than PY."""
    return written.replace("-", "/") if "-" in written else ""


def notes(export: Export, work: Work) -> Iterator[str]:
    """What the export quotes of a work: quote, place, number, and the statement that rests on it with its state."""
    for one in export.lines:
        for quote in one.quotes:
            if quote.number == work.number:
                alike = one.lines in (quote.lines, quote.context + quote.lines)
                told = "." if alike else f": {ROW.join(one.lines)}"
                yield f"{_quoted(quote)}. Statement {one.number} ({said.state(one)}){told}"
    for dispute in export.disputes:
        for side in dispute.sides:
            if side.number == work.number:
                yield f"{_quoted(side)}. {said.disagreement(dispute)}"


def _quoted(quote: Quote) -> str:
    where = said.place(quote)
    return f'"{ROW.join((*quote.context, *quote.lines))}" [{quote.number}]{f", {where}" if where else ""}'
