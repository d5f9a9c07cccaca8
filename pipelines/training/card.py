"""The card of a trained model: what it is, what it was trained on and how, how good it is, how to load it."""

import subprocess
from pathlib import Path
from typing import Any

from pipelines.measures import interval
from pipelines.training.recipes import Recipe, numbers


def write(out: Path, recipe: Recipe, order: Any, files: list[Any], state: Any, dev: Any) -> None:
    """Writes README.md into the model's folder."""
    (out / "README.md").write_text("# TODO\n", encoding="utf-8")
