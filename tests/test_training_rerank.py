"""A reranker is trained as the other kinds are: from pairs to a folder that the search takes, on after a break."""

import json
from pathlib import Path

import pytest
import torch
from sentence_transformers import CrossEncoder

from pipelines import systems
from pipelines.errors import DataError
from pipelines.records import Progress
from pipelines.rerank import Reranker
from pipelines.training import pairs as pairing
from pipelines.training.pairs import Pair
from pipelines.training.recipes import recipe
from pipelines.training.trainer import columns
from tests import tinymodels
from tests.trained import beir_folder, trained, world


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    return dict(CrossEncoder(str(folder), device="cpu", local_files_only=True).state_dict())


def test_a_trained_reranker_puts_right_passages_first(tmp_path: Path) -> None:
    pairs = [pair for pair in world() if "treatment" in pair.anchor]
    pairing.write(pairs, tmp_path / "pairs.jsonl")
    made = trained(tmp_path, "rerank", tinymodels.bert(tmp_path / "base"), steps=40, rate=3e-3, tokens=64)
    assert systems.kind(made) == "rerank"
    reranker = Reranker({"path": str(made), "limit": 50, "tokens": 256, "weight": 1.0, "dtype": "float32"})
    assert reranker.longest == 64
    for pair in pairs:
        assert reranker.scores(pair.anchor, [*pair.negatives, pair.positive]).argmax() == len(pair.negatives)
    card = (made / "README.md").read_text("utf-8")
    assert "pipeline_tag: text-ranking" in card
    assert f"rerank:\n      path: {made.name}" in card


def test_a_broken_off_training_goes_on_and_comes_to_the_same(tmp_path: Path) -> None:
    start = tinymodels.bert(tmp_path / "base")
    whole = trained(tmp_path, "rerank", start, "whole", steps=6, every=2)

    def breaks(progress: Progress) -> None:
        if progress.stage == "training" and progress.done == 5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        trained(tmp_path, "rerank", start, steps=6, every=2, listen=breaks)
    said: list[str] = []
    made = trained(tmp_path, "rerank", start, steps=6, every=2, say=said.append)
    assert said == ["base has no head that judges a pair: one begins at random.", "Going on from step 4 of 6."]
    expected = tensors(whole)
    assert all(torch.equal(weight, expected[name]) for name, weight in tensors(made).items())


def test_the_start_of_the_figures_is_the_search_alone(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "medquad-dev", world())
    made = trained(tmp_path, "rerank", tinymodels.bert(tmp_path / "base"), dev=folder, every=2)
    kept = json.loads((made / "training.json").read_text("utf-8"))
    assert 0 < kept["after"]["means"]["nDCG@10"] < kept["before"]["means"]["nDCG@10"] <= 1, "two steps teach nothing"
    card = (made / "README.md").read_text("utf-8")
    assert "the first 20 of 24 passages by all-MiniLM-L6-v2, which is the start: 24 questions. In brackets" in card


def test_what_is_right_by_another_line_is_no_negative() -> None:
    pairs = [Pair("a", "x", ("y", "z", "v")), Pair("a", "y", ("z",)), Pair("b", "z")]
    [data] = columns([pairs], recipe("rerank", negatives=2)).values()
    rows = {(row["anchor"], row["positive"]): row["label"] for row in data}
    assert rows == {("a", "x"): 1, ("a", "y"): 1, ("a", "z"): 0, ("a", "v"): 0, ("b", "z"): 1}
    assert len(data) == len(rows)


def test_pairs_without_negatives_and_an_average_are_refused(tmp_path: Path) -> None:
    start = tinymodels.bert(tmp_path / "base")
    with pytest.raises(DataError, match="--average is for dense models"):
        trained(tmp_path, "rerank", start, average=0.5)
    pairing.write([Pair("a", "x"), Pair("b", "y")], tmp_path / "bare.jsonl")
    with pytest.raises(DataError, match="learns from hard negatives, and the pairs have none"):
        trained(tmp_path, "rerank", start, pairs=(tmp_path / "bare.jsonl",))
