"""The five recipes are what the cards say, and each number can be changed."""

from dataclasses import fields

import pytest

from pipelines.errors import DataError
from pipelines.training.recipes import DEFAULTS, RECIPES, Kind, recipe


def test_the_published_numbers() -> None:
    dense = RECIPES["s-pubmedbert-medquad"]
    assert (dense.batch, dense.rate, dense.epochs, dense.seed, dense.warm_up) == (32, 5e-5, 1, 42, 0)
    assert (dense.scale, dense.schedule, dense.tokens) == (20, "linear", 350)
    first = RECIPES["pubmedbert"]
    assert (first.batch, first.rate, first.decay, first.clip, first.tokens) == (24, 2e-5, 0.01, 1, 512)
    assert first.warm_up == pytest.approx(10_000 / 20_191, abs=1e-3)
    modern = RECIPES["modern-pubmedbert"]
    assert (modern.batch, modern.steps, modern.warm_up, modern.rate, modern.decay) == (72, 7000, 700, 3e-4, 0.1)
    assert RECIPES["pubmedbert-matryoshka"].dimensions == (768, 512, 384, 256, 128, 64)
    assert RECIPES["pubmedbert-splade"].kind == "sparse"
    assert {RECIPES[name].kind: name for name in DEFAULTS.values()} == DEFAULTS


def test_every_number_can_be_changed() -> None:
    start = RECIPES["pubmedbert"]
    changes = {
        "batch": 3, "rate": 0.1, "epochs": 2.5, "steps": 7, "schedule": "cosine", "warm_up": 0.2, "decay": 0.3,
        "clip": 2.0, "seed": 5, "scale": 3.0, "tokens": 9, "negatives": 4, "query_weight": 0.1,
        "document_weight": 0.2, "batches": "titles",
    }  # fmt: skip
    found = recipe("dense", "pubmedbert", **changes)
    assert {name: getattr(found, name) for name in changes} == changes
    kept = {"name", "kind", "base", "loss", "dimensions"}
    assert {field.name for field in fields(start)} == kept | set(changes)


def test_who_names_epochs_gets_no_steps() -> None:
    assert recipe("contrastive", epochs=1.0).steps == 0
    assert recipe("contrastive").steps == 7000


@pytest.mark.parametrize(
    ("kind", "name", "changes", "told"),
    [
        ("dense", "pubmedbrt", {}, "Did you mean 'pubmedbert'"),
        ("dense", "pubmedbert-splade", {}, "vademecum train sparse"),
        ("dense", None, {"batch": 1}, "--batch is 1; name 2 or more"),
        ("dense", None, {"rate": 0.0}, "--rate is 0.0; name a number above 0"),
        ("dense", None, {"schedule": "liner"}, "Did you mean 'linear'"),
        ("dense", None, {"dimensions": (8,)}, "vademecum train matryoshka"),
        ("matryoshka", None, {"dimensions": (0,)}, "--dimensions holds 0"),
    ],
)
def test_what_cannot_be_is_told(kind: Kind, name: str | None, changes: dict[str, object], told: str) -> None:
    with pytest.raises(DataError, match=told):
        recipe(kind, name, **changes)
