"""The commands `vademecum export ...`: an answer, or references of documents, as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.errors import DataError

if TYPE_CHECKING:
    from pipelines.export.formats import Format

export = typer.Typer(help="Write an answer, or the references of documents, to a file.", no_args_is_help=True)

Keep = Annotated[
    bool, typer.Option("--keep-unsupported", help="Export the statements that are not supported too, marked as such.")
]


@export.command("answer")
def answer(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An answer, saved with `vademecum ask --json`.")],
    to: Annotated[Path, typer.Option("--to", help="The file; its ending says the format: .md .ris .bib .txt .html.")],
    keep: Keep = False,
) -> None:
    """Write a saved answer as Markdown, RIS, BibTeX, plain text (Vancouver) or a page to print."""
    from pipelines.application import start
    from pipelines.export import saved

    form = check(to)
    found = saved.read(file)
    save(start(context.obj).export(found, form.name, keep), to)


@export.command("references")
def references(
    context: typer.Context,
    documents: Annotated[
        list[str] | None, typer.Argument(help="Documents by id or title, or files; all when left out.")
    ] = None,
    form: Annotated[str | None, typer.Option("--format", help="ris, bibtex, vancouver, markdown or print.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="The file; without it they are printed.")] = None,
) -> None:
    """List documents as references: RIS, BibTeX, Vancouver, Markdown or a page to print."""
    from pipelines.application import start
    from pipelines.export import formats

    chosen = formats.of_file(to) if to and not form else formats.named(form or "ris")
    text = start(context.obj).references(documents or (), chosen.name)
    if to:
        save(text, to)
    else:
        typer.echo(text.encode("utf-8"), nl=False)  # as bytes: line ends stay as they are


def save(text: str, to: Path) -> None:
    """Writes the file and says so, on standard error."""
    from pipelines import show
    from pipelines.export import formats

    formats.save(text, to)
    show.say(f"Written: {to}", to=show.err)


def check(to: Path) -> "Format":
    """The format of a file to come, looked at before the work begins. Raises for an ending or a folder that isn't."""
    from pipelines.export import formats

    form = formats.of_file(to)
    if not to.absolute().parent.is_dir():
        raise DataError(f"{to} can't be written: there is no folder {to.parent}. Choose another place.")
    return form
