"""One record of a collection (a citation, a page of questions, a row) on its way to a Document."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipelines.readers.boilerplate import boilerplate, labelled
from pipelines.readers.compose import Composer, spaces
from pipelines.readers.reference import address, identity
from pipelines.schema import Document, Kind, Reference, Refusal

Part = tuple[tuple[str, ...], str]
"""A run of text under its headings, outermost first: (("Abstract", "Methods"), "We asked 12 nurses ...")."""


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without control characters, which XML can't hold but other formats can."""
    return _CONTROL.sub("", text)


@dataclass(frozen=True, slots=True)
class Record:
    """What a record tells; `parts` in reading order, identifiers in their clean forms."""

    title: str
    parts: tuple[Part, ...] = ()
    reference: Reference = field(default_factory=Reference)
    published: str = ""
    kind: Kind = "other"
    id: str = ""  # the record's own; else it comes from its identifiers
    url: str = ""

    def document(self, source: str) -> Document | None:
        """The document, or None without any text. A record of a title alone has that as its text."""
        composer = Composer()
        for headings, paragraphs in _evidence(self.parts):
            for level, heading in enumerate(headings if paragraphs else (), 1):  # a field without text says nothing
                composer.heading(heading, level)
            for paragraph in paragraphs:
                composer.paragraph(paragraph)
        if composer.empty and spaces(self.title):
            composer.heading("Title")
            composer.paragraph(self.title)
        if composer.empty:
            return None
        text, sections, _, _ = composer.build()
        return Document(
            id=self.id or identity(self.reference),
            title=self.title,
            text=text,
            source=source,
            url=self.url or address(self.reference),
            published=self.published,
            kind=self.kind,
            sections=sections,
            reference=self.reference,
        )


def _evidence(parts: Iterable[Part]) -> list[tuple[tuple[str, ...], list[str]]]:
    """The parts by paragraph without sections that are no evidence, and without such paragraphs at the very end.

    Only at the end: in a text without sections "Sources: liver, eggs, milk." can be what it is about. A record never
    loses its only paragraph.
    """
    kept = [(headings, _paragraphs(text)) for headings, text in parts if not any(map(boilerplate, headings))]
    left = sum(len(paragraphs) for _, paragraphs in kept)
    for _, paragraphs in reversed(kept):
        while left > 1 and paragraphs and labelled(paragraphs[-1]):
            paragraphs.pop()
            left -= 1
        if paragraphs:
            break
    return kept


def _paragraphs(text: str) -> list[str]:
    """The paragraphs, white space in their lines folded."""
    folded = ("\n".join(filter(None, map(spaces, part.splitlines()))) for part in re.split(r"\n\s*\n", text))
    return [paragraph for paragraph in folded if paragraph]


def distinct(records: Iterable[Document | Refusal]) -> Iterator[Document | Refusal]:
    """The records with unique ids.

    A second document of an id gets "@2" behind it, or becomes a Refusal where title and text are the same.
    """
    seen: dict[str, set[bytes]] = {}
    for record in records:
        if isinstance(record, Refusal) or record.id not in seen:
            if isinstance(record, Document):
                seen[record.id] = {_digest(record)}
            yield record
        elif _digest(record) in seen[record.id]:
            yield Refusal(record.source, f"{record.id} is in this file twice.", "The first was taken; nothing is lost.")
        else:
            seen[record.id].add(_digest(record))
            number = len(seen[record.id])
            while (new := f"{record.id}@{number}") in seen:
                number += 1
            seen[new] = set()
            yield replace(record, id=new)


def _digest(document: Document) -> bytes:
    return hashlib.blake2b(f"{document.title}\0{document.text}".encode("utf-8", "replace"), digest_size=16).digest()
