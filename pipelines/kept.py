"""The commands `vademecum evaluate keep` and `kept`: what the page Measure does, in a shell."""

from pathlib import Path
from typing import Annotated, cast

import typer

from pipelines.errors import DataError
from pipelines.evaluating import AsJson, First, Relevant, Split
from pipelines.schema import MODES, Mode


def keep(
    context: typer.Context,
    place: Annotated[
        Path | None, typer.Argument(help="A BEIR folder, or for answers a file of questions; else your own headings.")
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help="Measure the answers, not the search.")] = False,
    split: Split = "test",
    mode: Annotated[list[str] | None, typer.Option("--mode", help="dense, sparse or hybrid; all if left out.")] = None,
    relevant: Relevant = 1,
    limit: First = None,
    leave_out: Annotated[float, typer.Option("--leave-out", help="Share of questions left without documents.")] = 0.0,
    json: AsJson = False,
) -> None:
    """Measure the search in all modes, or the answers, and keep the figures for the page Measure."""
    from pipelines import evaluations, measuring, profiles, show
    from pipelines.application import start

    if unknown := [name for name in mode or () if name not in MODES]:
        raise DataError(f"There is no mode {unknown[0]!r}; name {', '.join(MODES)}.")
    modes = tuple(cast(Mode, name) for name in mode or MODES)
    plan = evaluations.Plan(
        "answers" if answers else "search", str(place.expanduser().absolute()) if place else "", split, modes,
        relevant, limit, leave_out,
    )  # fmt: skip
    config = profiles.load(context.obj)
    vademecum = start(config)
    with show.progress(not json) as listen:
        found = measuring.measure(plan, vademecum, config, listen)
    evaluations.keep(vademecum.library.path, found)
    show.as_json(found) if json else _show(found)


def kept(
    context: typer.Context,
    id: Annotated[str | None, typer.Argument(help="One of them; all if left out.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print its figures as CSV.")] = False,
    worst: Annotated[bool, typer.Option("--worst", help="Print its worst questions as CSV.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Remove it.")] = False,
    json: AsJson = False,
) -> None:
    """List the evaluations that were kept, or show one."""
    from pipelines import config, evaluations, profiles, show

    library = config.check(profiles.load(context.obj)).library.path
    if id is None and (csv or worst or forget):
        raise DataError("Name one of them by its id; list them with: vademecum evaluate kept")
    found = [evaluations.named(library, id)] if id else evaluations.runs(library)
    if forget and id:
        evaluations.forget(library, id)
        show.say(f"Removed: {id}")
    elif csv or worst:
        print(evaluations.failures_as_csv(found[0]) if worst else evaluations.as_csv(found[0]), end="")
    elif json:
        show.as_json(found)
    else:
        for one in found:
            _show(one)
        if not found:
            show.say("No evaluation is kept. Make one with: vademecum evaluate keep FOLDER")


def _show(found: object) -> None:
    from rich.table import Table

    from pipelines import show
    from pipelines.evaluations import Kept

    assert isinstance(found, Kept)
    show.out.print(
        f"{found.id}  {found.ended[:16]}  {found.name}, {found.plan.split}: {found.plan.task}, "
        f"{found.questions} questions, {found.passages} passages, {found.seconds:.1f} s, {found.model}"
    )
    table = Table("Mode", "Measure", "Mean", "95 % interval")
    for mode, figures in found.figures.items():
        for name, one in figures.items():
            table.add_row(mode, name, f"{one.mean:.3f}", f"{one.low:.3f} to {one.high:.3f}")
    show.out.print(table)


def register(evaluate: typer.Typer) -> None:
    """Adds the commands."""
    evaluate.command("keep")(keep)
    evaluate.command("kept")(kept)
