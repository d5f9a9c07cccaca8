"""The library on disk: generations that never change, a pointer to the current one, one writer at a time.

library/current            the number of the current generation
library/generations/<n>/   index/, catalogue.db, manifest.json
library/staging/           what a writer is working on; vectors.db in it outlives a killed run
"""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

from filelock import FileLock, Timeout

from pipelines import models
from pipelines.errors import LibraryBusy, LibraryError, ModelError
from pipelines.generation import Generation
from pipelines.schema import Manifest


class Library:
    """The library in the folder `path`, read and written with the encoder that `embeddings` configures.

    Safe between threads and processes: readers keep the generation that they opened, a writer holds a lock.
    """

    def __init__(self, path: Path, embeddings: dict[str, Any], keep: int = 3) -> None:
        self.path = path
        self.embeddings = embeddings
        self.keep = keep
        self.models: dict[str, Any] = {}  # encoders that are loaded, shared by all generations
        self._lock = RLock()
        self._open: Generation | None = None

    # Reading

    @property
    def current(self) -> int:
        """The number of the current generation, 0 for a library without any."""
        try:
            return int((self.path / "current").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0
        except ValueError as error:
            raise LibraryError(
                f"{self.path / 'current'} holds no number. "
                f"Write the newest number of {self.path / 'generations'} into it."
            ) from error

    def generations(self) -> list[Manifest]:
        """All kept generations, newest first."""
        folders = (self.path / "generations").glob("*/manifest.json")
        return sorted((_manifest(file) for file in folders), key=lambda m: m.number, reverse=True)

    def open(self) -> Generation | None:
        """The current generation, None for an empty library; a newer one is taken up at the next call.

        Raises ModelError when it was built with another encoder, LibraryError when it can't be opened.
        """
        with self._lock:
            number = self.current
            if number and (self._open is None or self._open.manifest.number != number):
                self._open = self._load(number)
            return self._open if number else None

    def _load(self, number: int) -> Generation:
        models.check(self.embeddings)
        folder = self.folder(number)
        if not (folder / "manifest.json").exists():
            raise LibraryError(f"Generation {number} is not in {self.path}. Go back with: vademecum rollback")
        manifest = _manifest(folder / "manifest.json")
        if manifest.fingerprint != models.fingerprint(str(self.embeddings["path"])):
            raise ModelError(
                f"This library was built with {manifest.model}, but {models.name(self.embeddings)} is selected. "
                f"Set embeddings.path back to {manifest.model}, or library.path to an empty folder and ingest again."
            )
        return Generation(folder, manifest, self.models)

    def folder(self, number: int) -> Path:
        """The folder of a generation."""
        return self.path / "generations" / str(number)

    # Writing

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Holds the writer's lock and gives the staging folder, emptied but for the vectors of a killed run."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise LibraryBusy(
                f"Another program is adding documents to {self.path}. You can ask questions meanwhile; try again later."
            ) from error
        try:
            staging = self.path / "staging"
            staging.mkdir(exist_ok=True)
            for old in staging.iterdir():
                if not old.name.startswith("vectors."):
                    shutil.rmtree(old) if old.is_dir() else old.unlink()
            yield staging
        finally:
            lock.release()

    def publish(self, draft: Path, documents: int, passages: int) -> Manifest:
        """Makes the folder `draft` the current generation: sync to disk, rename, swap the pointer, clear old ones.

        Only while `writing`. A reader sees the old generation or the new one, never something between.
        """
        kept = [manifest.number for manifest in self.generations()]
        manifest = Manifest(
            number=max([self.current, *kept]) + 1,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            documents=documents,
            passages=passages,
            model=models.name(self.embeddings),
            fingerprint=models.fingerprint(str(self.embeddings["path"])),
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
        for number in sorted((n for n in kept if n != manifest.number), reverse=True)[self.keep - 1 :]:
            shutil.rmtree(self.folder(number), ignore_errors=True)
        return manifest

    def rollback(self, number: int | None = None) -> Manifest:
        """Makes an older generation current: the one before, or `number`. The newer ones are kept."""
        with self.writing():
            older = [
                m for m in self.generations() if (m.number < self.current if number is None else m.number == number)
            ]
            if not older:
                known = ", ".join(str(m.number) for m in self.generations()) or "none"
                wanted = "an older generation" if number is None else f"generation {number}"
                raise LibraryError(f"There is no {wanted} to go back to. Kept: {known}.")
            self._point(older[0].number)
            return older[0]

    def _point(self, number: int) -> None:
        draft = self.path / "current.part"
        draft.write_text(str(number), encoding="ascii")
        _sync(draft)
        draft.replace(self.path / "current")
        _sync(self.path)


def _manifest(file: Path) -> Manifest:
    return Manifest(**json.loads(file.read_text(encoding="utf-8")))


def _sync(path: Path) -> None:
    """Forces a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
