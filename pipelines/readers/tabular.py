"""JSON Lines and CSV, plain or gzipped: one document a row.

A row is {"id", "title", "text" or "abstract" or "sections", "url", "published", "kind", "authors", ...}; `File.columns`
maps these to the file's own names. BEIR's corpora ("_id", "title", "text") and MedQuAD's shared documents.jsonl.gz
("sections" with "type" and "text") are read as they are.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipelines.errors import Refused
from pipelines.readers import medquad
from pipelines.readers.base import MEGABYTE, Columns, File
from pipelines.readers.columns import TEXTS, assign, need_text, passage, word
from pipelines.readers.csv_quote import open_quote
from pipelines.readers.dates import read_date
from pipelines.readers.decode import MARKS, decode, text
from pipelines.readers.kind import kind_of, read_kind
from pipelines.readers.record import Part, Record, distinct
from pipelines.readers.reference import authors, doi, identity, pmcid, pmid
from pipelines.readers.safe import open_stream
from pipelines.schema import Document, Kind, Reference, Refusal

PATIENCE = 10_000  # rows without one document, after which a file is given up
LONGEST = 64 * MEGABYTE  # one line of JSON
Row = Mapping[str, Any]
Numbered = tuple[int, Row | Refusal]  # the line it stands on, from 1


def read_jsonl(file: File) -> Iterator[Document | Refusal]:
    """One document a line; a bad line becomes a Refusal that names it.

    Raises Refused where no line can be taken, for a mapped column of the text that the first row lacks, and as
    `open_stream` does.
    """
    yield from _titled(distinct(_some(_documents(_objects(file), file), "No line of this file is a document.")), file)


def read_csv(file: File) -> Iterator[Document | Refusal]:
    """One document a row; the first line names the columns, parted by comma, semicolon, tab or bar.

    Raises Refused for a mapped column that isn't there, where no column holds the text, and as `decode.text` does.
    """
    yield from _titled(distinct(_some(_documents(_rows(file), file), "The table has no rows.")), file)


def _objects(file: File) -> Iterator[Numbered]:
    """The objects of a JSON Lines file with their lines."""
    first = True
    for number, line in enumerate(_json_lines(file), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, _refuse(file, number, "This line is no JSON: it is cut short or damaged.", "Export it again.")
            continue
        if not isinstance(row, dict):
            yield number, _refuse(file, number, "This line is no JSON object.", "Write one {...} a line.")
            continue
        if first:  # later rows may lack what this one has, but a mistake in the mapping shows here
            assign(list(row), file.columns, ("id", "title", "text", "sections"))
            first = False
        yield number, row


def _json_lines(file: File) -> Iterator[str]:
    """The lines as text, one at a time."""
    with open_stream(file) as stream:
        head = stream.read(4)
    if any(head.startswith(mark) for mark, encoding in MARKS if encoding != "utf-8-sig"):  # UTF-16 and 32
        yield from text(file).split("\n")
        return
    with open_stream(file) as stream:
        while line := stream.readline(LONGEST):
            if len(line) == LONGEST:
                raise Refused("A line is longer than 64 MB.", "Write one document a line.")
            yield decode(line)


def _rows(file: File) -> Iterator[Numbered]:
    """The rows of a CSV file by column name, with their lines."""
    content = text(file)
    delimiter = _delimiter(content)
    if line := open_quote(content, delimiter):
        raise Refused(f"The quote that opens in line {line} isn't closed.", "Close the quote, or save it again as CSV.")
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=False)
    try:
        names = [name.strip() for name in next(reader, [])]
        found = assign(names, file.columns, file.columns)
        need_text(names, found)
        for cells in reader:
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                reason = f"The row has {len(cells)} cells under {len(names)} columns."
                yield reader.line_num, _refuse(file, reader.line_num, reason, "Put quotes around cells with commas.")
            elif any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        raise Refused(f"The CSV is damaged at line {reader.line_num}: {error}.", "Export it again.") from None


def _delimiter(content: str) -> str:
    """What parts the cells of the first line: the sign that stands in it most often outside of quotes."""
    line = content.lstrip("\ufeff\n").split("\n", 1)[0]
    bare = "".join(line.split('"')[::2])
    return max(",;\t|", key=lambda sign: (bare.count(sign), sign == ","))


def _documents(rows: Iterator[Numbered], file: File) -> Iterator[Document | Refusal]:
    """A document for each row; one without an id or identifiers is named by its number, "notes.csv#17"."""
    for number, (line, row) in enumerate(rows, 1):
        if isinstance(row, Refusal):
            yield row
            continue
        document = _record(row, file.columns, f"{file.label}#{number}").document(file.label)
        if document is None:
            reason = f"There is no text under {', '.join(row)}."
            yield _refuse(file, line, reason, "Fill it in, or map the column that holds it.")
        else:
            yield document


def _titled(records: Iterator[Document | Refusal], file: File) -> Iterator[Document | Refusal]:
    """The records; a document without a title takes the file's name, as in other formats, and its own id."""
    for record in records:
        if isinstance(record, Document) and not record.title:
            yield replace(record, title=f"{file.stem} {record.id.removeprefix(file.label)}")
        else:
            yield record


