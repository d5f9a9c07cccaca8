"""A cross-encoder reorders what a search finds: only that, the same each time, told by every door."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sentence_transformers import CrossEncoder
from streamlit.testing.v1 import AppTest

from pipelines import doctor, evaluate, sentencemodels, show, systems
from pipelines.__main__ import main
from pipelines.application import Vademecum
from pipelines.compare import compare
from pipelines.config import check
from pipelines.errors import ConfigError, DataError, ModelError
from pipelines.live import LiveIndex
from pipelines.rerank import Reranker
from pipelines.schema import Retrieved
from tests import smallset, tinymodels
from tests.home import Home
from views import words

WHOLE: dict[str, Any] = {"limit": 50, "tokens": 128, "weight": 1.0, "dtype": "float32"}
TEXTS = [f"{one} {other}" for one in ("gout", "fever", "cough") for other in ("pain", "drug", "dose of a drug")]
QUESTION = "which drug treats gout"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of the true architecture, tiny, with random weights."""
    return tinymodels.cross(tmp_path_factory.mktemp("models") / "tiny-cross")


@pytest.fixture(scope="module")
def reranker(model: Path) -> Reranker:
    return Reranker({"path": str(model), **WHOLE})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A library of nine passages."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.write("a.jsonl", *({"title": text.split()[0], "text": f"{text.capitalize()}."} for text in TEXTS))
    home.ingest()
    return home


def started(home: Home, model: Path, **changes: Any) -> Vademecum:
    return home.start(rerank={"path": str(model), **WHOLE, **changes})


def ids(found: Retrieved) -> list[str]:
    return [passage.chunk.id for passage in found.passages]


# The model


def test_scores_are_those_of_sentence_transformers(model: Path, reranker: Reranker) -> None:
    found = reranker.scores(QUESTION, TEXTS)
    expected = CrossEncoder(str(model), local_files_only=True).predict(
        [(QUESTION, text) for text in TEXTS], activation_fn=torch.nn.Identity()
    )
    assert found == pytest.approx(expected, abs=1e-4)
    assert len(set(found.tolist())) == len(TEXTS)
    assert reranker.scores("half \ud800 a character", ["\ud800"]).shape == (1,)


def test_the_length_is_the_shorter_of_the_two(model: Path) -> None:
    assert Reranker({"path": str(model), **WHOLE, "tokens": 64}).longest == 64
    assert Reranker({"path": str(model), **WHOLE, "tokens": 999}).longest == 128


@settings(max_examples=25, deadline=None)
@given(places=st.lists(st.sampled_from(range(len(TEXTS))), min_size=1, max_size=12), seed=st.integers(0, 99))
def test_an_order_holds_every_passage_once_and_equals_keep_theirs(
    reranker: Reranker, places: list[int], seed: int
) -> None:
    texts = [TEXTS[place] for place in places]  # the same text may stand there twice
    before = np.sort(np.random.default_rng(seed).random(len(texts)).astype(np.float32))[::-1]
    order = reranker.order(QUESTION, texts, before)
    assert sorted(place for place, _ in order) == list(range(len(texts)))
    scores = reranker.scores(QUESTION, texts)
    assert [place for place, _ in order] == sorted(range(len(texts)), key=lambda place: (-scores[place], place))
    for place, how in order:
        assert how.before == place + 1
        assert how.rank == 1 + sum(score > scores[place] for score in scores)
        assert how.score == scores[place]
    assert reranker.order(QUESTION, texts, before) == order


@pytest.mark.parametrize(("weight", "first"), [(0.0, 0), (1.0, None)])
def test_the_weight_says_whose_order_counts(model: Path, weight: float, first: int | None) -> None:
    found = Reranker({"path": str(model), **WHOLE, "weight": weight})
    before = np.linspace(1, 0, len(TEXTS), dtype=np.float32)
    best = int(found.scores(QUESTION, TEXTS).argmax())
    assert found.order(QUESTION, TEXTS, before)[0][0] == (best if first is None else first)
    assert best != 0


# Searching


def test_a_search_is_reordered_and_says_how(home: Home, model: Path) -> None:
    plain = home.start().search({"question": QUESTION, "limit": 9})
    found = started(home, model).search({"question": QUESTION, "limit": 9})
    assert sorted(ids(found)) == sorted(ids(plain))
    assert ids(found) != ids(plain)
    assert [one.reranked for one in plain.passages] == [None] * 9
    moved = [one.reranked for one in found.passages]
    assert [one.rank for one in moved if one] == list(range(1, 10))
    assert [ids(plain)[one.before - 1] for one in moved if one] == ids(found)
    scores = {one.chunk.id: one.score for one in plain.passages}
    assert {one.chunk.id: one.score for one in found.passages} == scores, "a score stays that of the search"
    again = started(home, model).search({"question": QUESTION, "limit": 9})
    assert replace(again, seconds=0) == replace(found, seconds=0)


