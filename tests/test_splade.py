"""SPLADE in the library: encoded once a text, carried over, counted, and never mixed with another model's."""

import json
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.encoding import budget
from pipelines.errors import ConfigError, LibraryError, ModelError
from pipelines.generation import Generation
from pipelines.splade import Splade
from tests import processes, tinymodels
from tests.fakes import texts, weights
from tests.home import Home, held

QUESTION = "which drug treats gout"
BODIES = (
    "Gout is treated with a drug for pain.",
    "Asthma is a disease of the lung.",
    "The treatment of glaucoma: lower the pressure.",
    "Anemia is low blood iron.",
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SPLADE model of the true architecture, tiny, with random weights."""
    return tinymodels.splade(tmp_path_factory.mktemp("models") / "tiny-splade", longest=64)


@pytest.fixture
def words(home: Home) -> dict[str, Any]:
    """The settings of a model that counts words, and logs what it encodes."""
    path = weights(home.path / "terms", "terms")
    log = str(home.path / "log")
    return {"splade": {"path": str(path), "method": "tests.fakes.WordTerms", "vectors": {"log": log}}}


def opened(home: Home, **changes: Any) -> Generation:
    generation = home.start(**changes).library.open()
    assert generation is not None
    return generation


def encoded(home: Home) -> list[str]:
    """What was encoded since the last look."""
    log = home.path / "log"
    lines = log.read_text(encoding="utf-8").split() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


# The model


def test_a_true_model_gives_weights_of_words(model: Path) -> None:
    splade = Splade({"path": str(model)})
    found = splade.encode([*BODIES, "", "half \ud800 a character"])
    assert found.shape == (6, len(tinymodels.VOCABULARY)) == (6, splade.width)
    assert found.dtype == np.float32
    assert found.data.min() > 0
    again = splade.encode(BODIES[::-1])
    assert again.toarray()[::-1] == pytest.approx(found.toarray()[:4], abs=1e-5)
    assert (splade.name, splade.longest) == ("tiny-splade", 64)


def test_explained_terms_add_up_to_the_score_and_expansions_are_marked(model: Path) -> None:
    splade = Splade({"path": str(model)})
    asked, text = splade.encode([QUESTION], "query"), splade.encode([BODIES[0]])
    terms = splade.explain(QUESTION, asked, BODIES[0], text.toarray()[0][asked.indices])
    score = float((asked @ text.T).toarray()[0, 0])
    parts = [term.question * term.passage for term in terms]
    assert parts == sorted(parts, reverse=True)
    assert 0 < sum(parts) <= score + 1e-4
    own = {term.word: (term.in_question, term.in_passage) for term in terms}
    said = {"question": QUESTION.lower().split(), "passage": BODIES[0].lower().replace(".", "").split()}
    for word, (in_question, in_passage) in own.items():
        if word in tinymodels.WORDS and len(word) > 1:
            assert in_question == (word in said["question"]), word
            assert in_passage == (word in said["passage"]), word
    assert not all(sum(own.values(), ())), "a random model adds words"


@pytest.mark.parametrize(
    ("settings", "error", "says"),
    [
        ({"path": "/nowhere/splade"}, ModelError, r"no model weights in /nowhere/splade\. .* mend splade\.path"),
        ({"method": "nowhere.Splade"}, ConfigError, r"splade\.method is 'nowhere\.Splade', which can't be imported"),
        ({"method": "tests.fakes.WordVectors"}, ConfigError, r"is no Splade\. Set it to pipelines\.splade\.Splade"),
        (
            {"method": "pipelines.splade.Splade"},
            ModelError,
            r"could not be loaded by pipelines\.splade\.Splade: .*Mend",
        ),
    ],
)
def test_a_model_that_can_not_be_loaded_is_named(
    home: Home, words: dict[str, Any], settings: dict[str, str], error: type[Exception], says: str
) -> None:
    home.write("a.jsonl", "Gout hurts.")
    with pytest.raises(error, match=says) as raised:
        home.ingest(splade=words["splade"] | settings)
    assert "\n" not in str(raised.value)
    assert home.ingest(**words).added == 1


def test_a_longer_input_than_the_model_reads_is_refused(home: Home, model: Path) -> None:
    home.write("a.jsonl", "Gout hurts.")
    with pytest.raises(ModelError, match=r"splade\.maxlength is 512, but tiny-splade reads 64 tokens\. Lower it"):
        home.ingest(splade={"path": str(model), "maxlength": 512})


def test_a_passage_fits_into_both_models(home: Home, words: dict[str, Any]) -> None:
    vademecum = home.start(**words)
    home.write("a.jsonl", {"title": "A", "text": " ".join(f"Sentence number {n} is here." for n in range(60))})
    vademecum.add([home.docs])
    generation = opened(home, **words)
    lengths = [len(chunk.text.split()) for chunk in generation.chunks(range(generation.rows))]
    assert max(lengths) <= (64 - 2) // 2, "two tokens a word, 64 of them read"
    encoder = vademecum.ingest._encoder
    assert budget(1000, encoder, None)[0] == encoder.longest - 2
    assert budget(50, encoder, None)[0] == 50


# In the library


def test_terms_are_stored_and_searched_exactly(home: Home, model: Path) -> None:
    home.write("a.jsonl", *BODIES)
    splade = {"splade": {"path": str(model)}}
    assert home.ingest(**splade).passages == len(BODIES)
    generation = opened(home, **splade)
    assert generation.splade is not None
    chunks = generation.chunks(range(generation.rows))
    asked = generation.splade.encode([QUESTION], "query")
    by_hand = (generation.splade.encode([chunk.text for chunk in chunks]) @ asked.T).toarray()[:, 0]
    assert generation.learned(asked) == pytest.approx(by_hand, rel=1e-4)
    manifest = json.loads((generation.folder / "manifest.json").read_text())
    assert manifest["splade"] == "tiny-splade"


def test_nothing_is_encoded_twice(home: Home, words: dict[str, Any]) -> None:
    home.write("a.jsonl", *BODIES)
    home.ingest(**words)
    assert len(encoded(home)) == 4
    before = opened(home, **words)
    home.write("b.jsonl", "Croup barks.", BODIES[0])
    report = home.ingest(**words)
    assert (len(encoded(home)), report.passages) == (1, 1)
    after = opened(home, **words)
    assert (after.terms()[: before.rows] != before.terms()).nnz == 0
    (home.docs / "a.jsonl").unlink()
    home.ingest(prune=True, **words)
    assert encoded(home) == []


def test_of_a_changed_document_only_what_changed_is_encoded(home: Home, words: dict[str, Any]) -> None:
    def write(dose: str) -> None:
        sections = [{"title": "Signs", "text": BODIES[0]}, {"title": "Dose", "text": dose}]
        home.write("a.jsonl", {"id": "gout", "title": "Gout", "sections": sections})

    write("Give 500 mg.")
    home.ingest(**words)
    assert len(encoded(home)) == 2
    write("Give 250 mg.")
    assert home.ingest(**words).changed == 1
    assert len(encoded(home)) == 1


def test_splade_comes_to_a_library_and_goes_again(home: Home, words: dict[str, Any]) -> None:
    log = str(home.path / "dense")
    dense = {"embeddings": {"vectors": {"dimensions": 64, "log": log}}}
    home.write("a.jsonl", *BODIES)
    home.ingest(**dense)
    index = home.library().folder(1) / "index"
    assert not (index / "splade.npz").exists()
    with pytest.raises(LibraryError, match=r"built without SPLADE\. Run its ingest again.*`sparse: bm25`"):
        home.start(**words).search({"question": QUESTION, "mode": "sparse", "sparse": "splade"})
    assert home.start(**words).search(QUESTION).passages, "all else goes on"
    report = home.ingest(**words, **dense)
    assert (report.published, report.passages, len(encoded(home))) == (True, 4, 4)
    assert Path(log).read_text().count("\n") == 4, "the vectors were taken over"
    assert home.start(**words).search({"question": QUESTION, "mode": "sparse", "sparse": "splade"}).passages
    assert home.start().search(QUESTION).passages
    assert home.ingest().published
    assert not (home.library().folder(3) / "index" / "splade.npz").exists()


def test_rollback_goes_back_to_the_terms_of_before(home: Home, words: dict[str, Any]) -> None:
    home.write("a.jsonl", *BODIES)
    home.ingest(**words)
    home.write("b.jsonl", "Croup barks.")
    home.ingest(**words)
    home.start(**words).rollback()
    generation = opened(home, **words)
    assert generation.terms().shape == (4, 1000)
    assert home.ingest(**words).added == 1


@pytest.mark.parametrize("damage", ["gone", "cut", "older", "changed"])
def test_a_damaged_matrix_is_named_and_going_back_helps(home: Home, words: dict[str, Any], damage: str) -> None:
    for n in (1, 2):
        home.write(f"{n}.jsonl", f"word{n} said.")
        home.ingest(**words)
    file = home.library().folder(2) / "index" / "splade.npz"
    if damage == "gone":
        file.unlink()
    elif damage == "older":
        shutil.copy(home.library().folder(1) / "index" / "splade.npz", file)
    else:
        data = bytearray(file.read_bytes())
        data[len(data) // 2 - 40] ^= 255
        file.write_bytes(data if damage == "changed" else file.read_bytes()[: len(data) // 2])
    with pytest.raises(LibraryError, match=r"^Generation 2 in .* is damaged: .*\. Go back with") as error:
        home.start(**words).search("word1")
    assert "\n" not in str(error.value)
    home.start(**words).rollback()
    assert home.start(**words).search("word1").generation == 1


def test_another_model_is_refused_with_both_names(home: Home, words: dict[str, Any]) -> None:
    home.write("a.jsonl", *BODIES)
    home.ingest(**words)
    other = {"splade": words["splade"] | {"path": str(weights(home.path / "others", "others"))}}
    for act in (lambda: home.start(**other).search("gout"), lambda: home.ingest(**other)):
        with pytest.raises(
            ModelError,
            match=r"built with the SPLADE model terms, but others is selected\. Set splade\.path back to terms",
        ):
            act()
    with pytest.raises(ModelError, match=r"before the weights of terms or splade\.maxlength were changed\. Set them"):
        home.ingest(splade=words["splade"] | {"maxlength": 32})
    assert held(home) == 4
    assert home.ingest(**words).published is False


def ingest(home: Home, changes: dict[str, Any]) -> None:
    home.ingest(**changes)


def test_killed_while_it_encodes_the_next_run_encodes_what_is_missing(home: Home, words: dict[str, Any]) -> None:
    log = home.path / "log"
    words["splade"]["vectors"]["pause"] = 0.002
    home.write("a.jsonl", *({"id": str(n), "title": "", "text": text} for n, text in enumerate(texts(600))))
    process = processes.start(ingest, home, words)
    while process.is_alive() and not (log.exists() and log.read_text().count("\n") >= 256):
        process.join(0.02)
    process.kill()
    process.join()
    assert home.library().open() is None
    assert 256 <= log.read_text().count("\n") < 600
    home.ingest(**words)
    counts = Counter(log.read_text().split())
    assert len(counts) == 600
    assert sum(count > 1 for count in counts.values()) <= 128, "at most the batch that was not on disk yet"
    assert opened(home, **words).terms().shape[0] == 600
    assert not list((home.path / "library" / "staging").glob("splade.*"))


def test_threads_search_at_once(home: Home, model: Path) -> None:
    home.write("a.jsonl", *BODIES)
    splade = {"splade": {"path": str(model)}, "retrieve": {"sparse": "splade"}}
    home.ingest(**splade)
    vademecum = home.start(**splade)
    questions = [f"{word} treatment" for word in ("gout", "asthma", "anemia", "glaucoma")] * 5
    alone = [vademecum.search(question).passages for question in questions]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda question: vademecum.search(question).passages, questions))
    assert [[p.chunk.id for p in found] for found in together] == [[p.chunk.id for p in found] for found in alone]
    assert together[0][0].splade is not None
