"""The command line: each command hands over to the application and shows what comes back.

Exit status: 0 done, 1 failed, 2 the call itself was wrong, 3 done but some files were refused.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from pipelines import comparing, keeping, kept, recalling, starting
from pipelines.errors import ConfigError, DataError, NotHeld, QuestionError, VademecumError
from pipelines.evaluating import AsJson, ModeName, SparseName, evaluate
from pipelines.exporting import Keep, check, export, save
from pipelines.schema import Filters, Kind, Mode, Query
from pipelines.starting import CONFIG, PROFILE
from pipelines.terms import Sparse
from pipelines.training.commands import train
from pipelines.training.making import making

app = typer.Typer(
    help="Ask a medical question, get an answer from your own documents, with the sentence it rests on.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(evaluate, name="evaluate")
app.add_typer(making, name="pairs")
app.add_typer(train, name="train")
app.add_typer(export, name="export")

TRACEBACK = "VADEMECUM_TRACEBACK"  # environment variable: with it an unforeseen error ends in a traceback
UNFORESEEN = f"Run `vademecum doctor`; to see more of it, set {TRACEBACK}=1 and call again."
QUIET = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}  # how transformers is told

Since = Annotated[int | None, typer.Option("--since", help="Published in this year or later.")]
Until = Annotated[int | None, typer.Option("--until", help="Published in this year or earlier.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="guideline, review, trial, case report, ...")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Files, by path or as `status --all` names them.")]
Documents = Annotated[list[str] | None, typer.Option("--document", help="Documents, by title or id.")]


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[Path, typer.Option("--config", envvar=CONFIG, help="The configuration file.")] = Path(
        "config.yml"
    ),
    profile: Annotated[
        str | None,
        typer.Option("--profile", envvar=PROFILE, help="A profile: profiles/NAME.yml is laid over the file."),
    ] = None,
) -> None:
    context.obj = config
    context.with_resource(chosen(profile))
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


@contextmanager
def chosen(profile: str | None) -> Iterator[None]:
    """Makes a profile that of this process, and of those that it starts, while a command runs."""
    before = os.environ.get(PROFILE)
    if profile:
        os.environ[PROFILE] = profile
    try:
        yield
    finally:
        if profile:
            os.environ.pop(PROFILE)
            os.environ.update({} if before is None else {PROFILE: before})


def application(context: typer.Context) -> Any:
    """The application of the configuration file; imported late, so that --help answers at once."""
    from pipelines.application import start

    return start(context.obj)


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(help="Files, folders or globs, these in quotes.")],
    prune: Annotated[bool, typer.Option("--prune", help="Take out what is gone: files below these paths.")] = False,
    json: AsJson = False,
) -> None:
    """Read documents into the library."""
    from pipelines import show

    vademecum = application(context)
    try:
        with show.progress(not json) as listen:
            vademecum.ingest.listen = listen
            report = vademecum.add(paths, prune)
    except KeyboardInterrupt:
        show.error("Stopped. Nothing was published; what was encoded is kept for the next run.")
        raise typer.Exit(130) from None
    show.as_json(report) if json else show.report(report)
    raise typer.Exit(3 if report.refused else 0)


def query(
    question: str,
    mode: str | None,
    limit: int | None,
    since: int | None,
    until: int | None,
    kinds: list[str] | None,
    sources: list[str] | None,
    documents: list[str] | None,
    sparse: str | None = None,
) -> Query:
    """The Query of a command's options."""
    filters = Filters(
        since, until, cast(tuple[Kind, ...], tuple(kinds or ())), tuple(sources or ()), tuple(documents or ())
    )
    return Query(question, cast(Mode | None, mode), filters, limit, sparse=cast(Sparse | None, sparse))


