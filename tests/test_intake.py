"""Which files are read again and under which name: odd names, other settings, shared contents, the library itself."""

import errno
import json
import os
from cProfile import Profile
from pathlib import Path
from typing import Any

import pytest

from pipelines import readers
from pipelines.errors import DataError, NotHeld, QuestionError, Refused
from pipelines.readers.base import File
from tests.home import Home, counts, titles

LONG = " ".join(f"Sentence {n} on gout is as long as it has to be for the test." for n in range(40))


def rows(home: Home) -> int:
    generation = home.library().open()
    return generation.rows if generation else 0


def labels(home: Home) -> dict[str, str]:
    """The label of each source, by the name of the folder above its folder."""
    generation = home.library().open()
    assert generation is not None
    return {Path(source.path).parents[1].name: source.label for source in generation.catalogue.sources()}


@pytest.mark.parametrize(
    ("suffix", "text"), [(".txt", "Gout hurts."), (".md", "Gout hurts."), (".csv", "id,text\n1,Gout hurts.\n")]
)
def test_a_file_name_that_is_no_text_is_read_all_the_same(home: Home, suffix: str, text: str) -> None:
    file = home.docs / os.fsdecode(b"M\xfcller" + suffix.encode())
    file.write_text(text, encoding="utf-8")
    [outcome] = home.ingest().outcomes
    assert (outcome.source, outcome.change) == (f"docs/M\\xfcller{suffix}", "added")
    assert home.ingest().published is False
    file.unlink()
    assert (home.ingest(prune=True).removed, titles(home)) == (1, [])


@pytest.mark.parametrize("field", ["id", "url", "title", "authors", "journal"])
def test_a_record_with_half_a_character_is_left_out(home: Home, field: str) -> None:
    home.write("a.jsonl", {"id": "1", "title": "Gout", "text": "Gout hurts.", field: "x\ud83d"}, "Asthma wheezes.")
    report = home.ingest()
    assert ["invalid encoding" in one.reason for one in report.refused] == [True]
    assert titles(home) == ["Asthma"]
    assert home.start().search("asthma").passages


@pytest.mark.parametrize("field", ["sources", "documents"])
def test_a_filter_with_half_a_character_is_told(home: Home, field: str) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    with pytest.raises(QuestionError, match="has no passages of the"):
        home.start().search({"question": "gout", "filters": {field: "docs\udcfc"}})


def test_folders_of_one_name_are_told_apart(home: Home) -> None:
    for place, text in (("one", "Gout hurts."), ("two", "Asthma wheezes.")):
        file = home.path / place / "notes" / "x.md"
        file.parent.mkdir(parents=True)
        file.write_text(f"# {text.split()[0]}\n\n{text}")
        home.start().add([file.parent])
    assert labels(home) == {"one": "notes/x.md", "two": "two/notes/x.md"}
    assert home.start().add([home.path / "two" / "notes"]).published is False
    home.start().remove(["notes/x.md"])
    assert titles(home) == ["Asthma"]
    file.write_text("# Asthma\n\nAsthma is wheezing.")
    home.start().add([file.parent])
    assert labels(home) == {"two": "two/notes/x.md"}, "a file keeps its name"


def test_the_work_grows_with_the_number_of_files_named(home: Home) -> None:
    calls = []
    for number in (150, 300):
        files = [home.write(f"{n}.jsonl", f"Word{n} said.") for n in range(number)]
        home.start().add(files)
        profile = Profile()
        assert profile.runcall(home.start().add, files).published is False
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[1] < 2.5 * calls[0], "twice the files: four times the work where all are gone through for each"


def test_a_title_that_two_documents_share_is_no_name_to_remove_by(home: Home) -> None:
    gout = {"id": "1", "title": "Gout", "text": "Gout hurts."}
    home.write("a.jsonl", gout, {**gout, "id": "2", "text": "Gout swells."})
    home.ingest()
    with pytest.raises(NotHeld, match=r"2 documents have the title 'Gout'. Name the one you mean by its id: 1, 2"):
        home.start().remove(["Gout"])
    assert home.start().remove(["2"]).removed == 1


def test_a_document_that_two_files_hold_is_read_again_with_the_first(home: Home) -> None:
    gout: dict[str, Any] = {"id": "1", "title": "Gout", "text": LONG}
    for name in ("a.jsonl", "b.jsonl"):
        home.write(name, gout)
    home.ingest()
    before = rows(home)
    report = home.ingest(reading={"tokens": 100})
    assert ([one.change for one in report.outcomes], report.changed) == (["changed", "duplicate"], 1)
    assert rows(home) > before
    for name in ("a.jsonl", "b.jsonl"):
        home.write(name, {**gout, "kind": "guideline"})
    home.ingest(reading={"tokens": 100})
    generation = home.library().open()
    assert generation is not None
    assert [(entry.id, entry.kind) for entry in generation.catalogue.documents()] == [("1", "guideline")]
    assert [source.status for source in generation.catalogue.sources()] == ["ready", "duplicate"]
    home.write("b.jsonl", {**gout, "title": "Podagra"})
    assert counts(home.ingest(reading={"tokens": 100})) == (1, 0, 1, 0)


