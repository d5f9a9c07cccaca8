"""Ingest: what is new is read, what changed is replaced whole, what is gone is taken out; nothing is done twice."""

import pytest

from pipelines import build
from pipelines.errors import DataError, LibraryError
from tests.home import Home, counts, titles

LONG = ". ".join(f"Sentence {n} on gout is as long as it has to be for the test" for n in range(40)) + "."


def encoded(home: Home) -> int:
    """How many texts the encoder has been given for an index."""
    log = home.path / "log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_what_is_unchanged_is_passed_over(home: Home) -> None:
    logged = {"embeddings": {"vectors": {"log": str(home.path / "log")}}}
    home.write("a.jsonl", "Gout hurts.", "Asthma wheezes.")
    first = home.ingest(**logged)
    assert (counts(first), first.passages, first.published, encoded(home)) == ((2, 0, 0, 0), 2, True, 2)
    again = home.ingest(**logged)
    assert (counts(again), again.passages, again.published, encoded(home)) == ((0, 0, 2, 0), 0, False, 2)
    assert again.generation == first.generation == home.library().current
    assert [outcome.change for outcome in again.outcomes] == ["unchanged"]


def test_a_file_saved_again_is_read_but_not_encoded_again(home: Home) -> None:
    file = home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    file.write_text(file.read_text() + "\n")
    report = home.ingest()
    assert (counts(report), report.passages, report.published) == ((0, 0, 1, 0), 0, True)
    assert home.ingest().published is False


def test_a_document_that_became_shorter_leaves_nothing_behind(home: Home) -> None:
    home.write("a.jsonl", {"id": "1", "title": "Gout", "text": LONG}, "Asthma wheezes.")
    home.ingest()
    before = home.library().open()
    assert before is not None
    assert before.rows > 3
    home.write("a.jsonl", {"id": "1", "title": "Gout", "text": "Short."}, "Asthma wheezes.")
    report = home.ingest()
    assert (counts(report), report.passages) == ((0, 1, 1, 0), 1)
    after = home.library().open()
    assert after is not None
    assert sorted(chunk.body for chunk in after.chunks(range(after.rows))) == ["Asthma wheezes.", "Short."]
    assert home.start().search({"question": "sentence", "mode": "sparse"}).passages == ()


