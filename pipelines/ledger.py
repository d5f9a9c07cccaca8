"""Books which file holds which document, so that nothing is indexed twice and nothing is lost.

The same content under two names is one document with two sources. A different document under an id that is taken gets
an id of its own, which stays the same from run to run.
"""

import dataclasses
import hashlib

from pipelines.catalogue import content_hash
from pipelines.draft import Draft
from pipelines.records import Source
from pipelines.schema import Document

SHA = 64  # characters of a source's hash that are of the file alone; behind them stands how it was read


class Ledger:
    """Keeps the sources and holdings of a draft's catalogue for one run."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._catalogue = draft.catalogue
        # What was booked in this run and is not in the catalogue yet, by content hash, and the ids of it.
        self._coming: dict[str, Document] = {}
        self._booked: set[str] = set()

    def settle(self, source: Source, documents: list[Document]) -> tuple[list[Document], Source]:
        """Books what a source holds now; returns the documents to index, under their final ids, and the source."""
        before = self._catalogue.held(source.path)
        known = self._catalogue.source(source.path)
        todo: list[Document] = []
        now: set[str] = set()
        twin: Document | None = None
        for document in documents:
            content = content_hash(document)
            twin = self._twin(content, source.path)
            if twin is None:
                document = self._own(document, content, source.path, before)
                self._coming[content] = document
                self._booked.add(document.id)
                todo.append(document)
            held = (twin or document).id
            now.add(held)
            self._catalogue.hold(source.path, held)
        for gone in before - now:
            self._catalogue.release(source.path, gone)
            self._hand_over(gone, known)
        if documents and not todo:
            reason = f'Already in your library as "{twin.title if twin else ""}".'
            source = dataclasses.replace(source, status="duplicate", reason=reason)
        source = dataclasses.replace(source, documents=len(documents))
        self._catalogue.put_source(source)
        return todo, source

    def forget(self, source: Source) -> None:
        """Takes a source out; what others hold too stays with them."""
        held = self._catalogue.held(source.path)
        self._catalogue.drop_source(source.path)
        for document in held:
            self._hand_over(document, source)

    def without(self, document: str) -> None:
        """Takes a document out of every source that holds it; they are read again when they are next added."""
        for path in self._catalogue.holders(document):
            source = self._catalogue.source(path)
            if source is not None and source.documents > 1:
                self._catalogue.put_source(dataclasses.replace(source, hash="", documents=source.documents - 1))
            else:
                self._catalogue.drop_source(path)
        self._draft.drop(document)

    def _hand_over(self, document: str, giver: Source | None) -> None:
        """Books a document that `giver` has given up under the next source that holds it, if any.

        Where the heir was read in another way than the giver, the document is as the giver's settings made it: so the
        heir is read again with the next ingest.
        """
        for path in self._catalogue.holders(document)[:1]:
            heir = self._catalogue.source(path)
            if heir is not None and document not in self._booked:
                self._draft.relabel(document, heir.label)
                alike = giver is not None and giver.hash[SHA:] == heir.hash[SHA:]
                hash_ = heir.hash if alike else ""
                self._catalogue.put_source(dataclasses.replace(heir, status="ready", reason="", hash=hash_))

    def _twin(self, content: str, path: str) -> Document | None:
        """The document of the same content that another source brought in, if any."""
        if content in self._coming:
            return self._coming[content]
        id = self._shared(content, path)
        return None if id is None or self._brought(id, path) else self._catalogue.document(id)

    def _shared(self, content: str, path: str) -> str | None:
        """The id of the document of this content, when another source holds it and it is not about to be replaced."""
        id = self._catalogue.with_hash(content)
        return None if id is None or id in self._booked or not self._others(id, path) else id

    def _brought(self, id: str, path: str) -> bool:
        """Whether a document that several sources hold came from this one: then it is read again with it."""
        source, document = self._catalogue.source(path), self._catalogue.document(id)
        held = id in self._catalogue.held(path)
        return held and source is not None and document is not None and document.source == source.label

    def _own(self, document: Document, content: str, path: str, before: set[str]) -> Document:
        """The document under an id that no other source has for something else, the same as in the run before."""
        id = self._shared(content, path)
        if id is not None and self._brought(id, path):
            return dataclasses.replace(document, id=id)
        other = f"{document.id}@{digest_of(path)[:8]}"
        if other not in before and not self._others(document.id, path):
            return document
        return dataclasses.replace(document, id=other)

    def _others(self, id: str, path: str) -> list[str]:
        return [holder for holder in self._catalogue.holders(id) if holder != path]


def digest_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
