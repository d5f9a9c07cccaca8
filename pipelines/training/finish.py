"""What comes after the steps: averaging with the start, saving, figures."""

import shutil
from pathlib import Path
from typing import Any

import torch

from pipelines import measures
from pipelines.training import dev as devs
from pipelines.training import losses
from pipelines.training.recipes import Recipe

SHOWN = ("accuracy@1", "recall@10", "nDCG@10", "MRR@10", "MAP@100")


@torch.no_grad()
def average(model: Any, start: Any, share: float) -> None:
    """Makes each weight of `model` start + share * (trained - start), in place.

    Wortsman et al. 2022, "Robust fine-tuning of zero-shot models": what the start knew of other collections is kept.
    """
    old = start.state_dict()
    for name, weight in model.state_dict().items():
        if weight.is_floating_point():
            first = old[name].to(weight.device)
            weight.copy_(first + share * (weight - first))


def save(model: Any, start: Path, out: Path) -> None:
    """The model as sentence-transformers saves it, with the words beside it that older tokenizers ask for."""
    model.save_pretrained(str(out), create_model_card=False)
    if (start / "vocab.txt").is_file():
        shutil.copyfile(start / "vocab.txt", out / "vocab.txt")


def figures(model: Any, dev: devs.Dev, recipe: Recipe, listen: devs.Listener) -> dict[str, Any]:
    """Means, 95 % intervals and each question's values on the whole dev set; nDCG@10 by size for Matryoshka."""
    values = devs.per_question(model, dev, listen=listen)
    found: dict[str, Any] = {
        "means": measures.means(values),
        "intervals": measures.intervals(values),
        "rows": {name: values[name] for name in SHOWN},
    }
    if recipe.kind == "matryoshka":
        found["sizes"] = {
            str(size): measures.means(devs.per_question(model, dev, size))["nDCG@10"]
            for size in losses.sizes(model, recipe)
        }
    return found


def gains(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[float, float, float]]:
    """For each measure what was gained, and its 95 % interval, question by question."""
    found = {}
    for name in SHOWN:
        differences = [value - before["rows"][name][question] for question, value in after["rows"][name].items()]
        found[name] = (measures.mean(differences), *measures.interval(differences))
    return found
