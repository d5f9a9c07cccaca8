"""The commands `vademecum train ...`: pairs in, a model folder out."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.evaluating import dimensions as parted
from pipelines.training.pairs import folder_and_split
from pipelines.training.recipes import DEFAULTS, RECIPES, Kind, recipe

train = typer.Typer(help="Train an encoder on pairs of texts.", no_args_is_help=True)

HELPS: dict[Kind, str] = {
    "dense": "Train a dense encoder: a question and its passage come near each other.",
    "matryoshka": "Train a dense encoder whose first dimensions can be used alone.",
    "sparse": "Train a SPLADE: words and weights instead of a vector.",
    "contrastive": "Train a dense encoder on titles and abstracts, InfoNCE.",
    "rerank": "Train a cross-encoder that puts the first passages of a search into a new order.",
}


Pairs = Annotated[list[Path], typer.Option("--pairs", help="File of pairs; each batch comes from one file.")]
Base = Annotated[str, typer.Option("--base", help="Where to start: a folder, or the name of a model here.")]
Out = Annotated[Path, typer.Option("--out", help="Folder of the model; with a checkpoint in it, goes on.")]
DevSet = Annotated[str | None, typer.Option("--dev", help="Dev set: FOLDER or FOLDER:SPLIT, a BEIR folder; split dev.")]
Bare = Annotated[bool, typer.Option("--bare", help="No titles before the dev set's passages.")]
Epochs = Annotated[float | None, typer.Option("--epochs", help="Times through the anchors.")]
Steps = Annotated[int | None, typer.Option("--steps", help="Steps, instead of epochs.")]
Batch = Annotated[int | None, typer.Option("--batch", help="Pairs in a step.")]
Rate = Annotated[float | None, typer.Option("--rate", help="Learning rate at its peak.")]
Schedule = Annotated[str | None, typer.Option("--schedule", help="linear, cosine, constant, constant_with_warmup.")]
WarmUp = Annotated[float | None, typer.Option("--warm-up", help="Steps, or below 1 a share of them.")]
Decay = Annotated[float | None, typer.Option("--decay", help="Weight decay.")]
Clip = Annotated[float | None, typer.Option("--clip", help="Largest norm of a gradient.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of order and dropout.")]
Scale = Annotated[float | None, typer.Option("--scale", help="What similarities are multiplied with.")]
Tokens = Annotated[int | None, typer.Option("--tokens", help="Longest text in training.")]
Negatives = Annotated[int | None, typer.Option("--negatives", help="Most hard negatives of a pair.")]
Batches = Annotated[
    str | None, typer.Option("--batches", help="Of texts of like length, or of like titles: length, titles.")
]
Dimensions = Annotated[str | None, typer.Option("--dimensions", help="Matryoshka sizes: 256,128,64.")]
QueryWeight = Annotated[float | None, typer.Option("--query-weight", help="Sparse: weight of Flops on anchors.")]
DocumentWeight = Annotated[float | None, typer.Option("--document-weight", help="Sparse: weight of Flops on passages.")]
Average = Annotated[
    float, typer.Option("--average", min=0.0, max=1.0, help="Keep start + this share of what was learnt.")
]
Freeze = Annotated[bool, typer.Option("--freeze-embeddings", help="Word vectors stay; quicker.")]
Every = Annotated[
    int, typer.Option("--every", min=0, help="Steps between checkpoints; 0: an eighth of all, at most 250.")
]
Patience = Annotated[
    int, typer.Option("--patience", min=0, help="Stop after so many looks at dev without a better one.")
]
Half = Annotated[bool | None, typer.Option("--bf16/--fp32", help="Number format; left out, as the processor has it.")]


def _command(kind: Kind) -> None:
    named = ", ".join(name for name, one in RECIPES.items() if one.kind == kind)

    def run(
        pairs: Pairs, base: Base, out: Out,
        name: Annotated[str, typer.Option("--recipe", help=f"Known: {named}.")] = DEFAULTS[kind], dev: DevSet = None,
        bare: Bare = False, epochs: Epochs = None, steps: Steps = None, batch: Batch = None, rate: Rate = None,
        schedule: Schedule = None, warm_up: WarmUp = None, decay: Decay = None, clip: Clip = None, seed: Seed = None,
        scale: Scale = None, tokens: Tokens = None, negatives: Negatives = None, batches: Batches = None,
        dimensions: Dimensions = None, query_weight: QueryWeight = None, document_weight: DocumentWeight = None,
        average: Average = 1.0, freeze: Freeze = False, every: Every = 0, patience: Patience = 0, half: Half = None,
    ) -> None:  # fmt: skip
        from pipelines import show
        from pipelines.training import run as training

        sizes = None if dimensions is None else parted("--dimensions", dimensions)
        folder, split = folder_and_split(dev) if dev else (None, "dev")
        found = recipe(
            kind, name, epochs=epochs, steps=steps, batch=batch, rate=rate, schedule=schedule, warm_up=warm_up,
            decay=decay, clip=clip, seed=seed, scale=scale, tokens=tokens, negatives=negatives, batches=batches,
            dimensions=sizes, query_weight=query_weight, document_weight=document_weight,
        )  # fmt: skip
        order = training.Order(tuple(pairs), base, out, folder, split, not bare, average, freeze, every, patience, half)
        with show.progress(True) as listen:
            made = training.train(found, order, listen, show.say)
        show.say(f"The model is in {made}; its card: {made / 'README.md'}")

    train.command(kind, help=HELPS[kind])(run)


for _kind in HELPS:
    _command(_kind)
