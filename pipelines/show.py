"""How results look in a terminal: as text for a person, as JSON for a program."""

import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from pipelines.places import place
from pipelines.plain import plain
from pipelines.records import Outcome, Report
from pipelines.records import Progress as Step
from pipelines.schema import Chunk, Passage, Retrieved
from pipelines.starting import empty
from pipelines.terms import Learned

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

QUOTE = 240  # characters of a passage in a list
MARKS = {"refused": "!", "removed": "-", "duplicate": "=", "renamed": "="}
HEADINGS = {"refused": "Refused", "removed": "Taken out", "duplicate": "There already", "renamed": "Renamed"}


def as_json(record: Any) -> None:
    """Prints a record, or a list of them, as JSON; documented in docs/json.md."""
    fields = [plain(one) for one in record] if isinstance(record, list) else plain(record)
    print(json.dumps(fields, ensure_ascii=False, indent=2))


def say(text: str, first: str = "", rest: str | None = None, style: str = "", to: Console = out) -> None:
    """A paragraph, wrapped to the terminal; `first` stands before its first line, `rest` before the others."""
    lines = textwrap.wrap(
        text, to.width, initial_indent=first, subsequent_indent=first if rest is None else rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    to.print(Text("\n".join(lines), style=style), soft_wrap=True)


def retrieved(found: Retrieved, explain: bool) -> None:
    """Passages found; with `explain` their ranks and the words that matched."""
    if not found.generation:
        out.print(f"The library is empty. {empty()}", style="yellow", soft_wrap=True)
    elif not found.passages:
        out.print("Nothing was found with these words and filters. What there is: vademecum status", style="yellow")
    passages(found.passages, explain)


def passages(found: Sequence[Passage], explain: bool = False) -> None:
    """A list of passages, each with where it stands and how it begins, or how it was found."""
    for number, passage in enumerate(found, start=1):
        say(place(passage.chunk), f"{number:>3}. ", "     ", style="bold")
        say(", ".join(origin(passage.chunk)), "     ", style="dim")
        say(textwrap.shorten(passage.chunk.body, QUOTE, placeholder=" ..."), "     ")
        if explain:
            say(explained(passage), "     ", style="cyan")


def origin(chunk: Chunk) -> Iterator[str]:
    """What filters go by: kind, year and file, as far as they are known."""
    yield from (part for part in (chunk.kind, str(chunk.year or ""), chunk.source) if part)


def explained(passage: Passage) -> str:
    """How a passage was found: "score 0.913; by meaning rank 1 (0.887), by words rank 12 (4.31): dose, metformin"."""
    learned = passage.splade
    ranks = [
        f"by {name} rank {rank} ({score:.{digits}f})"
        for name, rank, score, digits in (
            ("meaning", passage.dense_rank, passage.dense_score, 3),
            ("SPLADE", learned.rank if learned else None, learned.score if learned else None, 2),
            ("words", passage.sparse_rank, passage.sparse_score, 2),
        )
        if rank
    ]
    found = f"score {passage.score:.3f}; {', '.join(ranks)}: {', '.join(passage.terms) or 'no word in common'}"
    if moved := passage.reranked:
        found = f"{found}; rank {moved.before} before reranking, by the reranker {moved.rank} ({moved.score:.2f})"
    return f"{found}; SPLADE: {terms(learned)}" if learned and learned.terms else found


def terms(learned: Learned) -> str:
    """SPLADE's terms with their weights in question and passage, "+" where the model added it: "urate +0.40 x 1.10"."""
    signs = {True: "", False: "+"}
    return ", ".join(
        f"{one.word} {signs[one.in_question]}{one.question:.2f} x {signs[one.in_passage]}{one.passage:.2f}"
        for one in learned.terms
    )


def report(found: Report) -> None:
    """How an ingest went: what was refused, lost, repeated or renamed in full, the rest counted."""
    for change, heading in HEADINGS.items():
        files([one for one in found.outcomes if one.change == change and one.reason], f"{heading}:")
    counts = {
        "added": found.added, "changed": found.changed, "unchanged": found.unchanged, "removed": found.removed,
    }  # fmt: skip
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"
    refused = f" Files refused: {len(found.refused)}." if found.refused else ""
    out.print(f"Documents: {told}.{refused} {found.seconds:.1f} s.", soft_wrap=True)
    state = f"Library version {found.generation}" if found.generation else "The library is empty"
    out.print(f"{state}{'' if found.published else ', as it was: nothing changed'}.")


def files(found: Sequence[Outcome], heading: str) -> None:
    """Files that need a look, each with the reason and what can be done."""
    if found:
        out.print(heading)
    for one in found:
        say(f"{one.source}: {one.reason} {one.remedy}", f"  {MARKS[one.change]} ", "    ")


@contextmanager
def progress(show: bool) -> Iterator[Callable[[Step], None]]:
    """A progress bar with rate and time left on standard error, and what each file came to above it."""
    if not show:
        yield lambda step: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def listen(step: Step) -> None:
            if step.stage not in tasks:
                for earlier in bar.tasks:  # of which the end is known now
                    bar.update(earlier.id, total=earlier.total or earlier.completed)
                tasks[step.stage] = bar.add_task(step.stage.capitalize(), total=None, rate="")
            task = tasks[step.stage]
            speed = bar.tasks[task].speed
            bar.update(task, completed=step.done, total=step.total or None, rate=f"{speed:.0f}/s" if speed else "")
            if step.detail and not step.detail.endswith(": unchanged"):
                bar.console.print(Text(step.detail, style="dim"), soft_wrap=True)

        yield listen


def error(text: str) -> None:
    """An error, in one line on standard error."""
    sound = text.encode("utf-8", "replace").decode()  # a name in it may hold half a character
    err.print(Text.assemble(("Error: ", "red"), sound), soft_wrap=True)
