"""Ingest: what is refused, left out or stopped harms nothing else, and the next run goes on from there."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import status
from pipelines.errors import DataError
from pipelines.records import Progress
from tests.home import Home, counts, titles


def test_a_refused_file_is_not_read_again_until_it_changes(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    bad = home.docs / "b.jsonl"
    bad.write_bytes(b"")
    first = home.ingest()
    [refused] = first.refused
    assert refused.source == "docs/b.jsonl"
    assert refused.reason
    assert refused.remedy
    generation = home.library().open()
    assert generation is not None
    source = generation.catalogue.source(str(bad))
    assert source is not None
    assert (source.status, source.reason, source.remedy) == ("refused", refused.reason, refused.remedy)
    again = home.ingest()
    assert again.refused == first.refused, "the report says it each time"
    assert again.published is False
    home.write("b.jsonl", "Asthma wheezes.")
    assert (home.ingest().added, titles(home)) == (1, ["Asthma", "Gout"])


def test_a_file_refused_after_it_was_good_goes(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.")
    home.write("b.jsonl", "Asthma wheezes.")
    home.ingest()
    file.write_bytes(b"\x00\x01\x02")
    report = home.ingest()
    assert (counts(report), len(report.refused), titles(home)) == ((0, 0, 1, 1), 1, ["Asthma"])


def test_a_library_may_begin_with_a_refused_file(home: Home) -> None:
    (home.docs / "a.pdf").write_bytes(b"%PDF-1.4 cut short")
    report = home.ingest()
    assert (report.generation, len(report.refused), titles(home)) == (1, 1, [])
    assert home.start().search("gout").passages == ()
    home.write("b.jsonl", "Gout hurts.")
    assert home.ingest().added == 1
    assert len(home.start().search("gout").passages) == 1


def test_a_bad_line_of_a_file_is_refused_alone(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.", "Asthma wheezes.")
    file.write_text(file.read_text() + "{cut short\n")
    report = home.ingest()
    assert (report.added, [outcome.source for outcome in report.refused]) == (2, ["docs/a.jsonl, line 3"])


def test_a_file_read_in_part_is_kept_in_mind_until_it_is_mended(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.", "Asthma wheezes.")
    whole = file.read_text()
    file.write_text(whole + "{cut short\n")
    [left] = home.ingest().refused
    assert left.source == "docs/a.jsonl, line 3"
    found = status.of(home.start())
    assert [source.label for source in found.partial] == ["docs/a.jsonl"]
    assert found.partial[0].reason == f"Records left out: 1. The first is {left.source}: {left.reason}"
    assert found.partial[0].remedy == left.remedy
    assert found.refused == ()
    again = home.ingest()
    assert (again.published, counts(again)) == (False, (0, 0, 2, 0))
    assert [(one.source, one.reason) for one in again.refused] == [("docs/a.jsonl", found.partial[0].reason)]
    assert status.of(home.start()) == found
    file.write_text(whole)
    assert home.ingest().refused == ()
    mended = status.of(home.start())
    assert (mended.partial, mended.refused, titles(home)) == ((), (), ["Asthma", "Gout"])


def test_nothing_to_read_publishes_nothing(home: Home) -> None:
    report = home.ingest()
    assert (report.generation, report.published, report.outcomes) == (0, False, ())
    assert home.start().search("gout").passages == ()


def test_a_path_that_is_not_there_changes_nothing(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    with pytest.raises(DataError, match="does not exist"):
        home.start().add([home.docs, home.path / "absent"])
    assert home.library().current == 0
    assert home.ingest().added == 1, "the lock is free"


def test_what_is_no_file_is_refused_without_waiting(home: Home) -> None:
    os.mkfifo(home.docs / "pipe.txt")
    home.write("a.jsonl", "Gout hurts.")
    report = home.ingest()
    assert [(outcome.source, outcome.reason) for outcome in report.refused] == [
        ("docs/pipe.txt", "The file can't be opened: it is no regular file.")
    ]
    assert report.added == 1


def test_a_file_that_can_not_be_opened_keeps_what_was_read_of_it(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    file.unlink()
    os.mkfifo(file)
    report = home.ingest(prune=True)
    assert (len(report.refused), report.published, titles(home)) == (1, False, ["Gout"])


@pytest.mark.parametrize("stage", ["reading", "encoding", "building"])
def test_a_run_that_is_stopped_leaves_the_library_as_it_was(home: Home, stage: str) -> None:
    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.stage == stage and progress.done:
            raise Stop

    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    home.write("b.jsonl", "Asthma wheezes.")
    vademecum = home.start()
    vademecum.ingest.listen = stop
    with pytest.raises(Stop):
        vademecum.add([home.docs])
    assert (home.library().current, titles(home)) == (1, ["Gout"])
    vademecum.ingest.listen = lambda progress: None
    report = vademecum.add([home.docs])
    assert (report.added, report.passages) == (1, 1 if stage == "reading" else 0), "what was encoded is not lost"


def test_progress_goes_through_the_stages_in_order(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.", "Asthma wheezes.")
    told: list[Progress] = []
    vademecum = home.start()
    vademecum.ingest.listen = told.append
    vademecum.add([home.docs])
    assert list(dict.fromkeys(one.stage for one in told)) == ["reading", "encoding", "building", "publishing"]
    assert all(one.done <= one.total for one in told if one.total)
    last = {one.stage: one for one in told}
    assert all(last[stage].done == last[stage].total for stage in ("encoding", "building", "publishing"))
    assert last["encoding"].total == 2


def test_nothing_is_left_in_staging_after_a_run(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    left = [file.name for file in (home.path / "library" / "staging").iterdir()]
    assert [name for name in left if name.startswith(("vectors", "draft"))] == []


def test_a_file_moved_while_it_is_read_is_no_error(home: Home) -> None:
    """A link that leads nowhere is what is left when a file goes between being found and being opened."""
    home.write("a.jsonl", "Gout hurts.")
    Path(home.docs / "b.jsonl").symlink_to(home.docs / "absent")
    report = home.ingest()
    assert (report.added, len(report.refused)) == (1, 1)


def outside(home: Home) -> None:
    """A link that leads out of the folder."""
    (home.path / "secret.txt").write_text("Croup barks.")
    (home.docs / "b.jsonl").symlink_to(home.path / "secret.txt")


def elsewhere(home: Home) -> None:
    """A link to a folder outside of the one that is read."""
    (home.path / "elsewhere").mkdir()
    (home.docs / "b.jsonl").symlink_to(home.path / "elsewhere")


NO_FILES = {
    "a link out of the folder": outside,
    "a link to a folder": elsewhere,
    "a dead link": lambda home: (home.docs / "b.jsonl").symlink_to(home.docs / "absent"),
    "a pipe": lambda home: os.mkfifo(home.docs / "b.jsonl"),
}


@pytest.mark.parametrize("place", NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_sound_file_is_kept_in_mind_until_it_is_gone(home: Home, place: Callable[[Home], None]) -> None:
    home.write("a.jsonl", "Gout hurts.")
    place(home)
    [told] = home.ingest().refused
    [source] = status.of(home.start()).refused
    assert (source.label, source.reason, source.remedy) == ("docs/b.jsonl", told.reason, told.remedy)
    again = home.ingest(prune=True)
    assert ([one.source for one in again.refused], again.published) == (["docs/b.jsonl"], False)
    (home.docs / "b.jsonl").unlink()
    assert home.ingest(prune=True).published
    assert status.of(home.start()).refused == ()


@pytest.mark.parametrize("place", NO_FILES.values(), ids=NO_FILES)
def test_a_sound_file_in_its_place_is_read(home: Home, place: Callable[[Home], None]) -> None:
    place(home)
    home.ingest()
    (home.docs / "b.jsonl").unlink()
    home.write("b.jsonl", "Asthma wheezes.")
    report = home.ingest()
    assert (report.added, report.refused, titles(home)) == (1, (), ["Asthma"])
    assert status.of(home.start()).refused == ()


def test_a_file_that_became_a_dead_link_keeps_what_was_read_of_it(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    file.unlink()
    file.symlink_to(home.docs / "absent")
    report = home.ingest(prune=True)
    assert (len(report.refused), report.published, titles(home)) == (1, False, ["Gout"])


def test_what_goes_with_a_file_that_can_not_be_read_any_more_is_named(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.", "Flu burns.", "Mumps swells.", "Rubella spots.", "Asthma wheezes.")
    home.write("b.jsonl", "Asthma wheezes.")
    home.ingest()
    file.write_bytes(b"\x00\x01\x02")
    report = home.ingest()
    assert report.refused[0].remedy.endswith("to have it back: vademecum rollback")
    [removed] = [one for one in report.outcomes if one.change == "removed"]
    assert (removed.source, removed.documents, report.removed) == ("docs/a.jsonl", 4, 4)
    assert removed.reason.startswith("Taken out with it: ")
    assert removed.reason.endswith(" and 1 more.")
    assert "Asthma" not in removed.reason, "another file holds it"
    assert "rollback" not in home.ingest().refused[0].remedy, "one version back is not the right one for ever"
    home.start().rollback()
    assert len(titles(home)) == 5


def test_nothing_is_named_when_another_file_brings_it_in_the_same_run(home: Home) -> None:
    file = home.write("a.jsonl", {"id": "1", "title": "Gout", "text": "Gout hurts."})
    home.ingest()
    file.rename(home.docs / "b.jsonl")
    file.write_bytes(b"\x00\x01\x02")
    report = home.ingest()
    assert (titles(home), report.removed) == (["Gout"], 0)
    assert [one.change for one in report.outcomes] == ["refused", "added"]


def test_a_library_of_one_version_promises_no_way_back(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.")
    home.ingest(library={"keep": 1})
    file.write_bytes(b"\x00\x01\x02")
    assert "rollback" not in home.ingest(library={"keep": 1}).refused[0].remedy
