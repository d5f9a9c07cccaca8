"""One training: it goes on after a kill, averages exactly, says what it did, and refuses what doesn't fit."""

import json
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer, SparseEncoder

from pipelines.encoder import Encoder
from pipelines.errors import DataError, ModelError
from pipelines.records import Progress
from pipelines.training import pairs as pairing
from pipelines.training.pairs import Pair
from pipelines.training.recipes import recipe
from pipelines.training.trainer import columns, rows
from tests import processes, tinymodels
from tests.trained import beir_folder, trained, world

LONG = {"steps": 8, "every": 2}


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    return dict(SentenceTransformer(str(folder), device="cpu").state_dict())


def until(home: Path, step: int, there: Connection) -> None:
    """Trains up to a step, tells so, and waits there to be killed."""

    def listen(progress: Progress) -> None:
        if progress.stage == "training" and progress.done == step:
            there.send(step)
            there.recv()

    trained(home, "dense", home / "base", listen=listen, **LONG)


def test_a_killed_training_goes_on_and_comes_to_the_same(tmp_path: Path) -> None:
    tinymodels.bert(tmp_path / "base")
    whole = trained(tmp_path, "dense", tmp_path / "base", "whole", **LONG)
    here, there = Pipe()
    child = processes.start(until, tmp_path, 5, there)
    assert here.recv() == 5
    child.kill()
    child.join()
    torn = tmp_path / "model" / "checkpoints" / "checkpoint-6"
    torn.mkdir()  # as a kill in the middle of saving leaves it
    (torn / "model.safetensors").write_bytes(b"torn")
    said: list[str] = []
    made = trained(tmp_path, "dense", tmp_path / "base", say=said.append, **LONG)
    assert said == ["Going on from step 4 of 8."]
    assert json.loads((made / "training.json").read_text("utf-8"))["steps"] == 8
    expected = tensors(whole)
    assert all(torch.equal(weight, expected[name]) for name, weight in tensors(made).items())
    assert not (made / "checkpoints").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    start = tinymodels.bert(tmp_path / "base")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="holds something else than a training"):
        trained(tmp_path, "dense", start, "other")
    trained(tmp_path, "dense", start)
    with pytest.raises(DataError, match="is finished"):
        trained(tmp_path, "dense", start)
    with pytest.raises(DataError, match=r"other settings \(rate 0.001, now 0.5\)"):
        trained(tmp_path, "dense", start, rate=0.5)


def test_the_average_is_exact_and_leaves_frozen_words(tmp_path: Path) -> None:
    start = tinymodels.bert(tmp_path / "base")
    options: dict[str, Any] = {"freeze": True}
    whole = tensors(trained(tmp_path, "dense", start, "whole", **options))
    part = tensors(trained(tmp_path, "dense", start, "part", average=0.25, **options))
    first = tensors(start)
    assert set(part) == set(whole)
    for name, weight in part.items():
        assert torch.equal(weight, first[name] + 0.25 * (whole[name] - first[name])), name
    moved = {name for name, weight in whole.items() if not torch.equal(weight, first[name])}
    assert not [name for name in moved if "word_embeddings" in name]
    assert [name for name in moved if "attention" in name]


def test_the_dev_set_is_measured_before_and_after_and_stands_in_the_card(tmp_path: Path) -> None:
    start = tinymodels.bert(tmp_path / "base")
    dev = beir_folder(tmp_path / "dev", world())
    told: list[Progress] = []
    made = trained(
        tmp_path, "matryoshka", start, steps=24, every=8, dev=dev, average=0.9, listen=told.append, rate=5e-3
    )
    found = json.loads((made / "training.json").read_text("utf-8"))
    before, after = (found[name]["means"]["nDCG@10"] for name in ("before", "after"))
    assert after > before
    assert list(found["after"]["sizes"]) == ["32", "16", "8"]
    assert found["gained"]["nDCG@10"][0] == pytest.approx(after - before), "kept beyond the training"
    card = (made / "README.md").read_text("utf-8")
    for text in (
        f"| nDCG@10 | {before:.4f} (", f"{after:.4f} (", f"{after - before:+.4f} (", "24 questions", "24 steps",
        "pairs.jsonl", "| rate | 0.005 |", "start + 0.9 x (trained - start)", "base_model: base", "| 16 |",
    ):  # fmt: skip
        assert text in card
    assert str(tmp_path) not in card
    assert (made / "training.png").read_bytes().startswith(b"\x89PNG")
    details = [progress.detail for progress in told if progress.stage == "training" and progress.detail]
    assert any("loss" in text and "left" in text for text in details)
    assert sum("dev sample nDCG@10" in text for text in details) == 3


def test_a_sparse_model_is_measured_by_its_products(tmp_path: Path) -> None:
    dev = beir_folder(tmp_path / "dev", world())
    made = trained(tmp_path, "sparse", tinymodels.bert(tmp_path / "base", hidden_size=64), dev=dev)
    found = json.loads((made / "training.json").read_text("utf-8"))
    model = SparseEncoder(str(made), device="cpu")
    asked = model.encode([pair.anchor for pair in world()]).to_dense()
    best = (asked @ model.encode([pair.positive for pair in world()]).to_dense().T).argmax(dim=1)
    right = float((best == torch.arange(len(best))).float().mean())
    assert found["after"]["means"]["accuracy@1"] == pytest.approx(right)
    assert right > 0.3  # words that a text itself has weigh most from the start


