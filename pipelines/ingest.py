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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident, local

from pipelines import build, models, prune, readers, workflows
from pipelines.chunk import Chunker
from pipelines.config import ReadingSettings
from pipelines.draft import Draft, Listener
from pipelines.encoder import encoder_of
from pipelines.errors import DataError, LibraryError, NotHeld, Refused
from pipelines.ledger import Ledger, digest_of
from pipelines.library import Library
from pipelines.readers.base import File, Limits
from pipelines.readers.walk import Unread
from pipelines.records import Change, Progress, Report, Source
from pipelines.run import Run
from pipelines.schema import Chunked, Document, Refusal

FORMAT = "1"  # raise it when readers or chunker change what they make of a file: all files are then read again
BACK = "Its earlier version was taken out; to have it back: vademecum rollback"


class Ingest:
    """One run after another of the ingest workflow on a library; `report` tells of the last one."""

    def __init__(self, library: Library, settings: ReadingSettings) -> None:
        self.library = library
        self.settings = settings
        self.listen: Listener = lambda progress: None
        self.report = Report((), 0, False)
        self.place = "ingest"  # where the workflow stands, for messages
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
        self._run = Run(old is not None and old.manifest.format != build.FORMAT, self.listen)

    def abort(self) -> None:
        """Drops this thread's draft and gives up the lock; the library stays as it was."""
        if self._owner == get_ident():
            self._owner = None
            self._stack.close()

    def end(self) -> None:
        """Raises ConfigError when this thread's run has come to its end without `publish`."""
        if self._owner == get_ident():
            raise workflows.lacks(self.place, "publish")

    def _begun(self) -> Run:
        """The run that goes on; ConfigError when the workflow never began one."""
        if self._owner is None:
            raise workflows.lacks(self.place, "begin")
        return self._run

    def read(self, path: str | Path) -> Iterator[Document]:
        """The documents of a file, a folder or a glob that are new or changed; refusals go to the report."""
        run = self._begun()
        run.roots.append(_whole(path))
        for file in self._find(path):
            key = str(_whole(file.path))
            if key in run.seen:
                continue
            run.seen.add(key)
            if isinstance(file, Unread):
                self._refuse(key, file)
                continue
            for document in self._file(key, file):
                run.read += 1
                yield document

    def _find(self, path: str | Path) -> Iterator[File | Unread]:
        """The files of a path; none where it is gone and is to be pruned."""
        limits = Limits(self.settings.file_mb, self.settings.unpacked_mb)
        try:
            return readers.find([path], limits, self.settings.columns)
        except DataError as error:
            known = any(Path(s.path).is_relative_to(_whole(path)) for s in self._draft.catalogue.sources())
            if known and self.prune:
                return iter(())
            more = ". The library holds files of it: take them out with --prune, or with: vademecum remove"
            raise DataError(f"{error}{more if known else ''}") from error

    def _refuse(self, key: str, refusal: Refusal) -> None:
        """Books a file that can't be opened; what the library holds of it from before stays."""
        run, known = self._run, self._draft.catalogue.source(key)
        run.outcome(refusal.source, "refused", reason=refusal.reason, remedy=refusal.remedy)
        if known is None or (known.status == "refused" and known.reason != refusal.reason):
            refused = Source(key, refusal.source, "", "refused", refusal.reason, refusal.remedy, added=stamp())
            self._draft.catalogue.put_source(refused)
            run.touched = True

    def _file(self, key: str, file: File) -> Iterator[Document]:
        try:
            found = self._hash(file)
        except OSError as error:
            reason = f"The file can't be opened: {error.strerror}."
            self._refuse(key, Refusal(file.label, reason, "Mend its permissions, then add it again."))
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
            self._run.outcome(one.source, "refused", reason=one.reason, remedy=one.remedy)
        held = self._draft.catalogue.held(key)
        with self._room():
            todo, source = self._ledger.settle(source, documents)
        self._settled(source, "changed" if known else "added", held)
        yield from todo

    def _settled(self, source: Source, new: Change, held: set[str]) -> None:
        """Tells how a file went that was read, and what it `held` before."""
        run = self._run
        run.touched = True
        if source.status == "ready":
            run.outcome(source.label, new, source.documents)
            return
        remedy = source.remedy
        if source.status == "refused" and (gone := {id for id in held if not self._draft.catalogue.holders(id)}):
            run.lost[source.label] = gone
            if self.library.keep > 1:  # said in the report only: a generation later the way back is another
                remedy = f"{remedy} {BACK}"
        run.outcome(source.label, source.status, source.documents, source.reason, remedy)
        if source.status == "duplicate":
            run.duplicate(source.path)

    def _hash(self, file: File) -> str:
        """What tells whether a file was read before as it is now."""
        if not file.path.is_file():
            raise OSError(errno.EINVAL, "it is no regular file")
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() + digest_of(self._salt)[:8]

    def _same(self, source: Source) -> None:
        """A file that hasn't changed since it was read."""
        change: Change = "refused" if source.status == "refused" else "unchanged"
        self._run.tally["unchanged"] += source.documents
        if source.status == "ready":
            self._run.outcome(source.label, change, source.documents)
        if source.reason:
            again = change if source.status != "ready" else "refused"
            self._run.outcome(source.label, again, source.documents, source.reason, source.remedy)

    def chunk(self, documents: Sequence[Document]) -> list[Chunked]:
        """Cuts each document into its passages."""
        self._begun()
        passages = self._chunker(documents)
        return [Chunked(d, tuple(chunks)) for d, chunks in zip(documents, passages, strict=True)]

    def store(self, items: Sequence[Chunked]) -> list[str]:
        """Puts documents with their passages into the draft; returns their ids."""
        run = self._begun()
        run.stored = True
        for item in items:
            found = digest_of(repr(item))
            before = self._draft.catalogue.digest(item.document.id)
            if before == found:
                run.tally["unchanged"] += 1
                continue
            with self._room():
                self._replace(item, found)
            run.tally["changed" if before else "added"] += 1
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
                raise NotHeld(f"'{name}' is not in the library. List what there is with: vademecum status --all")
            for source in sources:
                prune.forget(self._ledger, self._run, source)
            for entry in entries if not sources else ():  # a file's documents go with it unless another holds them
                self._ledger.without(entry.id)
                self._run.tally["removed"] += 1
                self._run.touched = True
                self._run.outcome(entry.title, "removed", 1)
            gone += [source.label for source in sources] or [entry.title for entry in entries]
        return gone

    def publish(self) -> None:
        """Builds and publishes the draft as a new generation; nothing is published when nothing changed."""
        run = self._begun()
        if run.read and not run.stored:
            raise workflows.lacks(self.place, "store")
        if self.prune:
            prune.prune(self._draft, self._ledger, run)
        prune.drop(self._draft, run)
        number = self.library.current
        if run.touched:
            with self._room():
                number = self._finish()
        self.report = run.report(number, self._draft.encoded)
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


def _left_out(records: Sequence[Refusal]) -> str:
    """What the catalogue says of a file that was read in part."""
    return f"Records left out: {len(records):,}. The first is {records[0].source}: {records[0].reason}"


def _whole(path: str | Path) -> Path:
    """The path under which a file is known, however it was written."""
    return Path(os.path.abspath(os.path.expanduser(path)))


def stamp() -> str:
    """Now, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
