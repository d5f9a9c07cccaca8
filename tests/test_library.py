"""The library on disk: published whole or not at all, kept for going back, and read while it is written."""

import gc
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from pipelines.errors import LibraryError
from tests.fakes import WordModel, WordVectors
from tests.home import Home, grow, held, numbers


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
