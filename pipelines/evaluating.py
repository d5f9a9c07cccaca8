"""The commands `vademecum evaluate ...`: a test set in, measures out."""

from pathlib import Path
from typing import Annotated, cast

import typer

from pipelines.errors import DataError
from pipelines.schema import Mode
from pipelines.terms import Sparse

evaluate = typer.Typer(help="Measure search and answers on a test set.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; docs/json.md describes it.")]
ModeName = Annotated[str | None, typer.Option("--mode", help="dense, sparse or hybrid.")]
SparseName = Annotated[str | None, typer.Option("--sparse", help="What sparse is: bm25 or splade.")]
Split = Annotated[str, typer.Option("--split", help="Which judgements.")]
Relevant = Annotated[int, typer.Option("--relevant", help="Judgement from which a passage counts.")]
First = Annotated[int | None, typer.Option("--questions", help="Only the first so many questions.")]


def dimensions(option: str, text: str) -> tuple[int, ...]:
    """The numbers of "384,256,128,64"; DataError that names the option."""
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise DataError(f"{option} is {text!r}; write dimensions parted by commas, such as 384,256,128,64.") from None


@evaluate.command("retrieval")
def retrieval(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A BEIR folder: corpus, queries, qrels/<split>.tsv.")],
    split: Split = "test",
    mode: ModeName = None,
    sparse: SparseName = None,
    bare: Annotated[bool, typer.Option("--bare", help="Leave the titles out of the index.")] = False,
    relevant: Relevant = 1,
    limit: First = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="Also by sentence-transformers' evaluator on the same vectors; dense mode.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Measure the search on a test set in BEIR form."""
    from pipelines import evaluate, show
    from pipelines.application import start

    with show.progress(not json) as listen:
        settings = start(context.obj).settings
        chosen, words = cast(Mode | None, mode), cast(Sparse | None, sparse)
        found = evaluate.retrieval(settings, folder, split, chosen, not bare, relevant, limit, listen, beside, words)
    evaluate.as_json(found) if json else evaluate.show(found)


@evaluate.command("similarity")
def similarity(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Pairs of texts, one JSON object a line; may be gzipped.")],
    model: Annotated[
        str | None, typer.Option("--model", help="A profile, a folder or a Hub name; else the configured encoder.")
    ] = None,
    first: Annotated[str | None, typer.Option("--first", help="Field of the first text, such as question.")] = None,
    second: Annotated[str | None, typer.Option("--second", help="Field of the second text, such as answer.")] = None,
    limit: Annotated[int | None, typer.Option("--pairs", min=2, help="Only the first so many pairs.")] = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="How many draws of negatives.")] = 5,
    json: AsJson = False,
) -> None:
    """Measure how well a model tells pairs of texts that belong together from random ones."""
    from pipelines import show, similarity
    from pipelines.application import start

    path = model or str(start(context.obj).settings.embeddings.get("path", ""))
    with show.progress(not json) as listen:
        found = similarity.similarity(file, path, first, second, limit, range(seeds), listen)
    show.as_json(found) if json else similarity.show(found)


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
