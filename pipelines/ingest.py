"""Ingest, step by step: read -> chunk -> store, between begin and publish, as `workflows/ingest.yml` strings them.

Synchronises by file and by document: what is unchanged is passed over, what changed is replaced whole. Everything goes
into a draft; until `publish` has swapped the pointer, readers see the generation before.
"""

import dataclasses
import errno
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident, local

from pipelines import build, models, readers
from pipelines.chunk import Chunker
from pipelines.config import ReadingSettings
from pipelines.draft import Draft, Listener
from pipelines.encoder import encoder_of
from pipelines.errors import LibraryError, Refused
from pipelines.ledger import Ledger, digest_of
from pipelines.library import Library
from pipelines.readers.base import File, Limits
from pipelines.records import Change, Outcome, Progress, Report, Source
from pipelines.schema import Chunked, Document, Refusal

FORMAT = "1"  # raise it when readers or chunker change what they make of a file: all files are then read again


class Ingest:
    """One run after another of the ingest workflow on a library; `report` tells of the last one."""

    def __init__(self, library: Library, settings: ReadingSettings) -> None:
        self.library = library
        self.settings = settings
        self.listen: Listener = lambda progress: None
        self.report = Report((), 0, False)
        self.recipe = ""  # how the workflow stands; when it changes, all files are read again
        self._stack = ExitStack()
        self._owner: int | None = None  # the thread whose run it is
        self._wish = local()  # what each thread wants of its own run, before it knows whether it is its turn

    @property
    def prune(self) -> bool:
        """Whether this thread's runs take out files of the folders named that are gone."""
        return bool(getattr(self._wish, "prune", False))

    @prune.setter
    def prune(self, wanted: bool) -> None:
        self._wish.prune = wanted

    def begin(self) -> None:
        """Takes the writer's lock and starts a draft; raises LibraryBusy when another writer holds it."""
        self.abort()
        models.check(self.library.embeddings)
        with self._room(), ExitStack() as stack:
            staging = stack.enter_context(self.library.writing())
            old = self.library.open()
            fingerprint = models.fingerprint(str(self.library.embeddings["path"]))
            self._draft = Draft(staging, old, fingerprint)
            stack.callback(self._draft.close)
            self._ledger = Ledger(self._draft)
            self._encoder = encoder_of(self.library.embeddings, self.library.models)
            tokens = min(self.settings.tokens, self._encoder.longest - 2)  # two special tokens stand around a passage
            self._chunker = Chunker(tokens=tokens, count=self._encoder.count)
            self._salt = json.dumps([FORMAT, tokens, sorted(self.settings.columns.items()), self.recipe])
            self._stack = stack.pop_all()
        self._owner = get_ident()
        self._started = time.monotonic()
        self._outcomes: list[Outcome] = []
        self._tally = {"added": 0, "changed": 0, "removed": 0, "unchanged": 0}
        self._touched = old is not None and old.manifest.format != build.FORMAT
        self._roots: list[Path] = []
        self._seen: set[str] = set()

    def abort(self) -> None:
        """Drops this thread's draft and gives up the lock; the library stays as it was."""
        if self._owner == get_ident():
            self._owner = None
            self._stack.close()

    def read(self, path: str | Path) -> Iterator[Document]:
        """The documents of a file, a folder or a glob that are new or changed; refusals go to the report."""
        limits = Limits(self.settings.file_mb, self.settings.unpacked_mb)
        self._roots.append(_whole(path))
        for file in readers.find([path], limits, self.settings.columns):
            if isinstance(file, Refusal):
                self._outcome(file.source, "refused", reason=file.reason, remedy=file.remedy)
            else:
                yield from self._file(file)

    def _file(self, file: File) -> Iterator[Document]:
        key = str(_whole(file.path))
        if key in self._seen:
            return
        self._seen.add(key)
        try:
            found = self._hash(file)
        except OSError as error:  # what the library holds of it stays
            reason = f"The file can't be opened: {error.strerror}."
            self._outcome(file.label, "refused", reason=reason, remedy="Mend its permissions, then add it again.")
            return
        known = self._draft.catalogue.source(key)
        if known and known.hash == found:
            self._same(known)
            return
        source = Source(key, file.label, found, "ready", added=stamp())
        try:
            # A file is taken whole or not at all: all its documents are read before the first goes on.
            records = list(readers.read(file))
        except Refused as refused:
            records = []
            source = dataclasses.replace(source, status="refused", reason=refused.reason, remedy=refused.remedy)
        documents = [record for record in records if isinstance(record, Document)]
        if left := [record for record in records if isinstance(record, Refusal)]:
            source = dataclasses.replace(source, reason=_left_out(left), remedy=left[0].remedy)
        for one in left:
            self._outcome(one.source, "refused", reason=one.reason, remedy=one.remedy)
        with self._room():
            todo, source = self._ledger.settle(source, documents)
        self._touched = True
        change: Change = ("changed" if known else "added") if source.status == "ready" else source.status
        why = (source.reason, source.remedy) if source.status != "ready" else ()
        self._outcome(source.label, change, len(documents), *why)
        yield from todo

    def _hash(self, file: File) -> str:
        """What tells whether a file was read before as it is now."""
        if not file.path.is_file():
            raise OSError(errno.EINVAL, "it is no regular file")
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() + digest_of(self._salt)[:8]

    def _same(self, source: Source) -> None:
        """A file that hasn't changed since it was read."""
        change: Change = "refused" if source.status == "refused" else "unchanged"
        self._tally["unchanged"] += source.documents
        if source.status == "ready":
            self._outcome(source.label, change, source.documents)
        if source.reason:
            again = change if source.status != "ready" else "refused"
            self._outcome(source.label, again, source.documents, source.reason, source.remedy)

    def chunk(self, documents: Sequence[Document]) -> list[Chunked]:
        """Cuts each document into its passages."""
        passages = self._chunker(documents)
        return [Chunked(d, tuple(chunks)) for d, chunks in zip(documents, passages, strict=True)]

    def store(self, items: Sequence[Chunked]) -> list[str]:
        """Puts documents with their passages into the draft; returns their ids."""
        for item in items:
            found = digest_of(repr(item))
            before = self._draft.catalogue.digest(item.document.id)
            if before == found:
                self._tally["unchanged"] += 1
                continue
            with self._room():
                self._replace(item, found)
            self._tally["changed" if before else "added"] += 1
        return [item.document.id for item in items]

    def _replace(self, item: Chunked, digest: str) -> None:
        holders = self._draft.catalogue.holders(item.document.id)
        self._draft.replace(item.document, item.chunks, digest, stamp())
        for path in holders:
            self._draft.catalogue.hold(path, item.document.id)

    def remove(self, names: Sequence[str]) -> list[str]:
        """Takes out the sources or documents of these names (path, label, id or title); returns what went."""
        gone: list[str] = []
        for name in names:
            sources = [s for s in self._draft.catalogue.sources() if name in (s.path, s.label)]
            entries = [e for e in self._draft.catalogue.documents() if name in (e.id, e.title)]
            if not sources and not entries:
                raise LibraryError(f"'{name}' is not in the library. List what there is with: vademecum status --all")
            for source in sources:
                self._forget(source)
            for entry in entries if not sources else ():  # a file's documents go with it unless another holds them
                self._ledger.without(entry.id)
                self._tally["removed"] += 1
                self._touched = True
                self._outcome(entry.title, "removed", 1)
            gone += [source.label for source in sources] or [entry.title for entry in entries]
        return gone

    def _forget(self, source: Source) -> None:
        self._ledger.forget(source)
        self._touched = True
        self._outcome(source.label, "removed", source.documents)

    def publish(self) -> None:
        """Builds and publishes the draft as a new generation; nothing is published when nothing changed."""
        if self.prune:
            for source in self._draft.catalogue.sources():
                if source.path not in self._seen and any(Path(source.path).is_relative_to(r) for r in self._roots):
                    self._forget(source)
        for orphan in self._draft.catalogue.orphans():
            self._draft.drop(orphan)
            self._tally["removed"] += 1
        number = self.library.current
        if self._touched:
            with self._room():
                number = self._finish()
        self.report = Report(
            tuple(self._outcomes),
            number,
            self._touched,
            **self._tally,
            passages=self._draft.encoded,
            seconds=time.monotonic() - self._started,
        )
        self.abort()

    def _finish(self) -> int:
        """Builds the draft and makes it the current generation; returns its number."""
        documents, passages = self._draft.finish(self.library.embeddings, self.library.models, self.listen)
        self.listen(Progress("publishing", 0, 1))
        number = self.library.publish(self._draft.folder, documents, passages).number
        self._draft.published()
        self.listen(Progress("publishing", 1, 1))
        return number

    @contextmanager
    def _room(self) -> Iterator[None]:
        """Says what it means when the library's disk takes no more; what the readers raise never comes here."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            raise LibraryError(
                f"{self.library.path} can't be written: {error}. Nothing was published and the library is as it was. "
                "Make room on the disk, then run the ingest again: it goes on where it stopped."
            ) from error

    def _outcome(self, source: str, change: Change, documents: int = 0, reason: str = "", remedy: str = "") -> None:
        self._outcomes.append(Outcome(source, change, documents, reason, remedy))
        self.listen(Progress("reading", len(self._outcomes), 0, f"{source}: {change}"))


def _left_out(records: Sequence[Refusal]) -> str:
    """What the catalogue says of a file that was read in part."""
    return f"Records left out: {len(records):,}. The first is {records[0].source}: {records[0].reason}"


def _whole(path: str | Path) -> Path:
    """The path under which a file is known, however it was written."""
    return Path(os.path.abspath(os.path.expanduser(path)))


def stamp() -> str:
    """Now, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
