"""Evaluation: the measures are those of a search by hand, and the test library is built once."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines import beir, evaluate, measures, testlibrary
from pipelines.build import FORMAT
from pipelines.config import Settings, check
from pipelines.errors import DataError
from pipelines.evaluate import Evaluation
from pipelines.schema import Mode
from tests.fakes import WordModel, texts
from tests.home import Home
from tests.test_bm25 import formula

CORPUS = {f"p{n}": (f"title{n % 9}", text) for n, text in enumerate(texts(150, seed=3))}
QUERIES = {f"q{n}": text for n, text in enumerate(texts(12, seed=4, words=5))}
RANDOM = np.random.default_rng(5)
QRELS = {
    query: {f"p{n}": int(RANDOM.integers(0, 3)) for n in RANDOM.choice(150, RANDOM.integers(1, 12), replace=False)}
    | {f"p{int(query[1:])}": 2}
    for query in list(QUERIES)[:10]
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A test set in BEIR form; two of its questions have no judgement."""
    beir = tmp_path / "beir"
    (beir / "qrels").mkdir(parents=True)
    corpus = [json.dumps({"_id": id, "title": title, "text": text}) for id, (title, text) in CORPUS.items()]
    (beir / "corpus.jsonl.gz").write_bytes(gzip.compress("\n".join(corpus).encode()))
    queries = [json.dumps({"_id": id, "text": text}) for id, text in QUERIES.items()]
    (beir / "queries.jsonl").write_text("\n".join(queries))
    rows = [f"{query}\t{passage}\t{score}" for query, judged in QRELS.items() for passage, score in judged.items()]
    (beir / "qrels" / "dev.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *rows]))
    return beir


def sound(home: Home, **changes: Any) -> Settings:
    return check(home.config(**changes))


def by_hand(settings: Settings, folder: Path, mode: Mode, titled: bool) -> dict[str, list[str]]:
    """The first hundred passages of each question, best first, equal ones in the order of the corpus."""
    bodies = [f"{title}\n{text}" if titled else text for title, text in CORPUS.values()]
    run = {}
    for query in QRELS:
        if mode == "dense":
            scores = cosines(settings, folder, QUERIES[query], bodies, titled)
        else:
            scores = np.round(formula(bodies, QUERIES[query]), 5)
        order = np.argsort(-scores, kind="stable")[:100]
        run[query] = [f"p{n}" for n in order if mode == "dense" or scores[n] > 0]
    return run


def cosines(settings: Settings, folder: Path, question: str, bodies: list[str], titled: bool) -> np.ndarray:
    """Of each passage to the question: the library's own, found right, since equal ones part by their last digit."""
    tests = beir.read(folder, "dev")
    place = settings.library.path / "evaluations"
    library = testlibrary.open_library(place, settings.embeddings, tests, titled, lambda progress: None)
    generation = library.open()
    assert generation is not None
    own = generation.dense(generation.encode([question])[0])
    vectors = WordModel().encode([question, *bodies]).astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert own == pytest.approx(vectors[1:] @ vectors[0], abs=1e-5)
    return own


@pytest.mark.parametrize("titled", [True, False])
@pytest.mark.parametrize("mode", ["dense", "sparse"])
def test_the_measures_are_those_of_a_search_by_hand(home: Home, folder: Path, mode: Mode, titled: bool) -> None:
    found = evaluate.retrieval(sound(home), folder, "dev", mode, titled)
    expected = measures.measure(by_hand(sound(home), folder, mode, titled), QRELS)
    assert found.values == pytest.approx(expected, abs=1e-9)
    assert (found.questions, found.passages, found.mode, found.titled) == (10, 150, mode, titled)
    assert list(found.values) == list(measures.DEFAULT)
    for name, value in found.values.items():
        assert np.mean(list(found.rows[name].values())) == pytest.approx(value)
        low, high = found.intervals[name]
        assert low <= value <= high


def test_the_mode_is_the_configured_one_unless_named(home: Home, folder: Path) -> None:
    settings = sound(home, retrieve={"mode": "sparse"})
    assert evaluate.retrieval(settings, folder, "dev").mode == "sparse"
    assert evaluate.retrieval(settings, folder, "dev", "dense").mode == "dense"


def test_the_weight_and_fusion_are_those_of_the_configuration(home: Home, folder: Path) -> None:
    def values(**retrieve: Any) -> dict[str, float]:
        return evaluate.retrieval(sound(home, retrieve=retrieve), folder, "dev", "hybrid").values

    dense = evaluate.retrieval(sound(home), folder, "dev", "dense").values
    sparse = evaluate.retrieval(sound(home), folder, "dev", "sparse").values
    assert values(weight=1.0) == dense
    assert values(weight=0.0)["nDCG@10"] == pytest.approx(sparse["nDCG@10"])
    assert values(weight=0.5, fusion="rrf") != values(weight=0.5, fusion="weighted")


def test_the_test_library_is_built_once(home: Home, folder: Path) -> None:
    log = home.path / "log"
    settings = sound(home, embeddings={"vectors": {"log": str(log)}})
    first = evaluate.retrieval(settings, folder, "dev", "hybrid")
    assert len(log.read_text().splitlines()) == 150
    again = evaluate.retrieval(settings, folder, "dev", "hybrid")
    assert len(log.read_text().splitlines()) == 150
    assert again.values == first.values
    evaluate.retrieval(settings, folder, "dev", "hybrid", titled=False)
    assert len(log.read_text().splitlines()) == 300, "bare passages are other texts"


def test_a_test_library_of_an_older_format_is_built_anew_without_encoding(home: Home, folder: Path) -> None:
    log = home.path / "log"
    settings = sound(home, embeddings={"vectors": {"log": str(log)}})
    first = evaluate.retrieval(settings, folder, "dev", "hybrid")
    [manifest] = (home.path / "library" / "evaluations").glob("*/generations/1/manifest.json")
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 1'))
    assert evaluate.retrieval(settings, folder, "dev", "hybrid").values == first.values
    assert len(log.read_text().splitlines()) == 150
    assert not manifest.exists()


def test_the_person_s_own_library_is_left_alone(home: Home, folder: Path) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    evaluate.retrieval(sound(home), folder, "dev")
    assert home.library().current == 1
    assert [p.chunk.title for p in home.start().search("gout").passages] == ["Gout"]
    assert home.ingest().published is False


def test_only_the_first_questions_are_asked(home: Home, folder: Path) -> None:
    found = evaluate.retrieval(sound(home), folder, "dev", limit=3)
    assert found.questions == 3
    assert list(found.rows["nDCG@10"]) == ["q0", "q1", "q2"]


def test_judgements_count_from_the_one_named(home: Home, folder: Path) -> None:
    loose = evaluate.retrieval(sound(home), folder, "dev", "sparse", relevant=1)
    strict = evaluate.retrieval(sound(home), folder, "dev", "sparse", relevant=2)
    expected = {query: {p: s for p, s in judged.items() if s >= 2} for query, judged in QRELS.items()}
    assert strict.values != loose.values
    assert strict.values == pytest.approx(
        measures.measure(by_hand(sound(home), folder, "sparse", True), expected), abs=1e-9
    )


def test_what_is_missing_is_named(home: Home, folder: Path) -> None:
    with pytest.raises(DataError, match="no split 'test'; it has dev"):
        evaluate.retrieval(sound(home), folder, "test")
    with pytest.raises(DataError, match="did you mean beir"):
        evaluate.retrieval(sound(home), folder.with_name("bier"), "dev")


def test_printed_as_json_it_is_the_measures_alone(home: Home, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: Evaluation = evaluate.retrieval(sound(home), folder, "dev")
    evaluate.as_json(found)
    assert json.loads(capsys.readouterr().out) == found.values
    evaluate.show(found)
    shown = capsys.readouterr().out
    assert "nDCG@10" in shown
    assert "10 questions, 150 titled passages, hybrid" in shown
