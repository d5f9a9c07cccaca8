"""From an answer, or from a choice of documents, to what is exported: the one builder behind all doors and formats.

Works are numbered in the order in which the export first mentions them, one number a document: an answer's own numbers
count passages, of which a document may have several.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from pipelines.catalogue import Catalogue
from pipelines.errors import QuestionError
from pipelines.export.names import name_of
from pipelines.export.record import Dispute, Export, Line, Near, Quote, Work
from pipelines.export.text import line, lines
from pipelines.places import NEAREST
from pipelines.schema import Answer, Chunk, Citation, Document, Passage, Statement

DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d")


def exported(answer: Answer, catalogue: Catalogue | None, day: date, keep: bool = False) -> Export:
    """What is exported of an answer; statements that aren't supported only with `keep`, and then marked as such.

    `catalogue` is of the generation that the answer came from, or of the current one; None without a library. A
    document that isn't in it any more is named by what the answer knows of it.
    """
    works = _Works(catalogue, {passage.chunk.document: passage.chunk for passage in answer.passages})
    kept = [statement for statement in answer.statements if keep or statement.support == "supported"]
    left = [statement.support for statement in answer.statements if not keep]
    disputes = tuple(
        Dispute(line(one.reason), (works.quote(one.sides[0]), works.quote(one.sides[1])))
        for one in answer.disagreements
    )
    return Export(
        day=day.isoformat(),
        disputes=disputes,
        lines=tuple(_line(number, statement, works) for number, statement in enumerate(kept, start=1)),
        works=tuple(works.works),
        question=line(answer.question),
        asked=line(answer.asked) if answer.asked != answer.question else "",
        plain=answer.text if answer.abstained else "",
        near=tuple(map(_near, answer.passages[:NEAREST])) if not answer.statements else (),
        total=len(answer.statements),
        unsupported=left.count("unsupported"),
        unchecked=left.count("not checked"),
        withheld=answer.withheld,
        note=line(answer.note),
        model=line(answer.model),
        generation=answer.generation,
        mode=answer.mode,
        filters=answer.filters,
    )


def listed(names: Sequence[str], catalogue: Catalogue | None, day: date) -> Export:
    """The references of documents alone, in the order named; of all, by title, where none is named.

    A name is a document's id or title, or the path or label of a file. Raises QuestionError for one that isn't there.
    """
    works = _Works(catalogue, {})
    if catalogue is not None:
        ids = [id for name in names for id in _ids(name, catalogue)] or [one.id for one in catalogue.documents()]
        for id in ids:
            works.number(id)
    elif names:
        raise QuestionError(f"'{line(names[0])}' is not in the library, which is empty. Add it with: vademecum ingest")
    return Export(day.isoformat(), tuple(works.works))


def _ids(name: str, catalogue: Catalogue) -> list[str]:
    """The ids of the documents that a name stands for."""
    name = name.encode("utf-8", "replace").decode()  # half a character, which SQLite doesn't take
    found = [name] if catalogue.digest(name) is not None else sorted(catalogue.titled(name))
    if len(found) > 1:
        raise QuestionError(f"{len(found)} documents have the title '{name}'. Name one by its id: {', '.join(found)}")
    if not found:
        titles = {entry.id: entry.title for entry in catalogue.documents()}
        found = sorted(catalogue.held_under(name), key=lambda id: (titles.get(id, ""), id))
        if not found:
            raise QuestionError(f"'{name}' is not in the library. {_hint(name, titles.values())}")
    return found


def _hint(name: str, titles: Iterable[str]) -> str:
    near = get_close_matches(name, list(titles), n=1)
    return f"Did you mean '{near[0]}'?" if near else "List what there is with: vademecum status --all"


class _Works:
    """The works of an export, numbered as they come."""

    def __init__(self, catalogue: Catalogue | None, chunks: dict[str, Chunk]) -> None:
        self.works: list[Work] = []
        self._catalogue = catalogue
        self._chunks = chunks
        self._documents: dict[str, Document | None] = {}
        self._numbers: dict[str, int] = {}

    def number(self, id: str, citation: Citation | None = None) -> int:
        """The number of a document; the next one where it is new."""
        if id not in self._numbers:
            self._numbers[id] = number = len(self.works) + 1
            document = self._document(id)
            if document is not None and self._catalogue is not None:
                self.works.append(work_of(document, number, self._catalogue.added(id)))
            else:
                self.works.append(self._gone(id, number, citation))
        return self._numbers[id]

    def quote(self, citation: Citation) -> Quote:
        """A citation under its work's number."""
        document = self._document(citation.document)
        return Quote(
            number=self.number(citation.document, citation),
            lines=lines(citation.quote),
            section=line(citation.section),
            page=citation.page,
            context=lines(citation.context),
            held=document is not None and document.text[citation.start : citation.end] == citation.quote,
        )

    def _document(self, id: str) -> Document | None:
        if id not in self._documents:
            self._documents[id] = self._catalogue.document(id) if self._catalogue is not None else None
        return self._documents[id]

    def _gone(self, id: str, number: int, citation: Citation | None) -> Work:
        """A work that the library doesn't hold any more, as the answer knew it."""
        chunk = self._chunks.get(id)
        title, url = (citation.title, citation.url) if citation else ("", "")
        if chunk is None:
            return Work(number, id, line(title), url=line(url))
        year = str(chunk.year or "")
        return Work(number, id, line(title), published=year, kind=chunk.kind, url=line(url), file=line(chunk.source))


def work_of(document: Document, number: int, added: str = "") -> Work:
    """A document as a work; `added` is when it was read into the library, ISO 8601."""
    reference = document.reference
    return Work(
        number=number,
        id=document.id,
        title=line(document.title),
        authors=tuple(name_of(author) for author in reference.authors if line(author)),
        journal=line(reference.journal),
        volume=line(reference.volume),
        issue=line(reference.issue),
        pages=line(reference.pages),
        published=document.published if document.year else "",
        kind=document.kind,
        pmid=line(reference.pmid),
        pmcid=line(reference.pmcid),
        doi=line(reference.doi),
        url=line(document.url),
        file=line(document.source),
        read=added[:10] if DAY.match(added) else "",
    )


def _line(number: int, statement: Statement, works: _Works) -> Line:
    quotes = tuple(works.quote(citation) for citation in statement.citations)
    return Line(number, lines(statement.text), statement.support, line(statement.reason), quotes)


def _near(passage: Passage) -> Near:
    chunk = passage.chunk
    return Near(line(chunk.title), line(chunk.section), chunk.page, lines(chunk.body))
