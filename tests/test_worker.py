"""Changes of the library in a thread."""

from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from pipelines.application import start
from pipelines.errors import DataError, LibraryBusy
from pipelines.records import Report
from pipelines.worker import Stopped, Worker
from tests import web


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(start(web.configure(tmp_path)))


def paper(folder: Path, name: str) -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text(f'{{"id": "{name}", "title": "{name}", "text": "Colchicine {name} helps in acute gout."}}\n')
    return path


def test_adds_and_tells_how_it_went(worker: Worker, tmp_path: Path) -> None:
    broken = tmp_path / "empty.txt"
    broken.touch()
    worker.add([paper(tmp_path, "one"), paper(tmp_path, "two"), broken])
    work = worker.wait()
    assert (work.task, work.running, work.files, work.error) == ("adding", False, 3, None)
    assert work.counts == {"added": 2, "refused": 1}
    assert work.report is not None
    assert (work.report.added, len(work.report.refused)) == (2, 1)
    worker.forget()
    assert worker.work.task is None


def test_removes(worker: Worker, tmp_path: Path) -> None:
    worker.add([paper(tmp_path, "one")])
    worker.wait()
    worker.remove(["one"])
    report = worker.wait().report
    assert report is not None
    assert report.removed == 1


def test_another_program_that_writes_is_told(worker: Worker, tmp_path: Path) -> None:
    with worker.vademecum.library.writing():
        worker.add([paper(tmp_path, "one")])
        assert isinstance(worker.wait().error, LibraryBusy)
    worker.add([paper(tmp_path, "one")])
    assert worker.wait().error is None


def test_one_change_at_a_time(tmp_path: Path) -> None:
    go_on = Event()

    class Slow:
        ingest = SimpleNamespace()

        def add(self, paths: list[Path]) -> Report:
            go_on.wait(60)
            return Report((), 1, True, added=1)

    worker = Worker(Slow())  # type: ignore[arg-type]
    worker.add([paper(tmp_path, "one")])
    with pytest.raises(LibraryBusy, match="Wait until that is done"):
        worker.remove(["one"])
    assert worker.work.running
    worker.forget()
    assert worker.work.running
    go_on.set()
    assert worker.wait().report == Report((), 1, True, added=1)


def test_stopped_run_changes_nothing(worker: Worker, tmp_path: Path) -> None:
    worker.add([paper(tmp_path, name) for name in "abc"])
    worker.stop()
    work = worker.wait()
    assert isinstance(work.error, Stopped)
    assert worker.vademecum.library.current == 0
    worker.add([paper(tmp_path, "a")])
    assert worker.wait().error is None


def test_path_that_is_not_there_is_told_at_once(worker: Worker, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        worker.add([tmp_path / "nothing"])
    assert worker.work.task is None