def test_a_refused_file_is_tried_again_when_the_limit_is_raised(home: Home) -> None:
    home.write("a.jsonl", {"title": "Gout", "text": "Gout hurts. " * 100_000})
    assert "limit of 1 MB" in home.ingest(reading={"file_mb": 1}).refused[0].reason
    assert home.ingest(reading={"file_mb": 1}).published is False
    assert home.ingest(reading={"file_mb": 2}).added == 1


def test_a_file_that_did_not_change_stays_when_other_settings_refuse_it(home: Home) -> None:
    (home.docs / "a.csv").write_text("id,finding\n1,Gout hurts.\n")
    assert home.ingest(reading={"columns": {"text": "finding"}}).added == 1
    (home.docs / "b.csv").write_text("id,inhalt\n2,Asthma wheezes.\n")
    report = home.ingest(reading={"columns": {"text": "inhalt"}})
    assert (report.added, report.removed) == (1, 0)
    [refused] = report.refused
    assert "map both: text: [inhalt, ...]" in refused.remedy
    assert "stays in the library" in refused.remedy
    assert home.start().search({"question": "gout", "mode": "sparse"}).passages
    both = {"columns": {"text": ["finding", "inhalt"]}}
    assert home.ingest(reading=both).refused == ()
    assert home.ingest(reading=both).published is False


class Failing(type(Path())):  # type: ignore[misc]
    """A path that is asked for its size while the machine is out of memory, or its disk fails."""

    def stat(self, **options: Any) -> os.stat_result:
        raise MemoryError if self.suffix == ".memory" else OSError(errno.EIO, "Input/output error")


@pytest.mark.parametrize("name", ["a.memory", "a.disk"])
def test_what_fails_without_fault_of_the_file_is_tried_again(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Gout hurts.")
    with pytest.raises(Refused) as refused:
        list(readers.read(File(Failing(tmp_path / name), name)))
    assert refused.value.passing


def test_the_library_does_not_read_itself(home: Home) -> None:
    upload = home.path / "library" / "uploads" / "b.jsonl"
    upload.parent.mkdir(parents=True)
    upload.write_text(json.dumps({"title": "Asthma", "text": "Asthma wheezes."}))
    home.write("a.jsonl", "Gout hurts.")
    (home.path / "library" / "papers").mkdir()
    (home.path / "library" / "papers" / "c.md").write_text("Croup barks.")
    (home.path / "alias").symlink_to(home.path, target_is_directory=True)
    for published in (True, False):
        report = home.start().add([home.docs, home.path / "library"], prune=True)
        assert (report.refused, report.published) == ((), published)
    assert titles(home) == ["Asthma", "Gout", "c"]
    again = home.start().add([f"{home.path}/alias/library"])
    assert [Path(outcome.source).name for outcome in again.outcomes] == ["c.md", "b.jsonl"]


def test_an_empty_path_is_no_folder(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    monkeypatch.chdir(home.path)
    for prune in (False, True):
        with pytest.raises(DataError, match="A path is empty: name a file, a folder or a pattern"):
            home.start().add([""], prune)
    assert titles(home) == ["Gout"]


def test_a_pattern_can_not_be_pruned(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    with pytest.raises(DataError, match="Name the folder instead"):
        home.start().add([f"{home.docs}/*.jsonl"], prune=True)
    assert home.start().add([f"{home.docs}/*.jsonl"]).added == 1


def test_a_folder_with_brackets_in_its_name_can_be_pruned(home: Home) -> None:
    home.write("old [1]/a.jsonl", "Gout hurts.")
    home.start().add([home.docs / "old [1]"])
    (home.docs / "old [1]" / "a.jsonl").unlink()
    (home.docs / "old [1]").rmdir()
    assert home.start().add([home.docs / "old [1]"], prune=True).removed == 1


def test_what_can_not_be_looked_into_is_not_pruned(home: Home) -> None:
    home.write("sub/a.jsonl", "Gout hurts.")
    home.ingest()
    (home.docs / "sub").rename(home.path / "away")
    (home.docs / "sub").symlink_to(home.path / "unmounted")
    home.write("b.jsonl", "Asthma wheezes.")
    report = home.ingest(prune=True)
    assert (report.removed, titles(home)) == (0, ["Asthma", "Gout"])
    assert "leads nowhere" in report.refused[0].reason
    (home.docs / "sub").unlink()
    (home.path / "away").rename(home.docs / "sub")
    home.ingest()
    generation = home.library().open()
    assert generation is not None
    assert [source.label for source in generation.catalogue.sources()] == ["docs/b.jsonl", "docs/sub/a.jsonl"]
    assert home.ingest().published is False


def test_a_document_handed_over_is_read_again_as_its_new_file_is_read(home: Home) -> None:
    gout = {"id": "1", "title": "Gout", "text": LONG}
    home.write("z.jsonl", gout)
    home.ingest()
    home.write("b.jsonl", gout)
    home.ingest()
    before = rows(home)
    (home.docs / "z.jsonl").unlink()
    published = [home.ingest(prune=True, reading={"tokens": 100}).published for _ in range(3)]
    assert (published, titles(home)) == ([True, True, False], ["Gout"])
    assert rows(home) > before