@app.command()
def search(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, as text.")],
    mode: ModeName = None,
    sparse: SparseName = None,
    limit: Annotated[int | None, typer.Option("--limit", help="How many passages.")] = None,
    since: Since = None,
    until: Until = None,
    kind: Kinds = None,
    source: Sources = None,
    document: Documents = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show ranks and matches; + is SPLADE's own word.")] = False,
    json: AsJson = False,
) -> None:
    """Find passages."""
    from pipelines import show

    found = application(context).search(query(question, mode, limit, since, until, kind, source, document, sparse))
    show.as_json(found) if json else show.retrieved(found, explain)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, as text.")],
    mode: ModeName = None,
    sparse: SparseName = None,
    since: Since = None,
    until: Until = None,
    kind: Kinds = None,
    source: Sources = None,
    document: Documents = None,
    after: Annotated[list[str] | None, typer.Option("--after", help="An earlier question that this follows.")] = None,
    quotes: Annotated[bool, typer.Option("--quotes", help="By quotes, even with a language model set up.")] = False,
    to: Annotated[
        Path | None, typer.Option("--export", help="Write it to a file too: .md .ris .bib .txt (Vancouver) .html.")
    ] = None,
    keep: Keep = False,
    json: AsJson = False,
) -> None:
    """Answer a question from the library, by the language model in config.yml or by quotes."""
    from pipelines import show, show_answer

    asked = query(question, mode, None, since, until, kind, source, document, sparse)
    asked = replace(asked, history=tuple(after or ()), quotes=quotes)
    form = check(to) if to else None
    vademecum = application(context)
    found = vademecum.ask(asked) if json else show_answer.follow(vademecum.asking(asked))
    if json:
        show.as_json(found)
    if found and to and form:
        save(vademecum.export(found, form.name, keep), to)
    if not json:
        raise typer.Exit({"finished": 0, "stopped": 130}.get(found.ended, 1) if found else 130)


@app.command()
def page(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="The document's id.")],
    quote: Annotated[str, typer.Option("--quote", help="START:END in its text, as `ask --json` gives them.")],
    out: Annotated[Path, typer.Option("--out", help="The PNG file to write.")],
    number: Annotated[int | None, typer.Option("--page", help="Another page than the quote's.")] = None,
    zoom: Annotated[int, typer.Option("--zoom", help="100, 150 or 200 per cent.")] = 100,
    json: AsJson = False,
) -> None:
    """Draw the page of a PDF that a quote stands on, with the quote marked."""
    from pipelines import show
    from pipelines.pages import saved

    start, end = saved.span(quote)
    picture = application(context).pages.quoted(document, start, end, page=number, percent=zoom)
    saved.save(picture, out)
    show.as_json(picture.shown) if json else saved.show(picture, out)
    raise typer.Exit(0 if picture.png else 1)


@app.command()
def status(
    context: typer.Context,
    all: Annotated[bool, typer.Option("--all", help="List every file and document.")] = False,
    json: AsJson = False,
) -> None:
    """Show what is in the library and what was refused."""
    from pipelines import show, status

    found = status.of(application(context))
    show.as_json(found) if json else status.show(found, all)


@app.command()
def doctor(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Put the bundled encoder in its place.")] = False,
    json: AsJson = False,
) -> None:
    """Check installation, models, library and disk, and say what to mend."""
    from pipelines import doctor, show

    checks = doctor.examine(context.obj, repair)
    show.as_json(checks) if json else doctor.show(checks)
    raise typer.Exit(1 if any(check.state == "broken" for check in checks) else 0)


keeping.register(app)
comparing.register(app)
kept.register(evaluate)
recalling.register(app)
starting.register(app)


def main(arguments: list[str] | None = None) -> None:
    """Runs a command; what goes wrong is one line, without a traceback."""
    from pipelines import show, trouble

    try:
        app(arguments, prog_name="vademecum")
    except VademecumError as error:
        show.error(str(error))
        sys.exit(2 if isinstance(error, ConfigError | DataError | NotHeld | QuestionError) else 1)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        show.error(f"Something went wrong: {trouble.place(error)}. {UNFORESEEN}")
        sys.exit(1)


if __name__ == "__main__":
    main()
