"""`python -m pipelines.readers PATH...` prints what each file reads as, or why it is refused, as a Markdown table."""

import sys
from collections.abc import Iterator, Sequence

from pipelines.errors import DataError, Refused
from pipelines.readers import READERS, find, read
from pipelines.readers.base import File
from pipelines.readers.detect import detect
from pipelines.schema import Document, Refusal

COLUMNS = ("file", "reader", "title", "kind", "year", "sections", "tables", "words", "pages")
MANY = 4  # a file with more documents than this gets one row for all of them
Row = tuple[str, ...]


def rows(paths: Sequence[str]) -> Iterator[Row]:
    """One row a document or refusal, in the order of COLUMNS."""
    for file in find(paths):
        if isinstance(file, Refusal):
            yield _refused(file.source, "", file)
            continue
        name = ""
        try:
            name = READERS[detect(file)].split(".")[0]
            records = list(read(file))
        except Refused as refusal:
            yield _refused(file.label, name, refusal)
            continue
        yield from _records(file, name, records)


def _records(file: File, name: str, records: Sequence[Document | Refusal]) -> Iterator[Row]:
    documents = [record for record in records if isinstance(record, Document)]
    if len(documents) > MANY:
        years = sorted({str(document.year) for document in documents if document.year})
        kinds = sorted({document.kind for document in documents})
        totals = (
            sum(len(document.sections) for document in documents),
            sum(len(document.tables) for document in documents),
        )
        words = sum(len(document.text.split()) for document in documents)
        span = "–".join(dict.fromkeys((*years[:1], *years[-1:])))
        title = f"{len(documents):,} documents"
        yield (file.label, name, title, ", ".join(kinds), span, *map(str, totals), f"{words:,}", "")
    else:
        for document in documents:
            yield _row(document, name)
    for record in records:
        if isinstance(record, Refusal):
            yield _refused(record.source, name, record)


def _row(document: Document, name: str) -> Row:
    words = f"{len(document.text.split()):,}"
    counts = (str(len(document.sections)), str(len(document.tables) or ""), words, str(len(document.pages) or ""))
    return (document.source, name, document.title, document.kind, str(document.year or ""), *counts)


def _refused(source: str, name: str, refusal: Refusal | Refused) -> Row:
    return (source, name, f"refused: {refusal.reason} {refusal.remedy}", *[""] * 6)


def table(paths: Sequence[str]) -> str:
    """The rows as a Markdown table."""
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *rows(paths)]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def main(paths: Sequence[str]) -> int:
    """Prints the table; 2 when the call is wrong."""
    if not paths:
        print("Name files, folders or patterns: python -m pipelines.readers PATH...", file=sys.stderr)
        return 2
    try:
        print(table(paths))
    except DataError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