def _record(row: Row, columns: Columns, name: str) -> Record:
    found = assign(list(row), columns)
    values = {field: (passage if field in TEXTS else word)(row[column]) for field, column in found.items()}
    get = values.get
    sections = row.get(found.get("sections", ""))
    title = " ".join(get("title", "").split())
    people = row.get(found.get("authors", ""))
    reference = Reference(
        authors=tuple(filter(None, map(word, people))) if isinstance(people, list) else authors(get("authors", "")),
        journal=get("journal", ""),
        pmid=pmid(get("pmid", "")),
        pmcid=pmcid(get("pmcid", "")),
        doi=doi(get("doi", "")),
        volume=get("volume", ""),
        issue=get("issue", ""),
        pages=get("pages", ""),
    )
    return Record(
        title=title,
        parts=(*_sections(sections), *_parts(get("abstract", ""), get("text", ""))),
        reference=reference,
        published=read_date(get("published", "")),
        kind=_kind(get("kind", ""), title, sections),
        id=get("id", "") or identity(reference) or name,
        url=get("url", ""),
    )


def _parts(abstract: str, body: str) -> Iterator[Part]:
    if abstract:
        yield ("Abstract",), abstract
    if body:
        yield ("Text",) if abstract else ("",), body


def _sections(sections: Any) -> Iterator[Part]:
    """The parts of a row that has sections: [{"title" or "type": ..., "text": ...}]."""
    for item in sections if isinstance(sections, list) else ():
        if isinstance(item, dict):
            title = word(item.get("title")) or medquad.section(word(item.get("type")))
            yield (title,), word(item.get("text"))


def _kind(written: str, title: str, sections: Any) -> Kind:
    """The kind as the row says it; pages of questions, which have types for titles, inform patients."""
    if written:
        return read_kind(written)
    typed = isinstance(sections, list) and all(isinstance(item, dict) and "type" in item for item in sections)
    return "patient information" if typed and sections else kind_of((), title)


def _some(records: Iterator[Document | Refusal], reason: str) -> Iterator[Document | Refusal]:
    """The records; raises Refused in place of refusals alone."""
    refusals: list[Refusal] = []
    for record in records:
        if isinstance(record, Document):
            yield from refusals
            yield record
            yield from records
            return
        refusals.append(record)
        if len(refusals) == PATIENCE:
            break
    if refusals:
        raise Refused(f"{reason} {refusals[0].source}: {refusals[0].reason}", refusals[0].remedy)
    raise Refused(reason, "Check what it holds.")


def _refuse(file: File, line: int, reason: str, remedy: str) -> Refusal:
    return Refusal(f"{file.label}, line {line}", reason, remedy)
