"""The commands `vademecum train ...`: pairs in, a model folder out."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.training.pairs import folder_and_split
from pipelines.training.recipes import DEFAULTS, RECIPES, Kind, recipe

train = typer.Typer(help="Train an encoder on pairs of texts.", no_args_is_help=True)

HELPS: dict[Kind, str] = {
    "dense": "Train a dense encoder: a question and its passage come near each other.",
    "matryoshka": "Train a dense encoder whose first dimensions can be used alone.",
    "sparse": "Train a SPLADE: words and weights instead of a vector.",
    "contrastive": "Train a dense encoder on titles and abstracts, InfoNCE.",
}


def _command(kind: Kind) -> None:
    named = ", ".join(name for name, one in RECIPES.items() if one.kind == kind)

    def run(
        pairs: Annotated[list[Path], typer.Option("--pairs", help="File of pairs; each batch comes from one file.")],
        base: Annotated[str, typer.Option("--base", help="Where to start: a folder, or the name of a model here.")],
        out: Annotated[Path, typer.Option("--out", help="Folder of the model; with a checkpoint in it, goes on.")],
        name: Annotated[str, typer.Option("--recipe", help=f"Known: {named}.")] = DEFAULTS[kind],
        dev: Annotated[
            str | None, typer.Option("--dev", help="Dev set: FOLDER or FOLDER:SPLIT, a BEIR folder; split dev.")
        ] = None,
        bare: Annotated[bool, typer.Option("--bare", help="No titles before the dev set's passages.")] = False,
        epochs: Annotated[float | None, typer.Option("--epochs", help="Times through the anchors.")] = None,
        steps: Annotated[int | None, typer.Option("--steps", help="Steps, instead of epochs.")] = None,
        batch: Annotated[int | None, typer.Option("--batch", help="Pairs in a step.")] = None,
        rate: Annotated[float | None, typer.Option("--rate", help="Learning rate at its peak.")] = None,
        schedule: Annotated[
            str | None, typer.Option("--schedule", help="linear, cosine, constant, constant_with_warmup.")
        ] = None,
        warm_up: Annotated[float | None, typer.Option("--warm-up", help="Steps, or below 1 a share of them.")] = None,
        decay: Annotated[float | None, typer.Option("--decay", help="Weight decay.")] = None,
        clip: Annotated[float | None, typer.Option("--clip", help="Largest norm of a gradient.")] = None,
        seed: Annotated[int | None, typer.Option("--seed", help="Seed of order and dropout.")] = None,
        scale: Annotated[float | None, typer.Option("--scale", help="What similarities are multiplied with.")] = None,
        tokens: Annotated[int | None, typer.Option("--tokens", help="Longest text in training.")] = None,
        negatives: Annotated[int | None, typer.Option("--negatives", help="Most hard negatives of a pair.")] = None,
        batches: Annotated[
            str | None, typer.Option("--batches", help="Of texts of like length, or of like titles: length, titles.")
        ] = None,
        dimensions: Annotated[str | None, typer.Option("--dimensions", help="Matryoshka sizes: 256,128,64.")] = None,
        query_weight: Annotated[
            float | None, typer.Option("--query-weight", help="Sparse: weight of Flops on anchors.")
        ] = None,
        document_weight: Annotated[
            float | None, typer.Option("--document-weight", help="Sparse: weight of Flops on passages.")
        ] = None,
        average: Annotated[
            float, typer.Option("--average", min=0.0, max=1.0, help="Keep start + this share of what was learnt.")
        ] = 1.0,
        freeze: Annotated[bool, typer.Option("--freeze-embeddings", help="Word vectors stay; quicker.")] = False,
        every: Annotated[
            int, typer.Option("--every", min=0, help="Steps between checkpoints; 0: an eighth of all, at most 250.")
        ] = 0,
        patience: Annotated[
            int, typer.Option("--patience", min=0, help="Stop after so many looks at dev without a better one.")
        ] = 0,
        half: Annotated[
            bool | None, typer.Option("--bf16/--fp32", help="Number format; left out, as the processor has it.")
        ] = None,
    ) -> None:
        from pipelines import show
        from pipelines.training import run as training

        folder, split = folder_and_split(dev) if dev else (None, "dev")
        found = recipe(
            kind, name, epochs=epochs, steps=steps, batch=batch, rate=rate, schedule=schedule, warm_up=warm_up,
            decay=decay, clip=clip, seed=seed, scale=scale, tokens=tokens, negatives=negatives, batches=batches,
            dimensions=_sizes(dimensions), query_weight=query_weight, document_weight=document_weight,
        )  # fmt: skip
        order = training.Order(tuple(pairs), base, out, folder, split, not bare, average, freeze, every, patience, half)
        with show.progress(True) as listen:
            made = training.train(found, order, listen, show.say)
        show.say(f"The model is in {made}; its card: {made / 'README.md'}")

    train.command(kind, help=HELPS[kind])(run)


def _sizes(text: str | None) -> tuple[int, ...] | None:
    from pipelines.errors import DataError

    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise DataError(f"--dimensions is {text!r}; write sizes with commas between them: 256,128,64.") from None


for _kind in HELPS:
    _command(_kind)
