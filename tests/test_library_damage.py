"""A library that is damaged, or that another encoder made: named in one line, with what helps, and never made worse."""

import json
import shutil

import pytest

from pipelines.errors import ConfigError, LibraryError, ModelError
from tests.fakes import weights
from tests.home import Home, grow, held, numbers


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
    assert home.library().generations() == []


@pytest.mark.parametrize("change", ["{", "newer"])
def test_a_manifest_that_can_not_be_read_hides_no_other(home: Home, change: str) -> None:
    grow(home, 2)
    file = home.library().folder(2) / "manifest.json"
    sound = file.read_text()
    file.write_text(json.dumps(json.loads(sound) | {"format": 99}) if change == "newer" else change)
    assert home.start().rollback().number == 1
    assert held(home) == 1
    home.write("3.jsonl", "word3 said.")
    assert home.ingest().published, "one that is not current is in nobody's way"
    assert numbers(home) == [3, 1]


def test_a_cut_catalogue_is_named(home: Home) -> None:
    grow(home, 2)
    catalogue = home.library().folder(2) / "catalogue.db"
    for damaged in (catalogue.read_bytes()[:20], b"", (home.library().folder(1) / "catalogue.db").read_bytes()):
        catalogue.write_bytes(damaged)
        with pytest.raises(LibraryError, match=r"^Generation 2 in .* is damaged: .*\. Go back with"):
            home.start().search("word1")


def test_a_library_that_is_no_folder_is_named(home: Home) -> None:
    (home.path / "library").write_text("notes")
    with pytest.raises(LibraryError, match=r"library can't be read: Not a directory. Mend"):
        home.start().search("word1")


@pytest.mark.parametrize("field", ["shape", "scoring"])
def test_a_library_of_before_settings_were_noted(home: Home, field: str) -> None:
    grow(home, 1)
    manifest = home.library().folder(1) / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {field: ""}))
    assert home.start().search("word1").passages
    assert [(home.ingest().published, home.library().current) for _ in range(2)] == [(True, 2), (False, 2)]


def test_settings_that_shape_vectors_belong_to_the_library(home: Home) -> None:
    grow(home, 1)
    with pytest.raises(
        ModelError, match=r"before embeddings.maxlength or embeddings.instructions was changed\. Set it"
    ):
        home.ingest(embeddings={"maxlength": 64})
    scoring = {"method": "pipelines.bm25.BM25", "terms": True, "normalize": True, "k1": 1.2, "b": 0.75}
    before = home.start().search({"question": "word1", "mode": "sparse"}).passages[0].score
    report = home.ingest(embeddings={"scoring": scoring})
    assert (report.published, report.passages) == (True, 0)
    assert home.start().search({"question": "word1", "mode": "sparse"}).passages[0].score != before
    assert home.ingest(embeddings={"scoring": scoring}).published is False