def test_only_the_first_passages_are_read(home: Home, model: Path) -> None:
    plain = ids(home.start().search({"question": QUESTION, "limit": 9}))
    found = started(home, model, limit=4).search({"question": QUESTION, "limit": 9})
    assert ids(found)[4:] == plain[4:]
    assert sorted(ids(found)[:4]) == sorted(plain[:4])
    assert [one.reranked is None for one in found.passages] == [False] * 4 + [True] * 5
    assert ids(started(home, model, limit=4).search({"question": QUESTION, "limit": 2})) == ids(found)[:2]


def test_every_door_has_the_same_order(home: Home, model: Path) -> None:
    vademecum = started(home, model)
    expected = ids(vademecum.search(QUESTION))
    assert [one["id"] for one in LiveIndex(vademecum).search(QUESTION, len(expected))] == expected
    assert [one.chunk.id for one in vademecum.ask(QUESTION).passages] == expected[:10]
    nothing = Home(home.path / "docs").start(rerank={"path": str(model)})
    assert nothing.search(QUESTION).passages == ()


def test_the_shell_tells_how_a_passage_was_moved(home: Home, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passage = started(home, model).search(QUESTION).passages[0]
    moved = passage.reranked
    assert moved
    told = f"rank {moved.before} before reranking, by the reranker 1 ({moved.score:.2f})"
    assert show.explained(passage).endswith(told)
    config = home.path / "config.yml"
    config.write_text(yaml.safe_dump(home.config(rerank={"path": str(model), **WHOLE})), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--config", str(config), "search", QUESTION, "--explain"])
    assert told in " ".join(capsys.readouterr().out.split())
    checks = {one.name: one for one in doctor.examine(config)}
    assert checks["Reranker"].state == "ok"
    assert "tiny-cross, 128 tokens; 50 short passages take" in checks["Reranker"].text


def test_the_page_shows_both_ranks(home: Home, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"rerank": {"path": str(model), **WHOLE}, "answer": {"threshold": 0.0}}
    (home.path / "page.yml").write_text(yaml.safe_dump(home.config(**changes)), encoding="utf-8")
    monkeypatch.setenv("VADEMECUM_CONFIG", str(home.path / "page.yml"))
    page = AppTest.from_file(str(Path(__file__).parents[1] / "views" / "frame.py"), default_timeout=120).run()
    page.chat_input[0].set_value(QUESTION).run()
    assert not page.exception
    shown = "".join(block.body for block in page.html)
    assert [column for column in words.ask.RERANKED if f">{column}<" not in shown] == []


def test_evaluation_measures_the_new_order(tmp_path: Path, model: Path) -> None:
    folder, home = smallset.write(tmp_path / "set"), Home(tmp_path)
    plain = evaluate.retrieval(check(home.config()), folder, "dev").values
    for weight, same in ((0.0, True), (1.0, False)):
        changed = check(home.config(rerank={"path": str(model), **WHOLE, "weight": weight}))
        assert (evaluate.retrieval(changed, folder, "dev").values == plain) is same


# What can't be


def wrong(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    yield {"path": "nowhere/at/all"}, r"no model weights in nowhere/at/all\. .* mend rerank\.path"
    yield {"path": str(tinymodels.bert(folder / "dense"))}, r"dense is no cross-encoder\. Name a cross-encoder under"
    yield {"path": str(tinymodels.cross(folder / "three", labels=3))}, r"three gives 3 scores, not 1\. Name a cross"


def test_a_model_that_does_not_fit_is_one_line(home: Home, tmp_path: Path) -> None:
    for named, says in wrong(tmp_path):
        with pytest.raises(ModelError, match=says) as raised:
            home.start(rerank=named).search(QUESTION)
        assert "\n" not in str(raised.value)
    with pytest.raises(ConfigError, match=r"lets no reranker be fetched, and owner/name is no folder here"):
        check(home.config(rerank={"path": "owner/name"}, offline=True))


def test_a_reranker_is_none_that_searches(tmp_path: Path, model: Path) -> None:
    assert (systems.kind(model), systems.dimensions(model)) == ("rerank", None)
    with pytest.raises(ModelError, match="is a reranker, which gives texts no vectors"):
        sentencemodels.load(model)
    with pytest.raises(DataError, match="is a reranker, which doesn't search"):
        compare(check(Home(tmp_path).config()), [str(model)], smallset.write(tmp_path / "set"), "dev")
