"""The commands `vademecum evaluate ...`: a test set in, measures out."""

from pathlib import Path
from typing import Annotated, cast

import typer

from pipelines.schema import Mode

evaluate = typer.Typer(help="Measure search and answers on a test set.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; docs/json.md describes it.")]
ModeName = Annotated[str | None, typer.Option("--mode", help="dense, sparse or hybrid.")]
Split = Annotated[str, typer.Option("--split", help="Which judgements.")]
Relevant = Annotated[int, typer.Option("--relevant", help="Judgement from which a passage counts.")]
First = Annotated[int | None, typer.Option("--questions", help="Only the first so many questions.")]


@evaluate.command("retrieval")
def retrieval(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A BEIR folder: corpus, queries, qrels/<split>.tsv.")],
    split: Split = "test",
    mode: ModeName = None,
    bare: Annotated[bool, typer.Option("--bare", help="Leave the titles out of the index.")] = False,
    relevant: Relevant = 1,
    limit: First = None,
    json: AsJson = False,
) -> None:
    """Measure the search on a test set in BEIR form."""
    from pipelines import evaluate, show
    from pipelines.application import start

    with show.progress(not json) as listen:
        found = evaluate.retrieval(
            start(context.obj).settings, folder, split, cast(Mode | None, mode), not bare, relevant, limit, listen
        )
    evaluate.as_json(found) if json else evaluate.show(found)


@evaluate.command("answers")
def answers(
    context: typer.Context,
    questions: Annotated[Path, typer.Argument(help="A file of questions, or a BEIR folder; see docs/evaluating.md.")],
    split: Split = "test",
    relevant: Relevant = 1,
    limit: First = None,
    leave_out: Annotated[
        float, typer.Option("--leave-out", help="Of a BEIR folder: share of questions whose documents are left out.")
    ] = 0.0,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for rows.jsonl (with the questions), summary and plots.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Measure the answers on questions with their passages."""
    from pipelines import evaluate_answers, plots, profiles, show

    if out is not None:
        plots.check()
    with show.progress(not json) as listen:
        found = evaluate_answers.answers(
            profiles.load(context.obj), questions, split, relevant, limit, leave_out, listen
        )
    files = evaluate_answers.save(found, out) if out is not None else []
    evaluate_answers.as_json(found) if json else evaluate_answers.show(found)
    for file in files if not json else ():
        show.say(f"Written: {file}")
