"""The commands `vademecum models` and `vademecum compare`: which models there are, and which is better."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.evaluating import AsJson, First, Relevant, Split, dimensions


def models(json: AsJson = False) -> None:
    """List the models that are supported: where each is loaded from, whether it is here, what to do if not."""
    from pipelines import inventory, show

    found = inventory.found()
    show.as_json(found) if json else inventory.show(found)


def compare(
    context: typer.Context,
    models: Annotated[
        list[str], typer.Argument(help="Profiles, folders, Hub names, bm25; MODEL+bm25 or MODEL+SPLADE.")
    ],
    on: Annotated[Path, typer.Option("--on", help="A BEIR folder: corpus, queries, qrels/<split>.tsv.")],
    split: Split = "test",
    relevant: Relevant = 1,
    limit: First = None,
    bare: Annotated[bool, typer.Option("--bare", help="Leave the titles out of the index.")] = False,
    sizes: Annotated[
        str, typer.Option("--sizes", help="Cut the vectors of one build: dimensions, such as 384,256,128,64.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for Markdown, JSON and a plot.")] = None,
    json: AsJson = False,
) -> None:
    """Set models side by side on a test set: measures, speed, size, and which differences are more than chance."""
    from pipelines import compare, compare_report, config, plots, profiles, show

    if out is not None:
        plots.check()
    settings, cuts = config.check(profiles.load(context.obj)), dimensions("--sizes", sizes)
    with show.progress(not json) as listen:
        found = compare.compare(settings, models, on, split, cuts, relevant, not bare, limit, listen)
    files = compare_report.save(found, out) if out is not None else []
    show.as_json(found) if json else compare_report.show(found)
    for file in files if not json else ():
        show.say(f"Written: {file}")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("models")(models)
    app.command("compare")(compare)
