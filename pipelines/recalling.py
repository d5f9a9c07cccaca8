"""The command `vademecum questions`: what the page's setting "Keep my questions" keeps."""

from datetime import datetime
from typing import Annotated

import typer

from pipelines.evaluating import AsJson


def questions(
    context: typer.Context,
    keep: Annotated[
        bool | None, typer.Option("--keep/--no-keep", help="Keep what is asked on the web page from now on, or don't.")
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Remove all that were kept.")] = False,
    json: AsJson = False,
) -> None:
    """List the questions that were kept, each with the file that holds its answer: `vademecum export` reads it."""
    from pipelines import config, profiles, questions, show

    library = config.check(profiles.load(context.obj)).library.path
    if keep is not None:
        questions.turn(library, keep)
    if forget:
        show.say(f"Questions that were forgotten: {len(questions.forget(library))}.", to=show.err if json else show.out)
    found = questions.every(library)
    if json:
        show.as_json([{"question": one.answer.question, "asked": one.when, "file": str(one.file)} for one in found])
        return
    for one in found:
        show.say(one.answer.question, f"{datetime.fromtimestamp(one.when):%Y-%m-%d %H:%M}  ", "  ")
        show.say(str(one.file), "  ")
    on = "Questions are kept" if questions.keeping(library) else "Questions are not kept"
    show.say(f"{on}; there are {len(found)}.")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("questions")(questions)
