"""One training, from its files to a folder that txtai loads.

pairs, base -> (out holds a checkpoint of the same training? go on) -> steps -> average with the start -> model, card
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import models
from pipelines.errors import DataError
from pipelines.training import pairs as pairing
from pipelines.training.recipes import Recipe, numbers
from pipelines.training.state import State

EXTRA = "Training needs the extra `train`. Install it with: pip install 'vademecum[train]'"
WATCHED = (300, 1500)  # questions and passages of the dev set that are looked at while training
OFTEN = 250  # most steps between two checkpoints


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asks for beside the recipe."""

    pairs: tuple[Path, ...]
    base: str
    out: Path
    dev: Path | None = None
    split: str = "dev"
    titled: bool = True  # whether titles stand before the dev set's passages
    average: float = 1.0  # share of what was learnt that is kept: start + average * (trained - start)
    freeze: bool = False  # word vectors stay as they are
    every: int = 0  # steps between checkpoints and looks at the dev set; 0: an eighth of all, 250 at most
    patience: int = 0  # looks without a better one after which training stops; 0: never
    half: bool | None = None  # bfloat16; None: where the processor computes it


def check() -> None:
    """Raises DataError where the extra `train` isn't installed; turns off the bars of transformers."""
    try:
        import accelerate
        import datasets
        import matplotlib
    except ImportError as error:
        raise DataError(f"{EXTRA} ({error.name} is missing)") from None
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    del accelerate, datasets, matplotlib


def train(recipe: Recipe, order: Order, listen: Any, say: Callable[[str], None]) -> Path:
    """Trains, and gives back the folder of the model; goes on where an earlier run of the same call was ended.

    Raises DataError for pairs, dev set and --out that don't fit, ModelError for a base that isn't here.
    """
    check()
    files = [pairing.read(path) for path in order.pairs]
    import torch

    from pipelines.training import base, card, dev, finish, plot

    if order.average != 1 and recipe.kind in ("sparse", "rerank"):
        raise DataError("--average is for dense models: of others the sum of two is none of either's kind.")
    if recipe.kind == "rerank" and not any(pair.negatives for pairs in files for pair in pairs):
        raise DataError("A reranker learns from hard negatives, and the pairs have none. Make them with --negatives 3.")
    start = base.find(order.base)
    state = State.open(order.out, request(recipe, order, start))
    held = dev.read(order.dev, order.split, order.titled) if order.dev else None
    torch.manual_seed(recipe.seed)  # the head of a reranker begins at random
    model = base.load(start, recipe.kind, say, [pair.positive for pairs in files for pair in pairs[:16]])
    if recipe.kind == "rerank":  # pairs are cut at this length, in training and ever after
        model.max_seq_length = min(recipe.tokens, model.max_seq_length or recipe.tokens)
        held = dev.first(held, listen) if held else None
    if held and not state.before:
        state.keep(before=finish.figures(model if recipe.kind != "rerank" else None, held, recipe, listen))
    history, made = _steps(model, recipe, order, files, held, state, listen, say)
    if order.average != 1:
        finish.average(model, base.load(start, recipe.kind, say), order.average)
    finish.save(model, start, order.out)
    after = finish.figures(model, held, recipe, listen) if held else {}
    gained = finish.gains(state.before, after) if held else {}
    state.keep(after=after, gained=gained, history=history, steps=made)
    plot.draw(history, order.out / "training.png")
    card.write(order.out, recipe, order, files, state.kept, held.name if held else "")
    state.clear()
    return order.out


def request(recipe: Recipe, order: Order, start: Path) -> dict[str, Any]:
    """What makes a training the same one: numbers, base and pairs by their content."""
    return {
        "recipe": numbers(recipe),
        "base": models.fingerprint(str(start)),
        "pairs": [pairing.digest(path) for path in order.pairs],
        "freeze": order.freeze,
        "average": order.average,
        "every": order.every,
        "dev": f"{order.dev.name}:{order.split}" if order.dev else "",
    }


def _steps(
    model: Any, recipe: Recipe, order: Order, files: Any, held: Any, state: State, listen: Any,
    say: Callable[[str], None],
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    """Runs the steps on the model itself; the log, and how many steps there were."""
    import torch
    from transformers import EarlyStoppingCallback

    from pipelines.encoder import native_bfloat16
    from pipelines.training import dev, losses, trainer
    from pipelines.training.batches import Plan
    from pipelines.training.progress import Told

    if order.freeze:
        model.transformers_model.get_input_embeddings().weight.requires_grad_(False)
    epoch = sum(len(Plan(pairs, recipe.batch, recipe.tokens, recipe.seed, recipe.batches)) for pairs in files)
    steps = recipe.steps or max(1, round(recipe.epochs * epoch))
    every = order.every or max(1, min(OFTEN, steps // 8))
    half = native_bfloat16() if order.half is None else order.half
    arguments = trainer.arguments(recipe, order.out, steps, every, held is not None, half)
    callbacks: list[Any] = [Told(listen)]
    if held and order.patience:
        callbacks.append(EarlyStoppingCallback(order.patience))
    torch.manual_seed(recipe.seed)
    made = trainer.trainer(
        model, recipe, trainer.columns(files, recipe), losses.loss(model, recipe), arguments, callbacks,
        dev.Watch(held.part(*WATCHED)) if held else None,
    )  # fmt: skip
    found = state.checkpoint()
    say(f"Going on from step {found.name.rpartition('-')[2]} of {steps}." if found else f"{steps} steps to go.")
    made.train(resume_from_checkpoint=str(found) if found else None)
    return made.state.log_history, made.state.global_step
