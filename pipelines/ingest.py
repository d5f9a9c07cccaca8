"""Ingest, step by step: read -> chunk -> store, between begin and publish, as `workflows/ingest.yml` strings them.

Synchronises by file and by document: what is unchanged is passed over, what changed is replaced whole. Everything goes
into a draft; until `publish` has swapped the pointer, readers see the generation before.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import get_ident, local

from pipelines import begun, models, prune, readers, uploads, workflows
from pipelines.chunk import Chunker
from pipelines.config import ReadingSettings
from pipelines.draft import Draft, Listener
from pipelines.encoder import encoder_of
from pipelines.encoding import budget
from pipelines.errors import DataError
from pipelines.intake import Intake, stamp
from pipelines.ledger import Ledger, digest_of
from pipelines.library import Library
from pipelines.records import Progress, Report
from pipelines.run import Run
from pipelines.schema import Chunked, Document

COPY_STAYS = "Its copy in the library's folder holds other documents too and was kept. Erase the file to be rid of it."
FORMAT = "4"  # raise it when readers or chunker change what they make of a file: all files are then read again


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

    @property
    def paths(self) -> tuple[str, ...]:
        """What this thread's next run is to read, for its note; empty where that is not known."""
        return getattr(self._wish, "paths", ())

    @paths.setter
    def paths(self, wanted: Sequence[str]) -> None:
        self._wish.paths = tuple(wanted)

    def begin(self) -> None:
        """Takes the writer's lock and starts a draft; raises LibraryBusy when another writer holds it."""
        self.abort()
        models.check(self.library.embeddings)
        with self.library.room(), ExitStack() as stack:
            staging = stack.enter_context(self.library.writing())
            old = self.library.open()
            embeddings = self.library.embeddings
            encoder = models.fingerprint(str(embeddings["path"])) + models.shape(embeddings)
            learned = self.library.learned()
            self._draft = Draft(staging, old, encoder, learned)
            stack.callback(self._draft.close)
            self._ledger = Ledger(self._draft)
            self._encoder = encoder_of(self.library.embeddings, self.library.models)
            tokens, count = budget(self.settings.tokens, self._encoder, learned)
            self._chunker = Chunker(tokens=tokens, count=count)
            self._note = self._begin_note()
            self._run = Run(old is not None and self.library.is_outdated(old.manifest), self._tell)
            salt = json.dumps([FORMAT, tokens, sorted(self.settings.columns.items()), self.recipe])
            self._intake = Intake(self.library, self.settings, self._draft, self._ledger, self._run, salt)
            self._stack = stack.pop_all()
        self._owner = get_ident()

    def _begin_note(self) -> begun.Note | None:
        """The note of this run; none where it reads no files."""
        try:
            files = sum(1 for _ in readers.find(self.paths))
        except DataError:  # told when it is that path's turn
            files = 0
        return begun.Note(self.library.path, stamp(), self.paths, files) if files else None

    def _tell(self, progress: Progress) -> None:
        """Hands on how far the run is, and notes how many files it has read."""
        if self._note and progress.stage == "reading":
            self._note.read(progress.done)
        self.listen(progress)

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
        self._begun()
        return self._intake.documents(path, self.prune)

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
            with self.library.room():
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
        run = self._begun()
        return [gone for name in names for gone in prune.remove(self._draft, self._ledger, run, name)]

    def erase(self, names: Sequence[str]) -> set[str]:
        """As `remove`, for a run that publishes whatever comes of it; returns the paths of the sources that went."""
        run, catalogue = self._begun(), self._draft.catalogue
        held = {source.path: source.documents for source in catalogue.sources()}
        self.remove(names)
        run.touched = True
        for source in catalogue.sources():
            if source.documents < held.pop(source.path) and uploads.is_copy(self.library.path, source.path):
                run.outcome(source.label, "removed", reason=COPY_STAYS)
        return set(held)

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
            with self.library.room():
                number = self._finish()
        self.report = run.report(number, self._draft.encoded)
        if self._note:
            begun.forget(self.library.path)
        self.abort()

    def _finish(self) -> int:
        """Builds the draft and makes it the current generation; returns its number."""
        self.library.enough(self._draft.needs())
        documents, passages = self._draft.finish(self.library.embeddings, self.library.models, self.listen)
        self.listen(Progress("publishing", 0, 1))
        number = self.library.publish(self._draft.folder, documents, passages).number
        self._draft.published()
        self.listen(Progress("publishing", 1, 1))
        return number
