"""Books which file holds which document, so that nothing is indexed twice and nothing is lost.

The same content under two names is one document with two sources. A different document under an id that is taken gets
an id of its own, which stays the same from run to run.
"""

import dataclasses
import hashlib

from pipelines.catalogue import Catalogue, content_hash
from pipelines.schema import Document, Source


class Ledger:
    """Keeps the sources and holdings of a draft's catalogue for one run."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._coming: dict[
            str, Document
        ] = {}  # by content hash: documents booked in this run, not in the catalogue yet

    def settle(self, source: Source, documents: list[Document]) -> tuple[list[Document], Source]:
        """Books what a source holds now; returns the documents to index, under their final ids, and the source."""
        before = self._catalogue.held(source.path)
        todo: list[Document] = []
        now: set[str] = set()
        twin: Document | None = None
        for document in documents:
            content = content_hash(document)
            twin = self._twin(content, source.path)
            if twin is None:
                document = self._own(document, source.path)
                self._coming[content] = document
                todo.append(document)
            held = (twin or document).id
            now.add(held)
            self._catalogue.hold(source.path, held)
        for gone in before - now:
            self._catalogue.release(source.path, gone)
        if documents and not todo:
            reason = f'Already in your library as "{twin.title if twin else ""}".'
            source = dataclasses.replace(source, status="duplicate", reason=reason)
        source = dataclasses.replace(source, documents=len(documents))
        self._catalogue.put_source(source)
        return todo, source

    def _twin(self, content: str, path: str) -> Document | None:
        """The document of the same content that another source holds, if any."""
        if content in self._coming:
            return self._coming[content]
        id = self._catalogue.with_hash(content)
        return self._catalogue.document(id) if id is not None and self._others(id, path) else None

    def _own(self, document: Document, path: str) -> Document:
        """The document under an id that no other source has for something else."""
        if not self._others(document.id, path):
            return document
        return dataclasses.replace(document, id=f"{document.id}@{digest_of(path)[:8]}")

    def _others(self, id: str, path: str) -> list[str]:
        return [holder for holder in self._catalogue.holders(id) if holder != path]


def digest_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
