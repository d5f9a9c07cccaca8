"""Plots: of answers their coverage and the states of the statements; of models compared a measure with its interval."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.errors import DataError
from pipelines.judged import STATES, Judged, curve
from pipelines.measures import mean

COLOURS = {"supported": "#2e7d5b", "unsupported": "#b3402e", "not checked": "#8a8a8a"}


def draw(judged: Sequence[Judged], folder: Path) -> list[Path]:
    """Draws what can be drawn as PNG into `folder`; raises DataError where matplotlib isn't installed."""
    figure = _figure()
    made = [_states(judged, figure(), folder / "states.png")] if any(one.answer.statements for one in judged) else []
    if curve(judged):
        made.append(_coverage(judged, figure(), folder / "coverage.png"))
    return made


def check() -> None:
    """Raises DataError where plots can't be drawn: told before an hour of answering, not after."""
    _figure()


def _figure() -> Any:
    """matplotlib's class of figures: used without pyplot it needs no screen and keeps no state."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise DataError("Plots need matplotlib. Install it with: pip install 'vademecum[plots]'") from None
    return Figure


def _coverage(judged: Sequence[Judged], figure: Any, path: Path) -> Path:
    """How many of the answerable are answered when so many of the others are; a dot where the answers stand."""
    points = curve(judged)
    axes = figure.subplots()
    axes.step([no for _, _, no in points], [yes for _, yes, _ in points], where="post", color="#20639b")
    yes, no = (
        mean([float(bool(one.answer.statements)) for one in judged if one.asked.answerable is kind])
        for kind in (True, False)
    )
    axes.plot([no], [yes], "o", color="#20639b", label=f"as configured: {yes:.0%} answered, {no:.0%} wrongly")
    axes.set(xlabel="unanswerable questions answered", ylabel="answerable questions answered")
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), title="Coverage by the threshold of the evidence")
    axes.legend(loc="lower right")
    return _saved(figure, path)


def _states(judged: Sequence[Judged], figure: Any, path: Path) -> Path:
    """How many statements are supported, unsupported and not checked, for questions of either kind."""
    kinds = {"answerable": True, "not answerable": False}
    counts = {
        name: Counter(s.support for one in judged if one.asked.answerable is kind for s in one.answer.statements)
        for name, kind in kinds.items()
    }
    axes = figure.subplots()
    left = [0] * len(kinds)
    for state in STATES:
        widths = [counts[name][state] for name in kinds]
        axes.barh(list(kinds), widths, left=left, color=COLOURS[state], label=state)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    axes.set(xlabel="statements")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(STATES), frameon=False)
    return _saved(figure, path)


def compared(rows: Sequence[tuple[str, float, float, float]], title: str, path: Path) -> Path:
    """Name, mean, low and high of each model, the first on top, as PNG; the means in figures beside the dots."""
    figure = _figure()()
    axes = figure.subplots()
    for place, (name, mean_, low, high) in enumerate(reversed(rows)):
        axes.plot([low, high], [place, place], color="#20639b", linewidth=2)
        axes.plot([mean_], [place], "o", color="#20639b")
        axes.annotate(f"{name}  {mean_:.3f}", (mean_, place), (0, 7), textcoords="offset points", ha="center")
    axes.set(title=title, yticks=[], xlabel="mean and 95 % interval")
    axes.set_ylim(-0.5, len(rows) - 0.2)
    axes.margins(x=0.15)
    return _saved(figure, path)


def _saved(figure: Any, path: Path) -> Path:
    figure.set_size_inches(6, 4)
    figure.set_layout_engine("tight")
    figure.savefig(path, dpi=120)
    return path
