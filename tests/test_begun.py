"""Runs that ended before they published, and who writes at the moment."""

import os
import signal
from datetime import UTC, datetime

import pytest

from pipelines import begun, status
from pipelines.errors import DataError, LibraryBusy, VademecumError
from pipelines.records import Progress
from tests import processes
from tests.home import Home


def die(home: Home) -> None:
    """An ingest that is killed after the second of its files."""
    vademecum = home.start()

    def listen(progress: Progress) -> None:
        if progress.stage == "reading" and progress.done == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    vademecum.ingest.listen = listen
    vademecum.add([home.docs])


@pytest.fixture
def killed(home: Home) -> Home:
    for n in range(3):
        home.write(f"{n}.jsonl", f"word{n} said.")
    with pytest.raises(AssertionError, match="died"):
        processes.outcome(die, home)
    return home


def test_a_killed_run_says_how_far_it_came(killed: Home) -> None:
    found = begun.found(killed.path / "library")
    assert found is not None
    assert (found.paths, found.files, found.read) == ((str(killed.docs),), 3, 2)
    assert status.of(killed.start()).begun == found
    assert killed.library().lock.since() is None, "nobody writes"
    assert killed.start().add(found.paths).added == 3
    assert begun.found(killed.path / "library") is None


def test_a_killed_run_can_be_forgotten(killed: Home) -> None:
    begun.forget(killed.path / "library")
    assert begun.found(killed.path / "library") is None


def test_removing_leaves_the_note_of_a_run_alone(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    begun.Note(home.path / "library", "2026-11-20T14:02:00+00:00", ["x"], 10).read(6)
    home.start().remove(["Gout"])
    found = begun.found(home.path / "library")
    assert found == begun.Begun("2026-11-20T14:02:00+00:00", ("x",), 10, 6)


def test_a_stopped_run_leaves_its_note_and_a_mistyped_path_none(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    vademecum = home.start()

    def stop(progress: Progress) -> None:
        raise VademecumError("Stopped.")

    vademecum.ingest.listen = stop
    with pytest.raises(VademecumError):
        vademecum.add([home.docs])
    assert begun.found(home.path / "library") is not None
    begun.forget(home.path / "library")
    with pytest.raises(DataError):
        home.start().add([home.path / "nothing"])
    assert begun.found(home.path / "library") is None


@pytest.mark.parametrize("text", ["", "{", '{"files": 3}\n', "[]\n..", '{"started": 1, "paths": 2, "files": 3}\n'])
def test_a_damaged_note_is_none(home: Home, text: str) -> None:
    folder = home.path / "library"
    folder.mkdir()
    (folder / begun.FILE).write_text(text)
    assert begun.found(folder) is None


def test_a_writer_is_told_since_when_another_writes(home: Home) -> None:
    library = home.library()
    assert library.lock.since() is None
    with library.writing():
        since = library.lock.since()
        assert since is not None
        assert abs((datetime.now(UTC) - since).total_seconds()) < 60
        with pytest.raises(LibraryBusy, match=rf"\(started {since.astimezone():%H:%M}\)"):
            home.start().remove(["x"])
    assert library.lock.since() is None