def test_a_file_that_is_gone_stays_until_pruned(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.write("b.jsonl", "Asthma wheezes.")
    home.ingest()
    (home.docs / "b.jsonl").unlink()
    assert home.ingest().published is False
    report = home.ingest(prune=True)
    assert (counts(report), report.passages, titles(home)) == ((0, 0, 1, 1), 0, ["Gout"])
    assert ("docs/b.jsonl", "removed") in [(outcome.source, outcome.change) for outcome in report.outcomes]


def test_pruning_one_folder_leaves_the_others(home: Home) -> None:
    home.write("one/a.jsonl", "Gout hurts.")
    gone = home.write("two/b.jsonl", "Asthma wheezes.")
    home.ingest()
    gone.unlink()
    home.start().add([home.docs / "one"], prune=True)
    assert titles(home) == ["Asthma", "Gout"]
    home.start().add([home.docs / "two"], prune=True)
    assert titles(home) == ["Gout"]


def test_a_folder_that_is_gone_is_pruned_whole(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    gone = home.write("two/b.jsonl", "Asthma wheezes.")
    home.ingest()
    gone.unlink()
    gone.parent.rmdir()
    with pytest.raises(DataError, match=r"docs/two does not exist.*The library holds files of it.*--prune.*remove"):
        home.start().add([gone.parent])
    assert titles(home) == ["Asthma", "Gout"]
    report = home.start().add([gone.parent], prune=True)
    assert (counts(report), titles(home)) == ((0, 0, 0, 1), ["Gout"])
    with pytest.raises(DataError, match=r"docs/two does not exist"):
        home.start().add([gone.parent], prune=True)


@pytest.mark.parametrize("name", ["docs/b.jsonl", "PATH", "7", "Asthma"])
def test_removed_by_label_path_id_or_title(home: Home, name: str) -> None:
    home.write("a.jsonl", "Gout hurts.")
    path = home.write("b.jsonl", {"id": "7", "title": "Asthma", "text": "Asthma wheezes."})
    home.ingest()
    report = home.start().remove([str(path) if name == "PATH" else name])
    assert (report.removed, report.published, report.passages) == (1, True, 0)
    assert [outcome.change for outcome in report.outcomes] == ["removed"]
    generation = home.library().open()
    assert generation is not None
    assert [source.label for source in generation.catalogue.sources()] == ["docs/a.jsonl"]
    assert titles(home) == ["Gout"]


def test_one_document_of_several_in_a_file_comes_back_when_it_is_added_again(home: Home) -> None:
    home.write("a.jsonl", {"id": "1", "title": "Gout", "text": "Hurts."}, {"id": "2", "title": "Flu", "text": "Fever."})
    home.ingest()
    home.start().remove(["2"])
    generation = home.library().open()
    assert generation is not None
    [source] = generation.catalogue.sources()
    assert (titles(home), source.documents) == (["Gout"], 1)
    assert counts(home.ingest()) == (1, 0, 1, 0)
    assert titles(home) == ["Flu", "Gout"]


def test_removing_what_is_not_there_changes_nothing(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    with pytest.raises(LibraryError, match=r"'Croup' is not in the library\. List what there is"):
        home.start().remove(["Gout", "Croup"])
    assert (titles(home), home.library().current) == (["Gout"], 1)


def test_removing_the_last_document_leaves_an_empty_library(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    home.start().remove(["Gout"])
    manifest = home.library().generations()[0]
    assert (manifest.number, manifest.documents, manifest.passages) == (2, 0, 0)
    for mode in ("dense", "sparse", "hybrid"):
        found = home.start().search({"question": "gout", "mode": mode})
        assert (found.passages, found.generation) == ((), 2)
    assert home.ingest().added == 1
    assert len(home.start().search("gout").passages) == 1


def test_a_changed_setting_has_files_read_again(home: Home) -> None:
    home.write("a.jsonl", {"title": "Gout", "text": LONG}, "Asthma wheezes.")
    home.ingest()
    report = home.ingest(reading={"tokens": 50})
    assert counts(report) == (0, 1, 1, 0), "the short document comes out as it was"
    assert report.passages > 10
    assert home.ingest(reading={"tokens": 50}).published is False


def test_an_index_of_an_older_format_is_built_anew_without_encoding(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    file = home.library().folder(1) / "manifest.json"
    file.write_text(file.read_text().replace(f'"format": {build.FORMAT}', '"format": 1'))
    report = home.ingest()
    assert (report.published, report.passages, counts(report)) == (True, 0, (0, 0, 1, 0))
    assert home.library().generations()[0].format == build.FORMAT
    assert home.ingest().published is False


def test_a_file_is_one_however_it_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home.write("sub/a.jsonl", "Gout hurts.")
    monkeypatch.chdir(home.path)
    report = home.start().add([home.docs, file, "docs/sub/../sub/a.jsonl", "docs/**/*.jsonl"])
    assert (counts(report), len(report.outcomes)) == ((1, 0, 0, 0), 1)
    assert home.start().add(["docs/sub/../sub"]).published is False
    assert counts(home.start().add(["./docs/sub"], prune=True)) == (0, 0, 1, 0)


def test_the_same_text_twice_is_encoded_once(home: Home) -> None:
    home.write("a.jsonl", *({"id": str(n), "title": "Gout", "text": f"Hurts.\n\n{LONG}"} for n in range(2)))
    home.write("b.jsonl", {"id": "3", "title": "Gout", "text": f"{LONG}\n\nMuch."})
    report = home.ingest()
    generation = home.library().open()
    assert generation is not None
    assert report.passages == len({chunk.text for chunk in generation.chunks(range(generation.rows))})
    assert report.passages < generation.rows


def test_vectors_are_taken_over_to_the_last_digit(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts much in the toe.", "Asthma wheezes.")
    seen = set()
    for n in range(4):
        home.write(f"b{n}.jsonl", f"word{n} said.")
        home.ingest()
        generation = home.library().open()
        assert generation is not None
        seen.add(generation.vectors[:2].tobytes())
    assert len(seen) == 1


def test_documents_without_a_word_are_kept(home: Home) -> None:
    home.write("a.jsonl", {"title": "—", "text": "* * *"}, {"title": "", "text": "…"}, "Gout hurts.")
    assert home.ingest().added == 3
    assert home.start().search("gout").passages[0].chunk.body == "Gout hurts."


def test_a_library_without_a_word_can_be_asked(home: Home) -> None:
    home.write("a.jsonl", {"title": "—", "text": "* * *"})
    home.ingest()
    assert home.start().search({"question": "gout", "mode": "sparse"}).passages == ()
    assert len(home.start().search("gout").passages) == 1
