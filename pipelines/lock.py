"""Who writes to a library: one program at a time, and since when.

library/lock     held by the writer
library/writer   when it took the lock; a killed writer leaves it behind, and the next one to look clears it away
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import LibraryBusy

FILES = ("lock", "writer")


class WriterLock:
    """The writer's lock of the library in the folder `path`. Safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = path / "writer"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the lock; raises LibraryBusy where another has it, OSError where the folder can't be written."""
        lock = FileLock(self._path / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            since = self._noted()
            began = f" (started {since.astimezone():%H:%M})" if since else ""
            raise LibraryBusy(
                f"Another program is adding documents to {self._path}{began}. "
                "You can ask questions meanwhile; try again later."
            ) from error
        try:
            self._note.write_text(datetime.now(UTC).isoformat(timespec="seconds"), encoding="ascii")
            yield
        finally:
            self._note.unlink(missing_ok=True)
            lock.release()

    def since(self) -> datetime | None:
        """When the writer of the moment began, None where nobody writes."""
        noted = self._noted()
        if noted is None:
            return None
        lock = FileLock(self._path / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return noted
        self._note.unlink(missing_ok=True)  # of a writer that was killed
        lock.release()
        return None

    def _noted(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self._note.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
