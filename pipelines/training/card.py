"""The card of a trained model: what it is, what it was trained on and how, how good it is, how to load it."""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.commit import commit
from pipelines.training import pairs as pairing
from pipelines.training.finish import SHOWN
from pipelines.training.pairs import Pair
from pipelines.training.recipes import Recipe, numbers

HEAD = """---
library_name: sentence-transformers
pipeline_tag: {task}
tags: [sentence-transformers, {tags}]
base_model: {base}
---
# {name}

{what} Trained from `{base}` by Vademecum {version} (commit {commit}): {steps:,} steps.
"""
WHAT = {
    "dense": "A dense encoder: texts to vectors, compared by cosine.",
    "matryoshka": "A dense encoder whose first dimensions can be used alone (txtai `dimensionality`).",
    "sparse": "A SPLADE: texts to weighted words, compared by dot product.",
    "contrastive": "A dense encoder: texts to vectors, compared by cosine.",
    "rerank": "A cross-encoder: question and passage together to a score, by which found passages are reordered.",
}
DENSE = """
## Load

    embeddings:
      path: {name}
      method: pipelines.encoder.Encoder

    from sentence_transformers import SentenceTransformer
    model = SentenceTransformer("{name}")
"""
SPARSE = """
## Load

    from sentence_transformers import SparseEncoder
    model = SparseEncoder("{name}")
"""
RERANK = """
## Load

    rerank:
      path: {name}

    from sentence_transformers import CrossEncoder
    model = CrossEncoder("{name}")
"""
LOADS = {"sparse": SPARSE, "rerank": RERANK}
TASKS = {
    "sparse": ("feature-extraction", "sparse-encoder, splade"),
    "rerank": ("text-ranking", "cross-encoder, reranker"),
}
LIMITS = """
## Limits

A model finds texts, it doesn't answer. It was measured on the set above alone. Its training data sets what it may be
used for: see their licences.
"""


def write(
    out: Path, recipe: Recipe, order: Any, files: Sequence[Sequence[Pair]], kept: dict[str, Any], dev: str
) -> None:
    """Writes README.md into the model's folder; `dev` names the dev set, empty where there was none."""
    task, tags = TASKS.get(recipe.kind, ("sentence-similarity", "sentence-similarity, feature-extraction"))
    head = HEAD.format(
        task=task,
        tags=tags,
        base=Path(order.base).name if Path(order.base).exists() else order.base,
        name=out.name,
        what=WHAT[recipe.kind],
        version=version("vademecum"),
        commit=commit(),
        steps=kept["steps"],
    )
    parts = [head, _averaged(order.average), _data(order.pairs, files), _recipe(recipe, order)]
    parts.append(_figures(kept, dev, recipe) if dev else "\n## Figures\n\nNone: no dev set was named.\n")
    parts += [
        "\n![loss and dev measure by step](training.png)\n",
        LOADS.get(recipe.kind, DENSE).format(name=out.name),
        LIMITS,
    ]
    (out / "README.md").write_text("".join(parts), encoding="utf-8")


def _averaged(share: float) -> str:
    if share == 1:
        return ""
    return f"\nIts weights are start + {share:g} x (trained - start): what the start knew of other texts is kept.\n"


def _data(paths: Sequence[Path], files: Sequence[Sequence[Pair]]) -> str:
    rows = (
        [path.name, f"{len(pairs):,}", f"{len({pair.anchor for pair in pairs}):,}",
         f"{sum(len(pair.negatives) for pair in pairs) / len(pairs):.2f}", pairing.digest(path)[:12]]
        for path, pairs in zip(paths, files, strict=True)
    )  # fmt: skip
    return "\n## Data\n\n" + _table(["pairs", "number", "anchors", "hard negatives a pair", "SHA-256"], rows)


def _recipe(recipe: Recipe, order: Any) -> str:
    values = {**numbers(recipe), "base": "", "freeze word vectors": order.freeze, "average": order.average}
    rows = ([name.replace("_", " "), str(value)] for name, value in values.items() if value not in ("", [], 0.0))
    return "\n## Recipe\n\n" + _table(["", "value"], rows)


def _figures(kept: dict[str, Any], dev: str, recipe: Recipe) -> str:
    before, after = kept["before"], kept["after"]
    gained = kept["gained"]
    rows = (
        [name, *(f"{one['means'][name]:.4f} ({one['intervals'][name][0]:.4f} to {one['intervals'][name][1]:.4f})"
                 for one in (before, after)), "{:+.4f} ({:+.4f} to {:+.4f})".format(*gained[name])]
        for name in SHOWN
    )  # fmt: skip
    compared = "" if recipe.kind == "rerank" else ", every passage compared"
    asked = f"{len(before['rows']['nDCG@10']):,} questions"
    parts = [
        f"\n## Figures\n\nOn {dev}: {asked}{compared}. In brackets the 95 % bootstrap interval.\n\n",
        _table(["measure", "start", "this model", "gain"], rows),
    ]
    if "sizes" in after:
        sizes = ([size, f"{before['sizes'][size]:.4f}", f"{value:.4f}"] for size, value in after["sizes"].items())
        parts += ["\n", _table(["dimensions", "start nDCG@10", "this model nDCG@10"], sizes)]
    return "".join(parts)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
