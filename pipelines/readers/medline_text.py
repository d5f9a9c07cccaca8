"""MEDLINE text as PubMed exports it ("PMID- 16403221", .nbib or .txt): one document a record."""

import re
from collections.abc import Iterator

from pipelines.errors import Refused
from pipelines.readers.base import File
from pipelines.readers.compose import spaces
from pipelines.readers.dates import read_date
from pipelines.readers.decode import text
from pipelines.readers.kind import kind_of
from pipelines.readers.medline import headline, label
from pipelines.readers.record import Part, Record, clean, distinct
from pipelines.readers.reference import doi, pmcid, pmid
from pipelines.schema import Document, Reference, Refusal

Fields = dict[str, list[str]]

_FIELD = re.compile(r"(?=.{4}-)([A-Z][A-Z0-9]{1,3}) *- ?(.*)")
_LABEL = re.compile(r"(?:^|(?<=[.?!)] ))([A-Z][A-Z0-9 /&,'’()-]{2,60}): (?=\S)")
_TITLED = re.compile(r"(.+?)\s*\[(\w+)\]")


def read(file: File) -> Iterator[Document | Refusal]:
    """One document a record, ids such as "pmid:16403221". Raises Refused as `decode.text` does, and without records."""
    records = list(_records(clean(text(file))))
    if not records:
        raise Refused("There is no MEDLINE record in this file.", 'Export from PubMed in the format "PubMed".')
    yield from distinct(_document(fields, file.label, line) for line, fields in records)


def _records(content: str) -> Iterator[tuple[int, Fields]]:
    """The records by tag, each with the line it begins on; lines that go on from the last are joined to it."""
    fields: Fields = {}
    begin, values = 0, [""]
    for number, line in enumerate(content.split("\n"), 1):
        found = _FIELD.match(line)
        if found and found.group(1) == "PMID" and fields:
            yield begin, fields
            fields = {}
        if found:
            begin = begin if fields else number
            values = fields.setdefault(found.group(1), [])
            values.append(found.group(2).strip())
        elif line.strip() and fields:
            values[-1] = f"{values[-1]} {line.strip()}"
    if fields:
        yield begin, fields


def _document(fields: Fields, source: str, line: int) -> Document | Refusal:
    number = pmid(_first(fields, "PMID"))
    if not number:
        return Refusal(f"{source}, line {line}", "The record has no PMID.", "Export it from PubMed again.")
    title = headline(_first(fields, "TI") or _first(fields, "BTI"), _first(fields, "TT"))
    record = Record(
        title=title,
        parts=tuple(_abstract(_first(fields, "AB") or _first(fields, "OAB"))),
        reference=Reference(
            authors=(*fields.get("AU", ()), *fields.get("CN", ())),
            journal=_first(fields, "JT") or _first(fields, "TA"),
            pmid=number,
            pmcid=pmcid(_first(fields, "PMC")),
            doi=doi(_titled(fields, "doi")),
            volume=_first(fields, "VI"),
            issue=_first(fields, "IP"),
            pages=_first(fields, "PG"),
        ),
        published=read_date(_first(fields, "DP")) or read_date(_first(fields, "DEP")),
        kind=kind_of(fields.get("PT", ()), title),
        id=f"pmid:{number}",
        url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
    )
    missing = Refusal(f"{source}, line {line}", f"PMID {number} has neither title nor abstract.", "Export it again.")
    return record.document(source) or missing


def _abstract(content: str) -> Iterator[Part]:
    """The abstract by its labels: it is cut only where it begins with one, as structured abstracts do."""
    content = spaces(content)
    labels = list(_LABEL.finditer(content))
    if not labels or labels[0].start():
        yield ("Abstract",), content
        return
    for found, after in zip(labels, [*labels[1:], None], strict=True):
        name = label(found.group(1))
        body = content[found.end() : after.start() if after else None]
        yield (("Abstract", name) if name else ("Abstract",)), body


def _first(fields: Fields, tag: str) -> str:
    return spaces(fields.get(tag, [""])[0])


def _titled(fields: Fields, kind: str) -> str:
    """The value of AID or LID that ends in "[doi]" or the like."""
    for value in [*fields.get("AID", ()), *fields.get("LID", ())]:
        found = _TITLED.fullmatch(value)
        if found and found.group(2) == kind:
            return found.group(1)
    return ""
