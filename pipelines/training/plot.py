"""A plot of a training: loss and dev measure by step."""

from pathlib import Path
from typing import Any

BLUE, GREEN = "#20639b", "#2e7d5b"


def draw(history: list[dict[str, Any]], path: Path) -> None:
    """Draws the trainer's log as PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="tight")
    axes = figure.subplots()
    _line(axes, history, "loss", BLUE)
    axes.set(xlabel="step", ylabel="loss")
    if any("eval_nDCG@10" in row for row in history):
        right = axes.twinx()
        _line(right, history, "eval_nDCG@10", GREEN)
        right.set_ylabel("nDCG@10 on a part of the dev set", color=GREEN)
    figure.savefig(path, dpi=120)


def _line(axes: Any, history: list[dict[str, Any]], name: str, colour: str) -> None:
    rows = [row for row in history if name in row]
    axes.plot([row["step"] for row in rows], [row[name] for row in rows], color=colour, marker=".")
