"""What an encoder's sizes decide: how long passages may be, and to how many dimensions vectors are cut."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines import evaluate, models
from pipelines.encoder import encoder_of
from pipelines.encoding import budget
from pipelines.errors import ModelError
from pipelines.splade import Splade
from tests import tinymodels
from tests.home import Home

FULL = 32
BODIES = ("Gout gives pain.", "Asthma is a disease of the lung.", "The treatment of glaucoma.", "Anemia is common.")
LONG = {"title": "Gout", "text": " ".join(f"The patients of study {n} had gout and pain." for n in range(400))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def model(folder: Path) -> Path:
    """A dense model of 32 dimensions that reads 128 tokens."""
    return tinymodels.bert(folder / "matryoshka", longest=128)


def using(model: Path, **changes: Any) -> dict[str, Any]:
    """The configuration of a home with a true model in the place of the fake one."""
    embeddings = {"path": str(model), "method": "pipelines.encoder.Encoder", "vectors": {"dtype": "float32"}}
    return {"embeddings": embeddings | changes}


def cut(vectors: np.ndarray, size: int) -> np.ndarray:
    short = vectors[:, :size]
    return short / np.linalg.norm(short, axis=1, keepdims=True)


def held(home: Home, **changes: Any) -> np.ndarray:
    generation = home.start(**changes).library.open()
    assert generation is not None
    return np.array(generation.vectors)


# Matryoshka


def test_vectors_are_cut_and_made_unit_vectors_anew(home: Home, model: Path) -> None:
    home.write("a.jsonl", *BODIES)
    home.ingest(**using(model, dimensionality=16))
    found = held(home, **using(model, dimensionality=16))
    whole = encoder_of(home.config(**using(model))["embeddings"], {})
    generation = home.start(**using(model, dimensionality=16)).library.open()
    assert generation is not None
    texts = [chunk.text for chunk in generation.chunks(range(generation.rows))]
    full = whole.batchtransform([(None, text, None) for text in texts], "data")
    assert (full.shape, found.shape) == ((4, FULL), (4, 16))
    assert found == pytest.approx(cut(full, 16), abs=1e-5)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert generation.dense(generation.encode([texts[2]])[0]).argmax() == 2


def test_a_library_at_full_size_is_searched_at_a_smaller_one(home: Home, model: Path) -> None:
    home.write("a.jsonl", *BODIES)
    home.ingest(**using(model))
    smaller = using(model, dimensionality=8)
    assert held(home, **smaller) == pytest.approx(cut(held(home, **using(model)), 8), abs=1e-6)
    assert home.start(**smaller).search("gout pain").passages
    assert held(home, **using(model)).shape == (4, FULL), "nothing was changed"


def test_an_ingest_at_a_smaller_size_cuts_what_is_there_and_what_was_cut_off_can_not_come_back(
    home: Home, model: Path
) -> None:
    home.write("a.jsonl", *BODIES)
    home.ingest(**using(model))
    smaller = using(model, dimensionality=16)
    home.write("b.jsonl", "Fever is common.")
    report = home.ingest(**smaller)
    assert (report.added, report.passages) == (1, 1), "nothing was encoded anew"
    assert held(home, **smaller).shape == (5, 16)
    assert home.ingest(**smaller).published is False
    for now, name in ((using(model), "all"), (using(model, dimensionality=24), "24")):
        with pytest.raises(
            ModelError,
            match=rf"cut to 16 dimensions, but {name} are selected: .*Set embeddings\.dimensionality back",
        ):
            home.start(**now).search("gout")
    home.start(**smaller).rollback()
    assert held(home, **using(model)).shape == (4, FULL)


def test_more_dimensions_than_the_model_has_are_named(home: Home, model: Path) -> None:
    home.write("a.jsonl", *BODIES)
    with pytest.raises(ModelError, match=r"dimensionality is 64, but matryoshka gives 32 dimensions\. Lower it"):
        home.ingest(**using(model, dimensionality=64))
    assert home.ingest(**using(model)).added == 4


def test_the_shape_of_libraries_without_dimensionality_is_as_it_was() -> None:
    assert json.loads(models.shape({"maxlength": 256})) == {"maxlength": 256, "prompt": None}
    assert json.loads(models.shape({"dimensionality": 64}))["dimensionality"] == 64


def test_one_build_of_a_test_library_serves_all_sizes(home: Home, model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    corpus = (f'{{"_id": "{n}", "title": "", "text": "{text}"}}\n' for n, text in enumerate(BODIES))
    (folder / "corpus.jsonl").write_text("".join(corpus))
    (folder / "queries.jsonl").write_text(f'{{"_id": "q", "text": "{BODIES[1]}"}}\n')
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n")
    for size in (8, 32, None, 16):
        changes = using(model, **({"dimensionality": size} if size else {}))
        settings = home.start(**changes).settings
        assert evaluate.retrieval(settings, folder, "dev", "dense").values["nDCG@10"] == 1
    assert len(list((home.path / "library" / "evaluations").iterdir())) == 1


# Length


def longest(home: Home, tokens: int, **changes: Any) -> int:
    """The longest passage of the long document, in tokens of the encoder with its two special ones."""
    home.write("long.jsonl", LONG)
    vademecum = home.start(reading={"tokens": tokens}, **changes)
    vademecum.add([home.docs])
    generation = vademecum.library.open()
    assert generation is not None
    encoder = encoder_of(vademecum.settings.embeddings, {})
    return max(encoder.count([chunk.text for chunk in generation.chunks(range(generation.rows))])) + 2


def test_a_model_of_2048_tokens_takes_longer_passages(home: Home, folder: Path) -> None:
    model = tinymodels.modernbert(folder / "modern", longest=2048)
    assert 1900 < longest(home, 2046, **using(model, maxlength=2048)) <= 2048


@pytest.mark.parametrize("maxlength", [350, None])
def test_a_model_of_350_tokens_never_gets_more(home: Home, folder: Path, maxlength: int | None) -> None:
    model = tinymodels.bert(folder / "s-pubmedbert", longest=350)
    changes = using(model, **({"maxlength": maxlength} if maxlength else {}))
    assert 300 < longest(home, 2000, **changes) <= 350


def test_a_longer_input_than_the_model_reads_is_named(home: Home, folder: Path) -> None:
    model = tinymodels.bert(folder / "s-pubmedbert", longest=350)
    home.write("a.jsonl", *BODIES)
    with pytest.raises(ModelError, match=r"embeddings\.maxlength is 2048, but s-pubmedbert reads 350 tokens\."):
        home.ingest(**using(model, maxlength=2048))


def test_with_splade_the_shorter_of_the_two_counts(home: Home, folder: Path, model: Path) -> None:
    encoder = encoder_of(home.config(**using(model))["embeddings"], {})
    splade = Splade({"path": str(tinymodels.splade(folder / "splade", longest=64))})
    assert budget(1000, encoder, None)[0] == 126
    tokens, count = budget(1000, encoder, splade)
    assert tokens == 62
    assert count(["gout and pain"]) == [3]


def test_a_prompt_takes_its_tokens(home: Home, model: Path) -> None:
    prompted = using(model, instructions={"data": "study of "})
    encoder = encoder_of(home.config(**prompted)["embeddings"], {})
    assert budget(1000, encoder, None)[0] == 124
