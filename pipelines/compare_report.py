"""A comparison as people read it: Markdown, JSON, a plot."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markdown import Markdown

from pipelines import plots
from pipelines import show as terminal
from pipelines.compare import TESTED, Comparison, Result
from pipelines.errors import DataError
from pipelines.plain import plain

MAIN = "nDCG@10"
LEVEL = 0.05


def markdown(found: Comparison) -> str:
    """The tables: measures, costs, differences, and the sizes where vectors were cut."""
    title = "title in front" if found.titled else "bare"
    count = f"{found.questions:,} questions, {found.passages:,} passages ({title})"
    mark = f", relevant from judgement {found.relevant}" if found.relevant > 1 else ""
    parts = [
        f"# {found.name}, {found.split}: {count}{mark}\n",
        *_table(("", *TESTED, f"{MAIN}, 95 % interval"), [_measures(one) for one in found.results]),
        *_table(("", "kind", "encoded a second", "index, MB", "search, median ms", "p95 ms"),
                [_costs(one) for one in found.results]),
        *_sizes(found.results),
        *_differences(found),
        "All measures:\n",
        *_table(("", *(one.name for one in found.results)),
                [(name, *(f"{one.values[name]:.4f}" for one in found.results)) for name in found.results[0].values]),
    ]  # fmt: skip
    return "\n".join(parts).rstrip() + "\n"


def _measures(one: Result) -> tuple[str, ...]:
    low, high = one.intervals[MAIN]
    return (one.name, *(f"{one.values[name]:.3f}" for name in TESTED), f"{low:.3f} to {high:.3f}")


def _costs(one: Result) -> tuple[str, ...]:
    rate = f"{one.encoded:.0f}" if one.encoded is not None else "-"
    return one.name, one.kind, rate, f"{one.megabytes:.1f}", f"{one.median_ms:.1f}", f"{one.p95_ms:.1f}"


def _sizes(results: Sequence[Result]) -> Iterator[str]:
    cut = [one for one in results if "@" in one.name and one.dimensions]
    if cut:
        yield "Vectors of one build, cut and brought to unit length again:\n"
        rows = [(one.name, str(one.dimensions), f"{one.values[MAIN]:.3f}", f"{one.megabytes:.1f}") for one in cut]
        yield from _table(("", "dimensions", MAIN, "memory of the vectors, MB"), rows)


def _differences(found: Comparison) -> Iterator[str]:
    """What stands above or below the first, and how the many comparisons were allowed for."""
    if not found.differences:
        return
    first, several = found.results[0].name, len(found.differences)
    yield f"Differences to {first}: paired bootstrap interval, p by a paired randomisation test. Of {several}"
    yield f"comparisons one in twenty would pass {LEVEL} by chance; p (Holm) allows for all {several}.\n"
    rows = [
        (one.name, one.measure, f"{one.mean:+.4f}", f"{one.low:+.4f} to {one.high:+.4f}", f"{one.p:.4f}",
         f"{one.adjusted:.4f}", "yes" if one.adjusted < LEVEL else "no")
        for one in found.differences
    ]  # fmt: skip
    yield from _table(("", "measure", "difference", "95 % interval", "p", "p (Holm)", "more than chance"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def show(found: Comparison) -> None:
    """Prints the tables."""
    terminal.out.print(Markdown(markdown(found)))


def save(found: Comparison, folder: Path) -> list[Path]:
    """Writes comparison.md, comparison.json and comparison.png; neither holds a question or a passage."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "comparison.md").write_text(markdown(found), encoding="utf-8")
        text = json.dumps(plain(found), indent=1)
        (folder / "comparison.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise DataError(f"{folder} can't be written to: {error.strerror}. Name another folder with --out.") from None
    plot = plots.compared(
        [(one.name, one.values[MAIN], *one.intervals[MAIN]) for one in found.results],
        f"{MAIN}, {found.name} ({found.split}), {found.questions:,} questions",
        folder / "comparison.png",
    )
    return [folder / "comparison.md", folder / "comparison.json", plot]