def test_without_a_better_look_training_stops_early(tmp_path: Path) -> None:
    start = tinymodels.bert(tmp_path / "base")
    dev = beir_folder(tmp_path / "dev", world())
    made = trained(tmp_path, "dense", start, steps=50, every=1, dev=dev, patience=2, rate=1e-12)
    assert json.loads((made / "training.json").read_text("utf-8"))["steps"] == 3


def test_each_batch_comes_from_one_file_in_proportion(tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    pairing.write([Pair(f"a{n}", f"text {n}", (f"no {n}", f"nor {n}")) for n in range(24)], files[0])
    pairing.write([Pair(f"b{n}", f"other {n}") for n in range(16)], files[1])
    start = tinymodels.bert(tmp_path / "base")
    made = trained(tmp_path, "dense", start, pairs=tuple(files), steps=0, epochs=1.0)
    assert json.loads((made / "training.json").read_text("utf-8"))["steps"] == 5
    card = (made / "README.md").read_text("utf-8")
    assert "| a.jsonl | 24 | 24 | 2.00 |" in card
    assert "| b.jsonl | 16 | 16 | 0.00 |" in card


def test_hard_negatives_are_evened_out_and_never_right() -> None:
    pairs = [Pair("a", "1", ("2", "3")), Pair("a", "2", ("4",)), Pair("b", "5"), Pair("c", "3", ("3x", "4x", "5x"))]
    data = columns([pairs], recipe("dense", negatives=2))["pairs1"]
    found = {(pair.anchor, pair.positive): pair.negatives for pair in rows(data)}
    assert found["a", "1"] == ("3", "3")
    assert found["a", "2"] == ("4", "4")
    assert found["c", "3"] == ("3x", "4x")
    assert found["b", "5"] in {("3", "3"), ("4", "4"), ("3x", "4x")}
    assert columns([pairs], recipe("dense", negatives=0))["pairs1"].column_names == ["anchor", "positive"]


def test_modernbert_reads_2048_tokens_and_trains_on_fewer(tmp_path: Path) -> None:
    made = trained(tmp_path, "contrastive", tinymodels.modernbert(tmp_path / "base"), tokens=16)
    encoder = Encoder({"path": str(made), "vectors": {}}, None, None)
    assert encoder.longest == 2048
    assert SentenceTransformer(str(made), device="cpu").max_seq_length == 2048
    words = ["gout"] * 3000
    inside, outside = ([*words[:place], "fever", *words[place + 1 :]] for place in (2000, 2500))
    whole, near, far = encoder.encode([" ".join(text) for text in (words, inside, outside)])
    np.testing.assert_array_equal(whole, far)
    assert not np.array_equal(whole, near)


def test_a_training_on_long_texts_takes_them_whole(tmp_path: Path) -> None:
    """With 2,048 tokens a word behind the first 500 is learnt from, with 64 it isn't."""
    pairs = [Pair(f"own{n}", "gout " * 500 + word) for n, word in enumerate(["fever", "cough"])]
    pairing.write(pairs, tmp_path / "pairs.jsonl")
    others = [Pair(f"own{n}", "gout " * 500 + word) for n, word in enumerate(["skin", "bone"])]
    pairing.write(others, tmp_path / "others.jsonl")
    start = tinymodels.modernbert(tmp_path / "base")
    made = {
        (name, tokens): tensors(
            trained(tmp_path, "contrastive", start, f"{name}{tokens}", tokens=tokens, batch=2, steps=1,
                    pairs=(tmp_path / f"{name}.jsonl",))
        )
        for name in ("pairs", "others") for tokens in (64, 2048)
    }  # fmt: skip

    def equal(tokens: int) -> bool:
        one, other = made["pairs", tokens], made["others", tokens]
        return all(torch.equal(weight, other[name]) for name, weight in one.items())

    assert equal(64)
    assert not equal(2048)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("models/none", "no model weights in models/none"),
        ("neuml/pubmedbert-base-embeddings", "hf download neuml/pubmedbert-base-embeddings --local-dir"),
    ],
)
def test_a_base_that_is_not_here_is_told_and_nothing_is_fetched(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        trained(tmp_path, "dense", Path(name))
    assert not (tmp_path / "model").exists()


def test_what_does_not_go_together_is_told(tmp_path: Path) -> None:
    calls: list[tuple[Callable[[], Path], str]] = [
        (lambda: trained(tmp_path, "sparse", tinymodels.splade(tmp_path / "s"), average=0.5), "--average is for dense"),
        (
            lambda: trained(tmp_path, "matryoshka", tinymodels.bert(tmp_path / "b"), dimensions=(64,)),
            "none of --dimensions is smaller",
        ),
    ]
    for call, told in calls:
        with pytest.raises(DataError, match=told):
            call()
