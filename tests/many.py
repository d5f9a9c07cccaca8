"""A library of many documents, made straight from records: for the page's list of them."""

from pipelines.catalogue import Catalogue
from pipelines.library import Library
from pipelines.records import Source
from pipelines.schema import KINDS, Chunk, Document
from pipelines.sections import Section
from tests import shelf

MEDQUAD = 5_476  # pages of MedQuAD


def publish(library: Library, number: int) -> None:
    """A generation of so many documents of a passage each, over all kinds and forty years, and three files refused."""
    documents = [_document(n) for n in range(number)]

    def fill(catalogue: Catalogue) -> int:
        for document in documents:
            path = f"/papers/{document.id}.xml"
            catalogue.put_source(Source(path, document.source, "hash", "ready", documents=1, added="2026-11-20"))
            catalogue.put_document(document, 1, "digest", f"2026-11-{1 + len(document.title) % 20:02}T10:00:00+00:00")
            catalogue.hold(path, document.id)
        for n in range(3):
            why = ("", "refused", "The file is empty.", "Save it again.")
            catalogue.put_source(Source(f"/papers/r{n}.pdf", f"papers/r{n}.pdf", *why, added="2026"))  # type: ignore[arg-type]
        return number

    shelf.publish(library, map(_chunk, documents), fill)


def _chunk(d: Document) -> Chunk:
    return Chunk(f"{d.id}#1", d.id, d.title, "", d.text, 0, len(d.text), kind=d.kind, year=d.year)


def _document(n: int) -> Document:
    text = f"Drug{n % 97} {n % 50} mg helps in disease{n}."
    return Document(
        f"d{n}", f"Disease {n} in {'adults' if n % 2 else 'children'}", text, f"papers/d{n}.xml",
        published=str(1985 + n % 40), kind=KINDS[n % len(KINDS)], sections=(Section("", 0, len(text)),),
    )  # fmt: skip
