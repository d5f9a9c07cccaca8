"""The library on disk: published whole or not at all, kept for going back, and read while it is written."""

import gc
import hashlib
import json
import os
import resource
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

import pytest

from pipelines.errors import ConfigError, LibraryBusy, LibraryError, ModelError
from pipelines.records import Progress, Report
from pipelines.schema import Retrieved
from tests import processes
from tests.fakes import WordModel, WordVectors, weights
from tests.home import Home


def grow(home: Home, number: int, **changes: Any) -> None:
    """So many generations, each with one document more: word1, word2 ..."""
    for n in range(1, number + 1):
        home.write(f"{n}.jsonl", f"word{n} said.")
        home.ingest(**changes)


def held(home: Home) -> int:
    """How many documents the current generation holds."""
    generation = home.library().open()
    return len(generation.catalogue.documents()) if generation else 0


def numbers(home: Home) -> list[int]:
    return [manifest.number for manifest in home.library().generations()]


def folders(home: Home) -> list[str]:
    return sorted(folder.name for folder in (home.path / "library" / "generations").iterdir())


@contextmanager
def calls() -> Iterator[list[tuple[str, str]]]:
    """Calls of fsync, rename and replace with the path, in order, as Python's profiler sees them."""
    seen: list[tuple[str, str]] = []

    def look(frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call" and function in (os.fsync, os.rename, os.replace):
            place = frame.f_locals
            seen.append((function.__name__, str(place.get("path") or place.get("self"))))

    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def test_everything_is_on_disk_before_the_pointer_is_swapped(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    with calls() as seen:
        home.ingest()
    library = home.path / "library"
    draft = str(library / "staging" / "draft")
    rename = seen.index(("rename", draft))
    swap = seen.index(("replace", str(library / "current.part")))
    synced = {path for name, path in seen[:rename] if name == "fsync"}
    published = library / "generations" / "1"
    for path in (published, *published.rglob("*")):
        assert str(path).replace(str(published), draft) in synced, path.name
    assert ("fsync", str(library / "generations")) in seen[rename:swap]
    assert ("fsync", str(library / "current.part")) in seen[rename:swap]
    assert ("fsync", str(library)) in seen[swap:]


def test_generations_over_the_number_to_keep_are_cleared(home: Home) -> None:
    grow(home, 5, library={"keep": 3})
    assert numbers(home) == [5, 4, 3]
    assert folders(home) == ["3", "4", "5"]
    home.write("6.jsonl", "word6 said.")
    home.ingest(library={"keep": 1})
    assert (numbers(home), folders(home), held(home)) == ([6], ["6"], 6)


def test_going_back_and_on(home: Home) -> None:
    grow(home, 3)
    vademecum = home.start()
    assert vademecum.rollback().number == 2
    assert [
        passage.chunk.title for passage in vademecum.search("word3 said").passages if passage.terms[0] == "word3"
    ] == []
    assert (held(home), numbers(home)) == (2, [3, 2, 1])
    assert vademecum.rollback().number == 1
    assert vademecum.rollback(3).number == 3, "forth again"
    assert held(home) == 3


def test_after_going_back_an_ingest_goes_on_from_there(home: Home) -> None:
    grow(home, 3)
    home.start().rollback(1)
    report = home.ingest()
    assert (report.generation, report.added, report.passages) == (4, 2, 2)
    assert home.library().generations()[0].parent == 1
    assert home.start().rollback().number == 1, "back to what it was made from, not to what was given up"


@pytest.mark.parametrize(("keep", "kept"), [(1, [4]), (2, [4, 1]), (3, [4, 3, 1]), (4, [4, 3, 2, 1])])
def test_what_a_generation_was_made_from_is_kept_first(home: Home, keep: int, kept: list[int]) -> None:
    grow(home, 3)
    home.start().rollback(1)
    home.ingest(library={"keep": keep})
    assert numbers(home) == kept


def test_a_generation_that_is_not_kept_is_named_with_those_that_are(home: Home) -> None:
    grow(home, 2)
    with pytest.raises(LibraryError, match=r"^There is no generation 7 to go back to\. Kept: 2, 1\.$"):
        home.start().rollback(7)
    home.start().rollback()
    with pytest.raises(LibraryError, match=r"^There is no older generation to go back to\. Kept: 2, 1\.$"):
        home.start().rollback()
    assert held(home) == 1


def test_an_empty_library_has_nothing_to_go_back_to(home: Home) -> None:
    with pytest.raises(LibraryError, match=r"Kept: none\."):
        home.start().rollback()


def test_an_empty_library_finds_nothing(home: Home) -> None:
    found = home.start().search("gout")
    assert (found.passages, found.generation) == ((), 0)
    assert home.library().open() is None
    assert home.library().generations() == []
    assert not (home.path / "library").exists(), "reading makes no folder"


def test_a_reader_keeps_what_it_opened(home: Home) -> None:
    grow(home, 1)
    library = home.library()
    old = library.open()
    assert old is not None
    grow(home, 4, library={"keep": 1})
    assert folders(home) == ["4"]
    assert [chunk.title for chunk in old.chunks([0])] == ["word1"]
    assert old.sparse("word1")[0] > 0
    assert old.dense(old.encode(["word1 said"])[0])[0] > 0.9
    assert [entry.title for entry in old.catalogue.documents()] == ["word1"]
    new = library.open()
    assert new is not None
    assert (new.rows, new.manifest.number) == (4, 4)


class Publishing(WordVectors):
    """An encoder that takes so long to load that meanwhile another program has published and cleared."""

    def loadmodel(self, path: str) -> WordModel:
        grow(Home(Path(path).parent), 3, library={"keep": 1})
        return super().loadmodel(path)


def test_a_generation_that_is_cleared_while_it_is_opened_is_no_error(home: Home) -> None:
    grow(home, 1)
    found = home.start(embeddings={"method": "tests.test_library.Publishing"}).search("word1")
    assert folders(home) == ["3"]
    assert (found.generation, found.passages[0].chunk.title) == (3, "word1")


def test_a_newer_generation_is_taken_up_between_requests(home: Home) -> None:
    grow(home, 1)
    reader = home.start()
    assert reader.search("said").generation == 1
    grow(home, 2)
    assert reader.search("said").generation == 2


def test_reading_changes_no_file(home: Home) -> None:
    grow(home, 2)

    def digests() -> dict[Path, str]:
        files = [file for file in (home.path / "library").rglob("*") if file.is_file()]
        return {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    before = digests()
    for mode in ("dense", "sparse", "hybrid"):
        home.start().search({"question": "word1", "mode": mode, "filters": {"sources": ["docs/1.jsonl"]}})
    gc.collect()
    assert digests() == before


def test_a_moved_library_and_a_moved_encoder_are_found(home: Home) -> None:
    grow(home, 1)
    library = shutil.move(home.path / "library", home.path / "elsewhere")
    encoder = shutil.move(home.path / "words", home.path / "words-too")
    changes = {"library": {"path": str(library)}, "embeddings": {"path": str(encoder)}}
    assert home.start(**changes).search("word1").passages[0].chunk.title == "word1"
    assert home.ingest(**changes).published is False


def test_another_encoder_is_refused_with_both_names(home: Home) -> None:
    grow(home, 1)
    other = {"embeddings": {"path": str(weights(home.path / "other", "others"))}}
    for act in (lambda: home.start(**other).search("word1"), lambda: home.ingest(**other)):
        with pytest.raises(ModelError, match=r"built with words, but other is selected\. Set embeddings\.path back"):
            act()
    assert held(home) == 1
    assert home.ingest().published is False, "nothing was harmed and the lock is free"


@pytest.mark.parametrize(
    ("embeddings", "error", "words"),
    [
        ({"path": ""}, ModelError, "names no encoder"),
        ({"path": "/nowhere/model"}, ModelError, "no model weights in /nowhere/model"),
        ({"method": "tests.fakes.LosingBM25"}, ModelError, "could not be loaded by tests.fakes.LosingBM25"),
        ({"method": "nowhere.Encoder"}, ModelError, "could not be loaded by nowhere.Encoder"),
        ({"method": "txtai.vectors.External"}, ConfigError, "is no Encoder"),
        ({"method": "pipelines.encoder.Encoder"}, ModelError, "could not be loaded by pipelines.encoder.Encoder"),
    ],
)
def test_an_encoder_that_can_not_be_loaded_is_named(
    home: Home, embeddings: dict[str, str], error: type[Exception], words: str
) -> None:
    home.write("a.jsonl", "Gout hurts.")
    with pytest.raises(error, match=words) as raised:
        home.ingest(embeddings=embeddings)
    assert "Set " in str(raised.value) or "Mend " in str(raised.value) or "mend " in str(raised.value)
    home.ingest()
    with pytest.raises(error):
        home.start(embeddings=embeddings).search("gout")


def test_an_index_that_disagrees_with_its_passages_is_not_published(home: Home) -> None:
    home.write("a.jsonl", "Asthma wheezes.")
    home.ingest()
    home.write("b.jsonl", "gout hurts.")
    losing = {"embeddings": {"scoring": {"method": "tests.fakes.LosingBM25", "terms": True}}}
    with pytest.raises(
        LibraryError, match=r"does not agree with its 2 passages \(vectors 2, rows 2, counted 1"
    ) as error:
        home.ingest(**losing)
    assert "\n" not in str(error.value)
    assert (held(home), numbers(home)) == (1, [1])
    assert home.ingest().added == 1


def test_a_damaged_pointer_is_named(home: Home) -> None:
    grow(home, 1)
    (home.path / "library" / "current").write_text("one")
    with pytest.raises(LibraryError, match=r"current holds no number\. Write the newest number"):
        home.start().search("word1")


def test_a_pointer_to_nothing_is_named_and_mended_by_going_back(home: Home) -> None:
    grow(home, 2)
    shutil.rmtree(home.library().folder(2))
    with pytest.raises(LibraryError, match=r"Generation 2 is not in .* Go back with: vademecum rollback"):
        home.start().search("word1")
    assert home.start().rollback().number == 1
    assert held(home) == 1


@pytest.mark.parametrize("part", ["config.json", "embeddings", "documents", "scoring", "scoring.terms", "columns.npz"])
@pytest.mark.parametrize("damage", ["gone", "cut", "older"])
def test_a_damaged_generation_is_named_and_going_back_helps(home: Home, part: str, damage: str) -> None:
    """An older part, as a half-made copy of the folder leaves it, txtai opens without a word."""
    grow(home, 2)
    index = home.library().folder(2) / "index"
    if damage == "gone":
        (index / part).unlink()
    elif damage == "cut":
        (index / part).write_bytes((index / part).read_bytes()[:20])
    else:
        shutil.copy(home.library().folder(1) / "index" / part, index / part)
    if (part, damage) == ("config.json", "older"):
        return  # holds nothing that counts rows for us
    with pytest.raises(LibraryError, match=r"^Generation 2 in .* is damaged: .*\. Go back with") as error:
        home.start().search("word1")
    assert "\n" not in str(error.value)
    home.start().rollback()
    assert home.start().search("word1").generation == 1


@pytest.mark.parametrize("change", ["cut", "newer", "unknown field"])
def test_a_manifest_that_can_not_be_read_is_named(home: Home, change: str) -> None:
    grow(home, 1)
    file = home.library().folder(1) / "manifest.json"
    data = json.loads(file.read_text())
    changed = {"cut": "{", "newer": json.dumps(data | {"format": 99}), "unknown field": json.dumps(data | {"x": 1})}
    file.write_text(changed[change])
    with pytest.raises(LibraryError, match="newer than this program"):
        home.start().search("word1")


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


def ingest_in(home: Home, room: int) -> None:
    """An ingest that can write so many bytes to a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    home.ingest()


def test_a_folder_that_can_not_be_written_is_named(home: Home) -> None:
    (home.path / "library").write_text("a file, no folder")
    with pytest.raises(LibraryError, match=r"library can't be written: .*Mend its permissions"):
        home.ingest()
