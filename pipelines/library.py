"""The library on disk: generations that never change, a pointer to the current one, one writer at a time.

library/current            the number of the current generation
library/generations/<n>/   index/, catalogue.db, manifest.json
library/staging/           what a writer is working on; vectors.db in it outlives a killed run
"""

import dataclasses
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any
from zipfile import BadZipFile

from pipelines import begun, built, dismissed, erase, lock, memory, models, questions
from pipelines.build import FORMAT
from pipelines.config import Settings
from pipelines.encoder import encoder_of
from pipelines.errors import Damaged, LibraryError, NotHeld
from pipelines.generation import Generation
from pipelines.records import Manifest
from pipelines.splade import Splade, splade_of

PARTS = (  # of a library's folder; nothing to read: these are no documents
    *("current", "current.part", "generations", "staging", "evaluations", begun.FILE, erase.FILE),
    questions.FOLDER,
    *(*lock.FILES, dismissed.FILE, f"{dismissed.FILE}.part"),
)
BACK = "Go back with: vademecum rollback"


class Library:
    """The library in the folder `path`, read and written with the encoder that `embeddings` configures.

    Safe between threads and processes: readers keep the generation that they opened, a writer holds a lock.
    """

    def __init__(
        self,
        path: Path,
        embeddings: dict[str, Any],
        keep: int = 3,
        splade: dict[str, Any] | None = None,
        profile: str = "",
    ) -> None:
        self.path = path
        self.embeddings = embeddings
        self.keep = keep
        self.splade = splade  # settings of the SPLADE model, None for none
        self.profile = profile  # that is on; a generation notes under which it was built
        self.models: dict[str, Any] = {}  # encoders and SPLADE models that are loaded, shared by all generations
        self.lock = lock.WriterLock(path)
        self._lock = RLock()
        self._open: Generation | None = None
        self._before: Generation | None = None  # what was open until then, for answers that were begun on it

    @classmethod
    def of(cls, settings: Settings) -> "Library":
        """The library that the settings name."""
        return cls(
            settings.library.path, settings.embeddings, settings.library.keep, settings.learned, settings.profile
        )

    # Reading

    @property
    def current(self) -> int:
        """The number of the current generation, 0 for a library without any."""
        try:
            return int((self.path / "current").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise LibraryError(
                f"{self.path} can't be read: {error.strerror}. Mend its permissions, or library.path in config.yml."
            ) from error
        except ValueError as error:
            raise LibraryError(
                f"{self.path / 'current'} holds no number. "
                f"Write the newest number of {self.path / 'generations'} into it."
            ) from error

    def generations(self) -> list[Manifest]:
        """All kept generations that can be gone back to, newest first."""
        found = []
        for file in (self.path / "generations").glob("*/manifest.json"):
            with suppress(LibraryError):  # one that can't be read stays where it is, and hides none of the others
                found.append(_manifest(file))
        return sorted(found, key=lambda m: m.number, reverse=True)

    def manifest(self, number: int) -> Manifest:
        """What a generation was built from and with; raises LibraryError where that can't be read."""
        return _manifest(self.folder(number) / "manifest.json")

    def open(self) -> Generation | None:
        """The current generation, None for an empty library; a newer one is taken up at the next call.

        Raises ModelError when it was built with another encoder, LibraryError when it can't be opened.
        """
        with self._lock:
            while True:
                number = self.current
                if not number or (self._open is not None and self._open.manifest.number == number):
                    return self._open if number else None
                try:
                    self._before, self._open = self._open, self._load(number)
                except Exception:
                    if self.current == number:
                        raise  # else a writer has published newer ones meanwhile and cleared this one

    def at(self, number: int) -> Generation | None:
        """The generation `number` while it can be had, so that an answer is made from what was found; else the current.

        None for an empty library.
        """
        with self._lock:
            current = self.open()
            opened = (one for one in (current, self._before) if one is not None and one.manifest.number == number)
            return next(opened, current)

    def let_go(self) -> None:
        """Lets go of the generation that was open before the current one; its files may be gone."""
        with self._lock:
            self.open()
            self._before = None

    def _load(self, number: int) -> Generation:
        models.check(self.embeddings)
        folder = self.folder(number)
        if not (folder / "manifest.json").exists():
            raise Damaged(number, f"Generation {number} is not in {self.path}. {BACK}")
        manifest = _manifest(folder / "manifest.json")
        built.check(manifest, self.embeddings, self.splade, self.profile)
        encoder_of(self.embeddings, self.models)  # loads the weights, once; tells what is wrong with them
        learned = self.learned() if manifest.splade else None
        try:
            return Generation(folder, manifest, self.embeddings, self.models, learned)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, sqlite3.Error) as error:
            raise Damaged(number, f"Generation {number} in {self.path} is damaged: {error}. {BACK}") from error

    def learned(self) -> Splade | None:
        """The SPLADE model that is set up, loaded at the first call; None for none."""
        with self._lock:
            return splade_of(self.splade, self.models)

    def folder(self, number: int) -> Path:
        """The folder of a generation."""
        return self.path / "generations" / str(number)

    # Writing

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Holds the writer's lock and gives the staging folder, emptied but for the vectors of a killed run."""
        staging = self.path / "staging"
        with ExitStack() as stack:
            try:
                staging.mkdir(parents=True, exist_ok=True)
                stack.enter_context(self.lock.held())
            except OSError as error:
                raise LibraryError(
                    f"{self.path} can't be written: {error.strerror}. Mend its permissions, or library.path in "
                    "config.yml."
                ) from error
            erase.finish(self.path, self.current)
            for old in staging.iterdir():
                if not old.name.startswith(("vectors.", "splade.")):
                    shutil.rmtree(old) if old.is_dir() else old.unlink()
            yield staging

    @contextmanager
    def room(self) -> Iterator[None]:
        """Says what it means when the library's disk takes no more; what the readers raise never comes here."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            raise LibraryError(
                f"{self.path} can't be written: {error}. Nothing was published and the library is as it was. "
                "Make room on the disk, then run the ingest again: it goes on where it stopped."
            ) from error

    def enough(self, needed: int) -> None:
        """Raises LibraryError where the library's disk has less than so many bytes free."""
        free = shutil.disk_usage(self.path).free
        if free < needed:
            raise LibraryError(
                f"There is not enough disk space for {self.path}: {memory.told(needed)} needed, {memory.told(free)} "
                "free. Nothing was changed. Make room, then run the ingest again: it goes on where it stopped."
            )

    def is_outdated(self, manifest: Manifest) -> bool:
        """Whether a generation's index would come out otherwise today: the next ingest builds it anew."""
        return built.is_outdated(manifest, self._facts())

    def _facts(self) -> dict[str, Any]:
        return built.facts(self.embeddings, self.splade, self.profile)

    def publish(self, draft: Path, documents: int, passages: int) -> Manifest:
        """Makes the folder `draft` the current generation: sync to disk, rename, swap the pointer, clear old ones.

        Only while `writing`. A reader sees the old generation or the new one, never something between.
        """
        taken = [int(folder.name) for folder in (self.path / "generations").glob("*") if folder.name.isdigit()]
        manifest = Manifest(
            number=max([self.current, *taken]) + 1,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            documents=documents,
            passages=passages,
            parent=self.current,
            **self._facts(),
        )
        text = json.dumps(dataclasses.asdict(manifest), indent=2)
        (draft / "manifest.json").write_text(text, encoding="utf-8")
        target = self.folder(manifest.number)
        target.parent.mkdir(exist_ok=True)
        for folder, _, files in os.walk(draft):
            for name in files:
                _sync(Path(folder, name))
            _sync(Path(folder))
        draft.rename(target)
        _sync(target.parent)
        self._point(manifest.number)
        with suppress(OSError):  # it is published; what could not be removed goes next time
            self._clear(manifest)
        return manifest

    def _clear(self, current: Manifest) -> None:
        """Removes what is over `keep`: after the current generation its parent is kept first, then the newest."""
        others = [manifest.number for manifest in self.generations() if manifest.number != current.number]
        others.sort(key=lambda number: (number != current.parent, -number))
        for number in others[self.keep - 1 :]:
            gone = self.path / "staging" / f"cleared-{number}"  # a half removed one must not look like a generation
            self.folder(number).rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    def rollback(self, number: int | None = None) -> Manifest:
        """Makes another generation current: the one that the current was made from, or `number`. All are kept."""
        with self.writing():
            kept = {manifest.number: manifest for manifest in self.generations()}
            current = kept.get(self.current)
            before = current.parent if current else 0
            if before not in kept:
                before = max((other for other in kept if other < self.current), default=0)
            wanted = before if number is None else number
            if wanted not in kept:
                known = ", ".join(map(str, kept)) or "none"
                if number is None:
                    raise LibraryError(f"There is no older generation to go back to. Kept: {known}.")
                raise NotHeld(f"There is no generation {number} to go back to. Kept: {known}.")
            self._point(wanted)
            return kept[wanted]

    def _point(self, number: int) -> None:
        draft = self.path / "current.part"
        draft.write_text(str(number), encoding="ascii")
        _sync(draft)
        draft.replace(self.path / "current")
        _sync(self.path)


def _manifest(file: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(file.read_text(encoding="utf-8")))
        newer = manifest.format > FORMAT
    except OSError as error:
        raise LibraryError(f"{file} can't be read: {error.strerror}. Mend its permissions.") from error
    except (ValueError, TypeError) as error:
        raise LibraryError(f"{file} is damaged or newer than this program. Update Vademecum, or remove it.") from error
    if newer:
        raise LibraryError(f"{file.parent} is newer than this program. Update Vademecum, or go back to an older one.")
    return manifest


def _sync(path: Path) -> None:
    """Forces a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
