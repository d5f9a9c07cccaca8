"""One writer at a time, and a disk that takes no more: told in one line, and the library stays as it was."""

import resource
from threading import Thread

import pytest

from pipelines.errors import LibraryBusy, LibraryError
from pipelines.records import Progress, Report
from pipelines.schema import Retrieved
from tests import processes
from tests.home import Home, grow, held, numbers


def test_a_second_process_that_writes_is_told_so_in_one_line(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    home.write("b.jsonl", "Asthma wheezes.")
    with home.library().writing():
        for work in (ingest, rollback):
            with pytest.raises(LibraryBusy) as error:
                processes.outcome(work, home)
            assert "Another program is adding documents" in str(error.value)
            assert "\n" not in str(error.value)
        assert len(processes.outcome(search, home).passages) == 1, "reading goes on"
    assert processes.outcome(ingest, home).added == 1


def test_a_second_writer_of_the_same_thread_is_told_so(home: Home) -> None:
    with home.library().writing(), pytest.raises(LibraryBusy):
        home.start().rollback()
    assert home.ingest().published is False


def ingest(home: Home) -> Report:
    return home.ingest()


def rollback(home: Home) -> None:
    home.start().rollback()


def search(home: Home) -> Retrieved:
    return home.start().search("gout")


def test_a_second_writer_of_another_thread_does_not_disturb_the_first(home: Home) -> None:
    """One application, as the pages of one server share it, in the middle of a run."""
    gone = home.write("a.jsonl", "word1 said.")
    home.ingest()
    gone.unlink()
    home.write("b.jsonl", "word2 said.")
    vademecum = home.start()
    told: list[str] = []

    def disturb() -> None:
        for act in (lambda: vademecum.add([home.docs], prune=True), lambda: vademecum.remove(["word1"])):
            try:
                act()
            except LibraryBusy as busy:
                told.append(str(busy))

    def listen(progress: Progress) -> None:
        if progress.stage == "reading" and not told:
            thread = Thread(target=disturb)
            thread.start()
            thread.join()

    vademecum.ingest.listen = listen
    report = vademecum.add([home.docs])
    assert ["Another program is adding documents" in line for line in told] == [True, True]
    assert (report.added, report.removed, held(home)) == (1, 0, 2)


@pytest.mark.parametrize("room", [10_000, 60_000, 200_000, 400_000])
def test_no_room_on_the_disk_is_one_line_and_harms_nothing(home: Home, room: int) -> None:
    """At the start, while reading, while encoding, while the index is saved."""
    grow(home, 1)
    home.write("b.jsonl", *(f"word{n} said." for n in range(600)))
    with pytest.raises(
        LibraryError, match=r"can't be written: .*\. Nothing was published and the library is as it was"
    ):
        processes.outcome(ingest_in, home, room)
    assert (held(home), numbers(home)) == (1, [1])
    assert home.ingest().added == 600 - 1, "word1 is there already"


def test_too_little_room_is_told_before_anything_is_built(home: Home) -> None:
    grow(home, 1)
    library = home.library()
    library.enough(1000)
    with pytest.raises(LibraryError, match=r"not enough disk space .*: 1000000000\.0 GB needed, .* free\. Nothing was"):
        library.enough(10**18)


def ingest_in(home: Home, room: int) -> None:
    """An ingest that can write so many bytes to a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    home.ingest()


def test_a_folder_that_can_not_be_written_is_named(home: Home) -> None:
    (home.path / "library").write_text("a file, no folder")
    with pytest.raises(LibraryError, match=r"library can't be written: .*Mend its permissions"):
        home.ingest()
