"""From the paths of a run to the documents that are new or changed: which files there are, and how each one went."""

import dataclasses
import errno
import glob
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipelines import readers
from pipelines.config import ReadingSettings
from pipelines.draft import Draft
from pipelines.errors import Absent, DataError, Refused
from pipelines.ledger import SHA, Ledger, digest_of
from pipelines.library import PARTS, Library
from pipelines.readers.base import File, Limits, text_of
from pipelines.readers.walk import NAME_ONE, Labels, Unread
from pipelines.records import Change, Source
from pipelines.run import Run
from pipelines.schema import Document, Refusal

BACK = "Its earlier version was taken out; to have it back: vademecum rollback"
STAYS = "What was read of it before stays in the library."


class Intake:
    """Reads the files of one run; `salt` says how they are read: where it is another, they are read again."""

    def __init__(
        self, library: Library, settings: ReadingSettings, draft: Draft, ledger: Ledger, run: Run, salt: str
    ) -> None:
        self._library = library
        self._settings = settings
        self._catalogue = draft.catalogue
        self._ledger = ledger
        self._run = run
        self._salt = digest_of(salt)[:8]
        self._limits = Limits(settings.file_mb, settings.unpacked_mb)
        known = self._catalogue.sources()
        self._labels = Labels({source.path: source.label for source in known})
        self._unopened = [source.path for source in known if source.status == "refused" and not source.hash]
        self._own = Path(os.path.realpath(library.path))

    def documents(self, path: str | Path, prune: bool) -> Iterator[Document]:
        """The documents of a file, a folder or a glob that are new or changed; refusals go to the report.

        Raises DataError for a path that isn't there, unless it is to be pruned, and for a pattern that is.
        """
        if not isinstance(path, str | os.PathLike):  # a script may hand over anything
            raise DataError(f"{path!r} is no path: {NAME_ONE}")
        found = self._find(path, prune)
        self._run.roots.append(whole(path))
        for file in found:
            place = whole(file.path)
            if str(place) in self._run.seen or self._is_own(file.path):
                continue
            self._run.seen.add(str(place))
            if isinstance(file, Unread):
                self._run.unread.append(place)
                self._refuse(str(place), file)
                continue
            for document in self._file(str(place), file):
                self._run.read += 1
                yield document
        self._forget_mended(whole(path))

    def _find(self, path: str | Path, prune: bool) -> Iterator[File | Unread]:
        """The files of a path; none where it is gone and is to be pruned."""
        pattern = glob.has_magic(str(path)) and not os.path.lexists(os.path.expanduser(path))
        if prune and pattern and not self._knows(path):
            raise DataError(f"--prune can't tell what is gone by the pattern {path}. Name the folder instead")
        try:
            return readers.find([path], self._limits, self._settings.columns, self._labels)
        except Absent as error:
            known = self._knows(path)
            if known and prune:
                return iter(())
            more = ". The library holds files of it: take them out with --prune, or with: vademecum remove"
            raise DataError(f"{error}{more if known else ''}") from error

    def _knows(self, path: str | Path) -> bool:
        """Whether the library holds files of a path."""
        return any(Path(source.path).is_relative_to(whole(path)) for source in self._catalogue.sources())

    def _is_own(self, path: Path) -> bool:
        """Whether a file is part of the library itself, by whatever way it was come upon."""
        place = Path(os.path.realpath(path.parent), path.name)
        return place.is_relative_to(self._own) and place.relative_to(self._own).parts[0] in PARTS

    def _forget_mended(self, root: Path) -> None:
        """Forgets the refusal of a folder, or of a link to one, that could be opened by now."""
        for path in self._unopened:
            if path not in self._run.seen and Path(path).is_relative_to(root) and os.path.isdir(path):
                self._catalogue.drop_source(path)
                self._run.touched = True

    def _refuse(self, key: str, refusal: Refusal) -> None:
        """Books a file that can't be read now; what the library holds of it from before stays."""
        known = self._catalogue.source(key)
        self._run.outcome(refusal.source, "refused", reason=refusal.reason, remedy=refusal.remedy)
        if known is None or (known.status == "refused" and known.reason != refusal.reason):
            refused = Source(key, refusal.source, "", "refused", refusal.reason, refusal.remedy, added=stamp())
            self._catalogue.put_source(refused)
            self._run.touched = True

    def _file(self, key: str, file: File) -> Iterator[Document]:
        try:
            found = self._hash(file)
        except OSError as error:
            reason = f"The file can't be opened: {error.strerror}."
            self._refuse(key, Refusal(file.label, reason, "Mend its permissions, then add it again."))
            return
        known = self._catalogue.source(key)
        if known and known.hash == (self._refused(found) if known.status == "refused" else found):
            self._same(known)
            return
        source = Source(key, file.label, found, "ready", added=stamp())
        try:
            # A file is taken whole or not at all: all its documents are read before the first goes on.
            records = list(readers.read(file))
        except Refused as refused:
            if refused.passing or (known and known.documents and known.hash[:SHA] == found[:SHA]):
                stays = f" {STAYS}" if known and known.documents else ""
                self._refuse(key, Refusal(file.label, refused.reason, f"{refused.remedy}{stays}"))
                return
            records = []
            source = dataclasses.replace(
                source, hash=self._refused(found), status="refused", reason=refused.reason, remedy=refused.remedy
            )
        documents = [record for record in records if isinstance(record, Document)]
        if left := [record for record in records if isinstance(record, Refusal)]:
            source = dataclasses.replace(source, reason=_left_out(left), remedy=left[0].remedy)
        for one in left:
            self._run.outcome(one.source, "refused", reason=one.reason, remedy=one.remedy)
        held = self._catalogue.held(key)
        with self._library.room():
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
        if source.status == "refused" and (gone := {id for id in held if not self._catalogue.holders(id)}):
            run.lost[source.label] = gone
            if self._library.keep > 1:  # said in the report only: a generation later the way back is another
                remedy = f"{remedy} {BACK}"
        run.outcome(source.label, source.status, source.documents, source.reason, remedy)
        if source.status == "duplicate":
            run.duplicate(source.path)

    def _hash(self, file: File) -> str:
        """What tells whether a file was read before as it is now."""
        if not file.path.is_file():
            raise OSError(errno.EINVAL, "it is no regular file")
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() + self._salt

    def _refused(self, found: str) -> str:
        """The hash of a file that was refused: with other limits it is tried again."""
        return found + digest_of(json.dumps(dataclasses.astuple(self._limits)))[:8]

    def _same(self, source: Source) -> None:
        """A file that hasn't changed since it was read."""
        change: Change = "refused" if source.status == "refused" else "unchanged"
        self._run.tally["unchanged"] += source.documents
        if source.status == "ready":
            self._run.outcome(source.label, change, source.documents)
        if source.reason:
            again = change if source.status != "ready" else "refused"
            self._run.outcome(source.label, again, source.documents, source.reason, source.remedy)


def _left_out(records: Sequence[Refusal]) -> str:
    """What the catalogue says of a file that was read in part."""
    return f"Records left out: {len(records):,}. The first is {records[0].source}: {records[0].reason}"


def whole(path: str | Path) -> Path:
    """The path under which a file is known, however it was written; always text, even where the name isn't."""
    return Path(text_of(os.path.abspath(os.path.expanduser(path))))


def stamp() -> str:
    """Now, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
