"""The commands `vademecum pairs ...`: a BEIR folder, the library or titles in, a file of pairs out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.training.pairs import Pair, folder_and_split, write

if TYPE_CHECKING:
    from pipelines.training.held import Held

making = typer.Typer(help="Make pairs of texts to train on.", no_args_is_help=True)

Out = Annotated[Path, typer.Option("--out", help="The file: .jsonl, or .jsonl.gz.")]
Negatives = Annotated[int, typer.Option("--negatives", min=0, help="Hard negatives of a pair, at most.")]
HeldOut = Annotated[
    list[str] | None, typer.Option("--held", help="FOLDER:SPLIT of a BEIR folder that is measured on: kept out.")
]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the choice.")]


@making.command("beir")
def beir(
    folder: Annotated[Path, typer.Argument(help="A BEIR folder: corpus, queries, qrels/<split>.tsv.")],
    out: Out,
    split: Annotated[str, typer.Option("--split", help="Whose questions; all other splits are kept out.")] = "train",
    negatives: Negatives = 2,
    titled: Annotated[bool, typer.Option("--titled/--bare", help="Whether titles stand before the texts.")] = True,
    held: HeldOut = None,
    seed: Seed = 42,
) -> None:
    """Pairs of a BEIR folder: each question with each of its passages."""
    from pipelines.training import beir_pairs

    _written(beir_pairs.pairs(folder, split, _held(held), negatives, titled, seed), out)


@making.command("library")
def library(context: typer.Context, out: Out, negatives: Negatives = 2, held: HeldOut = None) -> None:
    """Pairs of your own library: titles and headings with what stands below them."""
    from pipelines.application import start
    from pipelines.training import library_pairs

    _written(library_pairs.pairs(start(context.obj).retriever, _held(held), negatives), out)


@making.command("titles")
def titles(
    file: Annotated[Path, typer.Argument(help='Records, {"title": ..., "text": ...} a line; .gz too.')],
    out: Out,
    most: Annotated[int, typer.Option("--most", min=0, help="Only so many, drawn by chance; 0: all.")] = 0,
    held: HeldOut = None,
    seed: Seed = 42,
) -> None:
    """Pairs of titles and abstracts."""
    import random

    from pipelines.training import title_pairs

    found = title_pairs.pairs(file, _held(held))
    if most:
        all_ = list(found)
        found = iter(random.Random(seed).sample(all_, min(most, len(all_))))
    _written(found, out)


def _held(named: list[str] | None) -> "Held":
    from pipelines.training.held import Held

    held = Held()
    for one in named or ():
        held.add_split(*folder_and_split(one))
    return held


def _written(pairs: Iterator[Pair], out: Path) -> None:
    """Writes the pairs and tells what they are."""
    from pipelines import show

    anchors: set[str] = set()
    negatives = 0

    def counted() -> Iterator[Pair]:
        nonlocal negatives
        for pair in pairs:
            anchors.add(pair.anchor)
            negatives += len(pair.negatives)
            yield pair

    number = write(counted(), out)
    show.say(f"{out}: {number:,} pairs, {len(anchors):,} anchors, {negatives / number:.2f} hard negatives a pair.")
