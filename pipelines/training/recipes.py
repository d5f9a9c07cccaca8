"""How the five published systems were trained, as far as their cards tell; each number can be changed by an option.

The recipe of a reranker is ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Any, Literal, get_args

from pipelines.errors import DataError

Kind = Literal["dense", "matryoshka", "sparse", "contrastive", "rerank"]
Batches = Literal["length", "titles"]  # what a batch is made of: see batches.py
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of one training."""

    name: str
    kind: Kind
    base: str  # what the published model was trained from, by its name on the Hugging Face Hub
    loss: str
    batch: int  # pairs in a step
    rate: float  # learning rate of AdamW at its peak
    epochs: float = 1.0
    steps: int = 0  # instead of epochs; 0: by epochs
    schedule: str = "linear"
    warm_up: float = 0.0  # steps; below 1 a share of all steps
    decay: float = 0.0  # weight decay
    clip: float = 1.0  # norm above which gradients are scaled down
    seed: int = 42
    scale: float = 20.0  # what similarities are multiplied with, the inverse of the temperature
    tokens: int = 512  # longest text in training
    negatives: int = 2  # most hard negatives of a pair that are used
    batches: Batches = "length"
    dimensions: tuple[int, ...] = ()  # Matryoshka; those above the model's own are passed over
    query_weight: float = 0.0  # weight of the Flops term on anchors, which keeps them sparse
    document_weight: float = 0.0  # the same on positives and negatives


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "s-pubmedbert-medquad", "dense", "pritamdeka/S-PubMedBert-MS-MARCO",
            "MultipleNegativesRankingLoss (cosine)", batch=32, rate=5e-5, tokens=350,
        ),
        # 10,000 of 20,191 steps were warm-up; as a share, so that a shorter run reaches its peak too.
        Recipe(
            "pubmedbert", "dense", "microsoft/BiomedNLP-PubMedBERT-base-uncased-abstract-fulltext",
            "MultipleNegativesRankingLoss (cosine)", batch=24, rate=2e-5, warm_up=0.495, decay=0.01,
        ),
        Recipe(
            "pubmedbert-matryoshka", "matryoshka", "microsoft/BiomedNLP-PubMedBERT-base-uncased-abstract-fulltext",
            "MatryoshkaLoss, weights 1, over MultipleNegativesRankingLoss (cosine)", batch=24, rate=2e-5,
            warm_up=0.495, decay=0.01, dimensions=(768, 512, 384, 256, 128, 64),
        ),
        # Of this one the card tells the loss alone: rates and weights are sentence-transformers' own example.
        Recipe(
            "pubmedbert-splade", "sparse", "microsoft/BiomedNLP-BiomedBERT-base-uncased-abstract-fulltext",
            "SpladeLoss: SparseMultipleNegativesRankingLoss (dot) + Flops", batch=24, rate=2e-5, warm_up=0.1,
            scale=1.0, query_weight=5e-5, document_weight=3e-5,
        ),
        # Its temperature isn't told; scale 20 is 0.05, the one of the others.
        Recipe(
            "modern-pubmedbert", "contrastive", "thomas-sounack/BioClinical-ModernBERT-base",
            "InfoNCE (MultipleNegativesRankingLoss, cosine)", batch=72, rate=3e-4, steps=7000, warm_up=700,
            decay=0.1, tokens=2048,
        ),
        Recipe(
            "reranker", "rerank", "sentence-transformers/all-MiniLM-L6-v2", "BinaryCrossEntropyLoss", batch=32,
            rate=5e-5, warm_up=0.1, decay=0.01, tokens=256, negatives=3,
        ),
    )
}  # fmt: skip

SCHEDULES = ("linear", "cosine", "constant", "constant_with_warmup", "polynomial")

DEFAULTS: dict[Kind, str] = {
    "dense": "s-pubmedbert-medquad",
    "matryoshka": "pubmedbert-matryoshka",
    "sparse": "pubmedbert-splade",
    "contrastive": "modern-pubmedbert",
    "rerank": "reranker",
}


def recipe(kind: Kind, name: str | None = None, **changes: Any) -> Recipe:
    """The recipe of that name (else the default of its kind) with the changes that aren't None.

    Raises DataError for an unknown name, one of another kind, and numbers that can't be.
    """
    name = name or DEFAULTS[kind]
    if name not in RECIPES:
        raise DataError(f"There is no recipe {name!r}. {_near(name, RECIPES)}")
    found = RECIPES[name]
    if found.kind != kind:
        raise DataError(f"The recipe {name} is for: vademecum train {found.kind}. Use that, or another recipe.")
    made = {key: value for key, value in changes.items() if value is not None}
    if "epochs" in made and "steps" not in made:
        made["steps"] = 0  # who names epochs doesn't want the recipe's steps
    found = replace(found, **made)
    _check(found)
    return found


def _check(found: Recipe) -> None:
    """Raises DataError with the option, its value and what it may be."""
    least = {"batch": 2, "tokens": 8, "steps": 0, "negatives": 0, "seed": 0, "warm_up": 0, "decay": 0}
    for name, low in least.items():
        if getattr(found, name) < low:
            raise DataError(f"--{name.replace('_', '-')} is {getattr(found, name)}; name {low} or more.")
    for name in ("rate", "epochs", "clip", "scale"):
        if getattr(found, name) <= 0:
            raise DataError(f"--{name} is {getattr(found, name)}; name a number above 0.")
    if found.schedule not in SCHEDULES:
        raise DataError(f"--schedule is {found.schedule!r}. {_near(found.schedule, SCHEDULES)}")
    if found.batches not in get_args(Batches):
        raise DataError(f"--batches is {found.batches!r}. {_near(found.batches, get_args(Batches))}")
    if found.dimensions and found.kind != "matryoshka":
        raise DataError(f"--dimensions is for: vademecum train matryoshka, not for {found.kind}.")
    if any(size < 1 for size in found.dimensions):
        raise DataError(f"--dimensions holds {min(found.dimensions)}; name sizes of 1 or more.")


def _near(word: str, known: Iterable[str]) -> str:
    """What may have been meant. Not config.near: that module loads txtai, and help has to be quick."""
    names = list(known)
    match = get_close_matches(word, names, n=1)
    return f"Did you mean '{match[0]}'?" if match else f"Known: {', '.join(names)}."


def numbers(found: Recipe) -> dict[str, Any]:
    """Each field of the recipe by its name, as JSON takes them."""
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
