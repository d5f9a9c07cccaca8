"""Searches by SPLADE beside the others: what each mode and each share finds, and what every door says of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from pipelines import doctor, evaluate
from pipelines.__main__ import main
from pipelines.application import Vademecum
from pipelines.config import check
from pipelines.errors import ConfigError, QuestionError
from pipelines.live import LiveIndex
from pipelines.schema import Filters
from tests import tinymodels
from tests.fakes import weights
from tests.home import Home

BODIES = (
    {"id": "gout", "title": "Gout", "text": "Gout gives pain.", "published": "2020"},
    {"id": "gas", "title": "Gas", "text": "Gas grows greatly.", "published": "2010"},
    {"id": "pain", "title": "Pain", "text": "Pain passes.", "published": "2020"},
    {"id": "croup", "title": "Croup", "text": "Croup barks.", "published": "2020"},
)
QUESTION = "gout"  # by its letter g it finds "Gas" too, in which no word of it stands


@pytest.fixture
def words(home: Home) -> dict[str, Any]:
    """The changes that set up a model that counts words, and adds their first letters."""
    return {"splade": {"path": str(weights(home.path / "terms", "terms")), "method": "tests.fakes.WordTerms"}}


@pytest.fixture
def vademecum(home: Home, words: dict[str, Any]) -> Vademecum:
    home.write("a.jsonl", *BODIES)
    home.ingest(**words)
    return home.start(**words)


def ids(found: Any) -> list[str]:
    return [passage.chunk.document for passage in found.passages]


def test_sparse_is_what_the_configuration_or_the_question_says(
    vademecum: Vademecum, home: Home, words: dict[str, Any]
) -> None:
    learned = home.start(**words, retrieve={"sparse": "splade"})
    for by_bm25 in (vademecum.retriever(QUESTION, "sparse"), learned.retriever(QUESTION, "sparse", sparse="bm25")):
        assert ids(by_bm25) == ["gout"]
        assert by_bm25.passages[0].splade is None
    for by_splade in (learned.retriever(QUESTION, "sparse"), vademecum.retriever(QUESTION, "sparse", sparse="splade")):
        assert ids(by_splade) == ["gout", "gas"]
        first, second = (passage.splade for passage in by_splade.passages)
        assert first is not None
        assert second is not None
        assert (first.rank, first.score, second.rank, second.score) == (1, 1.25, 2, 0.25)
        assert by_splade.passages[1].sparse_rank is None


def test_terms_that_matched_are_told_and_expansions_marked(vademecum: Vademecum) -> None:
    gout, gas = vademecum.retriever(QUESTION, "sparse", sparse="splade").passages
    assert gout.splade is not None
    assert gas.splade is not None
    told = [(t.word, t.question, t.passage, t.in_question, t.in_passage) for t in gout.splade.terms]
    assert told == [("gout", 1.0, 1.0, True, True), ("g", 0.5, 0.5, False, False)]
    assert [term.word for term in gas.splade.terms] == ["g"]


@pytest.mark.parametrize(
    ("settings", "call", "shares"),
    [
        ({}, {}, {"dense": 0.7, "bm25": 0.3}),
        ({"sparse": "splade"}, {}, {"dense": 0.7, "splade": 0.3}),
        ({"sparse": "splade"}, {"weight": 0.4}, {"dense": 0.4, "splade": 0.6}),
        ({"weights": {"dense": 7, "bm25": 1, "splade": 2}}, {}, {"dense": 0.7, "bm25": 0.1, "splade": 0.2}),
        ({"weights": {"bm25": 1, "splade": 1}}, {}, {"bm25": 0.5, "splade": 0.5}),
        ({"weights": {"dense": 1, "splade": 1}}, {"weight": 0.4}, {"dense": 0.4, "bm25": 0.6}),
        ({"weights": {"dense": 1, "bm25": 1}}, {"sparse": "splade"}, {"dense": 0.7, "splade": 0.3}),
    ],
)
@pytest.mark.parametrize("fusion", ["weighted", "minmax", "rrf"])
def test_hybrid_joins_what_has_a_share(
    vademecum: Vademecum, home: Home, words: dict[str, Any], settings: Any, call: Any, shares: Any, fusion: str
) -> None:
    retriever = home.start(**words, retrieve={"fusion": fusion, **settings}).retriever
    assert retriever.shares("hybrid", **call) == pytest.approx(shares)
    found = retriever(QUESTION, "hybrid", **call)
    assert ids(found)[0] == "gout"
    assert len(found.passages) == 4
    assert all((passage.splade is not None) == ("splade" in shares) for passage in found.passages)
    if fusion == "weighted" and shares == {"dense": 0.7, "splade": 0.3}:
        scores = [0.7 * (p.dense_score or 0) + 0.3 * (p.splade.score if p.splade else 0) / 1.25 for p in found.passages]
        assert [p.score for p in found.passages] == pytest.approx(scores, abs=1e-5)


def test_filters_hold_for_splade_too(vademecum: Vademecum) -> None:
    found = vademecum.retriever(QUESTION, "sparse", Filters(until=2015), sparse="splade")
    assert ids(found) == ["gas"]
    assert found.passages[0].splade is not None
    assert found.passages[0].splade.rank == 1, "among those that the filters let through"


def test_a_question_that_says_nothing_finds_nothing_by_splade(vademecum: Vademecum) -> None:
    assert vademecum.retriever("???", "sparse", sparse="splade").passages == ()
    weighted = vademecum.retriever("???", "hybrid", sparse="splade")
    assert np.isfinite([passage.score for passage in weighted.passages]).all()


# Without a model


@pytest.mark.parametrize(
    ("retrieve", "splade"), [({"sparse": "splade"}, None), ({"weights": {"dense": 1, "splade": 0.5}}, None)]
)
def test_a_configuration_that_asks_for_splade_without_one_is_named(home: Home, retrieve: Any, splade: None) -> None:
    with pytest.raises(
        ConfigError, match=r"^config\.yml: retrieve asks for splade, but no model is named\. Add `splade"
    ):
        check(home.config(retrieve=retrieve))


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"dense": 0, "bm25": 0}, r"retrieve\.weights is .*\. Give one of them a share above 0\."),
        ({"dense": -1}, r"retrieve\.weights\.dense is -1"),
        ({"desne": 1}, r"retrieve\.weights\.desne"),
    ],
)
def test_shares_that_can_not_be_are_named(home: Home, weights: Any, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        check(home.config(retrieve={"weights": weights}))


def test_a_question_that_asks_for_splade_without_one_is_told_in_every_door(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write("a.jsonl", *BODIES)
    home.ingest()
    plain = home.start()
    asked = {"question": QUESTION, "mode": "sparse", "sparse": "splade"}
    says = r"^No SPLADE model is set up\. Name one under `splade:`, then ingest again\."
    for door in (
        lambda: plain.search(asked),
        lambda: plain.ask(asked),
        lambda: LiveIndex(plain).search(QUESTION, parameters={"mode": "sparse", "sparse": "splade"}),
    ):
        with pytest.raises(QuestionError, match=says):
            door()
    with pytest.raises(QuestionError, match="sparse"):
        plain.search({"question": QUESTION, "sparse": "spalde"})
    (home.path / "config.yml").write_text(yaml.safe_dump(home.config()), encoding="utf-8")
    with pytest.raises(SystemExit) as exit:
        main(["--config", str(home.path / "config.yml"), "search", QUESTION, "--mode", "sparse", "--sparse", "splade"])
    assert exit.value.code == 2
    assert "Error: No SPLADE model is set up." in capsys.readouterr().err


# What a person sees


def test_explain_status_and_doctor_tell_of_splade(
    vademecum: Vademecum, home: Home, words: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    config = home.path / "config.yml"
    config.write_text(yaml.safe_dump(home.config(**words, retrieve={"sparse": "splade"})), encoding="utf-8")

    def told(*arguments: str) -> str:
        with pytest.raises(SystemExit):
            main(["--config", str(config), *arguments])
        return " ".join(capsys.readouterr().out.split())

    assert "by SPLADE rank 1 (1.25), by words rank 1" in told("search", QUESTION, "--explain")
    assert "gout; SPLADE: gout 1.00 x 1.00, g +0.50 x +0.50" in told("search", QUESTION, "--explain")
    assert "SPLADE: terms." in told("status")
    (line,) = (one for one in doctor.examine(config) if one.name == "SPLADE")
    assert (line.state, line.text) == ("ok", "terms, 1000 words, 64 tokens; metformin has 2")


def test_the_page_shows_rank_and_terms_of_splade(
    vademecum: Vademecum, home: Home, words: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {**words, "retrieve": {"sparse": "splade"}, "answer": {"threshold": 0.0}}
    (home.path / "config.yml").write_text(yaml.safe_dump(home.config(**changes)), encoding="utf-8")
    monkeypatch.setenv("VADEMECUM_CONFIG", str(home.path / "config.yml"))
    page = AppTest.from_file(str(Path(__file__).parents[1] / "views" / "frame.py"), default_timeout=120).run()
    page.chat_input[0].set_value(QUESTION).run()
    assert not page.exception
    shown = "".join(block.body for block in page.html)
    assert "Rank by SPLADE" in shown
    assert "gout 1.00 x 1.00, g +0.50 x +0.50" in shown


def test_the_api_gives_terms_with_each_result(vademecum: Vademecum) -> None:
    (first, *_) = LiveIndex(vademecum).search(QUESTION, parameters={"mode": "sparse", "sparse": "splade"})
    assert first["splade"]["terms"][1] == {
        "word": "g", "question": 0.5, "passage": 0.5, "in_question": False, "in_passage": False,
    }  # fmt: skip


def test_a_true_model_goes_through_every_mode_and_the_evaluation(home: Home, tmp_path: Path) -> None:
    model = tinymodels.splade(tmp_path / "tiny-splade", longest=64)
    three = {"weights": {"dense": 0.5, "bm25": 0.2, "splade": 0.3}, "sparse": "splade"}
    changes = {"splade": {"path": str(model)}, "retrieve": three}
    home.write("a.jsonl", *BODIES)
    home.ingest(**changes)
    vademecum = home.start(**changes)
    for mode in ("dense", "sparse", "hybrid"):
        found = vademecum.search({"question": QUESTION, "mode": mode})
        assert found.passages
        assert all((passage.splade is not None) == (mode != "dense") for passage in found.passages)
    assert vademecum.ask(QUESTION).generation == 1
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "1", "title": "Gout", "text": "Gout hurts."}\n')
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "gout"}\n')
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n")
    assert evaluate.retrieval(vademecum.settings, folder, "dev", "sparse").values["nDCG@10"] == 1
