"""The commands that take documents out and go back: `vademecum remove`, `dismiss` and `rollback`."""

from typing import Annotated

import typer

from pipelines.errors import NotHeld
from pipelines.evaluating import AsJson


def remove(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help="Files or documents: path, label, id or title.", show_default=False)
    ] = None,
    erase: Annotated[
        bool, typer.Option("--erase", help="Leave nothing of them: older versions go too. Without names only these.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Take documents out of the library; the files stay where they are."""
    from pipelines import show
    from pipelines.application import start

    if not names and not erase:
        raise NotHeld("Name the documents or files to take out. List what there is with: vademecum status --all")
    vademecum = start(context.obj)
    report = vademecum.erase(names or []) if erase else vademecum.remove(names or [])
    if json:
        show.as_json(report)
        return
    for outcome in report.outcomes:
        show.say(f"Removed: {outcome.source}")
    show.report(report)


def dismiss(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="Refused files, by path or as `status` names them.")],
) -> None:
    """Put refused files out of the list; they come back when they are read and refused again."""
    from pipelines import show
    from pipelines.application import start

    found = start(context.obj).dismiss(names)
    show.say(f"Refused files put out of sight: {len(found)}.")
    raise typer.Exit(0 if found else 1)


def rollback(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The generation; the one before when left out.")] = None,
    json: AsJson = False,
) -> None:
    """Go back to an older generation of the library."""
    from pipelines import show
    from pipelines.application import start

    manifest = start(context.obj).rollback(number)
    if json:
        show.as_json(manifest)
    else:
        show.out.print(f"The library is at version {manifest.number} again: {manifest.documents} documents.")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("remove")(remove)
    app.command("dismiss")(dismiss)
    app.command("rollback")(rollback)
