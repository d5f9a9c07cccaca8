"""What a generation holds and where it came from: one SQLite file beside the index.

sources    one row a file: its hash, how it went, why it was refused
documents  one row a work: its record (text, sections, reference), packed
places     where on a PDF's pages its text stands, one row a work, packed: only a picture of a page needs it
holdings   which source holds which document: the same content under two names is one document with two sources
"""

import dataclasses
import hashlib
import json
import sqlite3
import zlib
from pathlib import Path
from threading import Lock
from typing import Any

from pipelines.pages import place
from pipelines.pages.place import Place
from pipelines.records import Entry, Source
from pipelines.schema import Document, Kind, Reference
from pipelines.sections import Section, Table

_SCHEMA = """
create table if not exists sources (
    path text primary key, label text, hash text, status text, reason text, remedy text, documents integer, added text);
create table if not exists documents (
    id text primary key, hash text, digest text, title text, kind text, year integer, pages integer,
    passages integer, added text, record blob);
create table if not exists places (document text primary key, record blob) without rowid;
create table if not exists holdings (path text, document text, primary key (path, document)) without rowid;
create index if not exists holders on holdings (document);
create index if not exists hashes on documents (hash);
create index if not exists titles on documents (title);
"""


class Catalogue:
    """The catalogue in the file `path`; opened for reading unless `write`. Safe between threads."""

    def __init__(self, path: Path, write: bool = False) -> None:
        mode = "rwc" if write else "ro"
        self.path = path
        self._lock = Lock()
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
        if write:
            self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def commit(self) -> None:
        self._db.commit()

    def vacuum(self) -> None:
        """Writes the file anew, without the remains of what was taken out of it."""
        self._db.execute("vacuum")

    def _all(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    # Sources

    def sources(self) -> list[Source]:
        """All sources, by label."""
        rows = self._all(
            "select path, label, hash, status, reason, remedy, documents, added from sources order by label, path"
        )
        return [Source(*row) for row in rows]

    def source(self, path: str) -> Source | None:
        """The source at `path`, None when the library doesn't know it."""
        rows = self._all(
            "select path, label, hash, status, reason, remedy, documents, added from sources where path = ?", path
        )
        return Source(*rows[0]) if rows else None

    def put_source(self, source: Source) -> None:
        values = dataclasses.astuple(source)
        self._all(f"insert or replace into sources values ({','.join('?' * len(values))})", *values)

    def drop_source(self, path: str) -> None:
        """Forgets a source; its documents go when no other source holds them (see `orphans`)."""
        self._all("delete from sources where path = ?", path)
        self._all("delete from holdings where path = ?", path)

    # Documents

    def documents(self) -> list[Entry]:
        """All documents without their text, by title."""
        rows = self._all(
            "select id, title, kind, year, pages, passages, added, "
            "coalesce((select min(path) from holdings where document = id), '') from documents order by title, id"
        )
        return [Entry(*row) for row in rows]

    def document(self, id: str) -> Document | None:
        """The whole record of a document, None when the library doesn't hold it."""
        rows = self._all("select record from documents where id = ?", id)
        return unpack(rows[0][0]) if rows else None

    def added(self, id: str) -> str:
        """When the document was read into the library, ISO 8601, UTC; "" when it isn't there."""
        rows = self._all("select added from documents where id = ?", id)
        return rows[0][0] if rows else ""

    def titled(self, title: str) -> set[str]:
        """The ids of the documents with this title."""
        return {row[0] for row in self._all("select id from documents where title = ?", title)}

    def digest(self, id: str) -> str | None:
        """The digest of record and passages under which the document `id` was put in."""
        rows = self._all("select digest from documents where id = ?", id)
        return rows[0][0] if rows else None

    def with_hash(self, hash: str) -> str | None:
        """The id of the document with this content."""
        rows = self._all("select id from documents where hash = ? limit 1", hash)
        return rows[0][0] if rows else None

    def put_document(self, document: Document, passages: int, digest: str, added: str) -> None:
        values = (
            document.id,
            content_hash(document),
            digest,
            document.title,
            document.kind,
            document.year,
            len(document.pages) or None,
            passages,
            added,
            pack(document),
        )
        self._all(f"insert or replace into documents values ({','.join('?' * len(values))})", *values)
        if document.places:
            self._all("insert or replace into places values (?, ?)", document.id, place.pack(document.places))

    def places(self, document: str) -> tuple[Place, ...]:
        """Where a document's text stands on its pages; none without pages, and in libraries that kept none yet."""
        if not self._all("select 1 from sqlite_master where name = 'places'"):
            return ()
        rows = self._all("select record from places where document = ?", document)
        return place.unpack(rows[0][0]) if rows else ()

    def relabel(self, document: Document) -> None:
        """Puts another record of a document in the place of its old one: only its source has changed."""
        self._all("update documents set record = ? where id = ?", pack(document), document.id)

    def drop_document(self, id: str) -> None:
        self._all("delete from documents where id = ?", id)
        self._all("delete from places where document = ?", id)
        self._all("delete from holdings where document = ?", id)

    # Holdings

    def hold(self, path: str, document: str) -> None:
        self._all("insert or ignore into holdings values (?, ?)", path, document)

    def release(self, path: str, document: str) -> None:
        self._all("delete from holdings where path = ? and document = ?", path, document)

    def held(self, path: str) -> set[str]:
        """The documents that a source holds."""
        return {row[0] for row in self._all("select document from holdings where path = ?", path)}

    def held_under(self, name: str) -> set[str]:
        """The documents held by the sources of this label or path."""
        rows = self._all(
            "select document from holdings join sources using (path) where label = ? or path = ?", name, name
        )
        return {row[0] for row in rows}

    def holders(self, document: str) -> list[str]:
        """The sources that hold a document."""
        return [row[0] for row in self._all("select path from holdings where document = ? order by path", document)]

    def orphans(self) -> list[str]:
        """Documents that no source holds."""
        return [row[0] for row in self._all("select id from documents where id not in (select document from holdings)")]

    def size(self) -> tuple[int, int]:
        """The numbers of documents and passages."""
        documents, passages = self._all("select count(*), coalesce(sum(passages), 0) from documents")[0]
        return documents, passages


def content_hash(document: Document) -> str:
    """A hash of what a person would read, alike for the same content under another name."""
    parts = [document.title, document.text, *(f"{s.title}\0{s.start}\0{s.end}" for s in document.sections)]
    return hashlib.sha256("\0\0".join(parts).encode("utf-8", "replace")).hexdigest()


def pack(document: Document) -> bytes:
    """A document as compressed JSON, without its places."""
    record = dataclasses.asdict(dataclasses.replace(document, places=()))
    del record["places"]
    return zlib.compress(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))


def unpack(data: bytes) -> Document:
    """The document that `pack` was given."""
    record = json.loads(zlib.decompress(data))
    kind: Kind = record.pop("kind")
    reference = record.pop("reference")
    return Document(
        sections=tuple(Section(**section) for section in record.pop("sections")),
        tables=tuple(Table(**table) for table in record.pop("tables")),
        pages=tuple(record.pop("pages")),
        reference=Reference(**{**reference, "authors": tuple(reference["authors"])}),
        kind=kind,
        **record,
    )
