"""How results look in a terminal: as text for a person, as JSON for a program."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pipelines.schema import Answer, Citation, Passage, Report, Retrieved
from pipelines.schema import Progress as Step

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

MARKS = {"added": "+", "changed": "~", "unchanged": "=", "duplicate": "=", "removed": "-", "refused": "!"}
QUOTE = 300  # characters of a passage in a list


def as_json(record: Any) -> None:
    """Prints a record, or a list of them, as JSON; documented in docs/json.md."""
    plain = [dataclasses.asdict(r) for r in record] if isinstance(record, list) else dataclasses.asdict(record)
    print(json.dumps(plain, ensure_ascii=False, indent=2))


def answer(found: Answer) -> None:
    """An answer: each statement with its numbers, then the quotes with where they stand."""
    out.print(f"\n[bold]{escape(found.question)}[/bold]")
    if found.abstained:
        out.print(f"{escape(found.text)}", style="yellow")
        passages(found.passages[:3], "The nearest passages; none of them answers the question:")
        return
    out.print(escape(found.text))
    out.print("\n[dim]Evidence[/dim]")
    for citation in {c.start: c for s in found.statements for c in s.citations}.values():
        out.print(f"  [{citation.number}] {escape(place(citation))}", style="cyan", markup=True)
        if citation.context:
            out.print(f"      {escape(citation.context.strip())}", style="dim")
        out.print(f"      “{escape(citation.quote)}”")


def place(where: Citation) -> str:
    """Document, section and page of a citation in one line."""
    page = f"page {where.page}" if where.page else ""
    return ", ".join(part for part in (where.title, where.section, page, where.url) if part)


def retrieved(found: Retrieved, explain: bool) -> None:
    """Passages found; with `explain` their ranks and the words that matched."""
    if not found.passages:
        out.print("Nothing was found. The library is empty, or the filters let nothing through.", style="yellow")
    elif explain:
        out.print(explained(found.passages))
    else:
        passages(found.passages, "")


def passages(found: tuple[Passage, ...], heading: str) -> None:
    """A list of passages, each with where it stands and how it begins."""
    if heading and found:
        out.print(f"\n{heading}")
    for number, passage in enumerate(found, start=1):
        chunk = passage.chunk
        page = f", page {chunk.page}" if chunk.page else ""
        name = ", ".join(part for part in (chunk.title, chunk.section) if part)
        body = " ".join(chunk.body.split())
        out.print(f"{number:>3}. [bold]{escape(name)}[/bold]{page}  [dim]{passage.score:.3f}[/dim]")
        out.print(f"     {escape(body[:QUOTE])}{'...' if len(body) > QUOTE else ''}")


def explained(found: tuple[Passage, ...]) -> Table:
    """How each passage was found."""
    table = Table("Rank", "Passage", "By meaning", "By words", "Score", "Words that matched")
    for number, p in enumerate(found, start=1):
        name = ", ".join(part for part in (p.chunk.title, p.chunk.section) if part)
        meaning = f"{p.dense_rank} ({p.dense_score:.3f})" if p.dense_rank else "-"
        matched = f"{p.sparse_rank} ({p.sparse_score:.2f})" if p.sparse_rank else "-"
        table.add_row(str(number), escape(name), meaning, matched, f"{p.score:.3f}", escape(", ".join(p.terms)))
    return table


def report(found: Report) -> None:
    """How an ingest went: what was refused and repeated in full, the rest counted."""
    for outcome in found.outcomes:
        if outcome.change in ("refused", "duplicate"):
            text = " ".join(part for part in (outcome.reason, outcome.remedy) if part)
            out.print(f"{MARKS[outcome.change]} {escape(outcome.source)}: {escape(text)}", soft_wrap=True)
    counts = f"{found.added} added, {found.changed} changed, {found.unchanged} unchanged, {found.removed} removed"
    out.print(f"Documents: {counts}. Files refused: {len(found.refused)}. {found.seconds:.1f} s.")
    state = f"Library version {found.generation}" if found.generation else "The library is empty"
    out.print(f"{state}{'' if found.published else ', as it was: nothing changed'}.")


@contextmanager
def progress(show: bool) -> Iterator[Callable[[Step], None]]:
    """A progress bar with rate and time left on standard error, and what each file came to above it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=err, disable=not show, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def listen(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = bar.add_task(step.stage.capitalize(), total=None, rate="")
            task = tasks[step.stage]
            speed = bar.tasks[task].speed
            bar.update(task, completed=step.done, total=step.total or None, rate=f"{speed:.0f}/s" if speed else "")
            if step.detail and not step.detail.endswith(": unchanged"):
                bar.console.print(escape(step.detail), style="dim")

        yield listen


def error(text: str) -> None:
    """An error, in one line on standard error."""
    err.print(f"[red]Error:[/red] {escape(text)}", soft_wrap=True)


def panel(text: str, title: str) -> None:
    """A framed hint."""
    out.print(Panel(escape(text), title=title, expand=False))
