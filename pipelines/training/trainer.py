"""sentence-transformers' trainers, with our batches and our length, and nothing sent anywhere."""

from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from datasets import Dataset, DatasetDict
from sentence_transformers import CrossEncoderTrainer, SentenceTransformerTrainer, SparseEncoderTrainer
from sentence_transformers.cross_encoder.training_args import CrossEncoderTrainingArguments
from sentence_transformers.sentence_transformer.training_args import SentenceTransformerTrainingArguments
from sentence_transformers.sparse_encoder.callbacks import SpladeRegularizerWeightSchedulerCallback
from sentence_transformers.sparse_encoder.training_args import SparseEncoderTrainingArguments
from transformers import PrinterCallback

from pipelines.training.batches import Plan, PlannedBatches
from pipelines.training.pairs import Pair
from pipelines.training.recipes import Recipe
from pipelines.training.state import CHECKPOINTS


class _Ours:
    """What all trainers do otherwise than sentence-transformers."""

    recipe: Recipe

    def get_batch_sampler(self, dataset: Dataset, *args: Any, **options: Any) -> PlannedBatches:
        recipe = self.recipe
        return PlannedBatches(Plan(rows(dataset), recipe.batch, recipe.tokens, recipe.seed, recipe.batches))

    def get_data_collator(self, *args: Any, **options: Any) -> Any:
        """Cuts texts at the recipe's tokens in training alone: the model that is saved keeps its own length."""
        collator = super().get_data_collator(*args, **options)  # type: ignore[misc]
        collator.max_length = self.recipe.tokens
        return collator

    def add_model_card_callback(self, *args: Any) -> None:
        """None: it gathers what a card for the Hub needs; ours is written by card.py."""

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        """A checkpoint's model without such a card, which would ask the Hub about the base."""
        self.model.save_pretrained(output_dir, create_model_card=False)  # type: ignore[attr-defined]


class _Dense(_Ours, SentenceTransformerTrainer):
    pass


class _Sparse(_Ours, SparseEncoderTrainer):
    pass


class _Cross(_Ours, CrossEncoderTrainer):
    pass


TRAINERS: dict[str, tuple[Any, Any]] = {
    "sparse": (_Sparse, SparseEncoderTrainingArguments),
    "rerank": (_Cross, CrossEncoderTrainingArguments),
}


def trainer(
    model: Any, recipe: Recipe, data: DatasetDict, loss: Any, arguments: Mapping[str, Any], callbacks: list[Any],
    evaluator: Any,
) -> Any:  # fmt: skip
    """The trainer of the recipe's kind, ready to train; `arguments` go to transformers' TrainingArguments."""
    if recipe.kind == "sparse":  # Flops grows over the first third of the steps, as in the paper
        callbacks = [SpladeRegularizerWeightSchedulerCallback(loss), *callbacks]
    kind, settings = TRAINERS.get(recipe.kind, (_Dense, SentenceTransformerTrainingArguments))
    made = type("Trainer", (kind,), {"recipe": recipe})(
        model=model, args=settings(**arguments), train_dataset=data, loss=loss, callbacks=callbacks,
        evaluator=evaluator,
    )  # fmt: skip
    made.remove_callback(PrinterCallback)
    return made


def arguments(recipe: Recipe, out: Path, steps: int, every: int, watched: bool, half: bool) -> dict[str, Any]:
    """transformers' TrainingArguments of a recipe; `watched`: a dev set is measured, and the best step is kept."""
    import torch

    found: dict[str, Any] = {
        "output_dir": str(out / CHECKPOINTS), "max_steps": steps, "per_device_train_batch_size": recipe.batch,
        "learning_rate": recipe.rate, "lr_scheduler_type": recipe.schedule, "warmup_steps": recipe.warm_up,
        "weight_decay": recipe.decay, "max_grad_norm": recipe.clip, "seed": recipe.seed, "data_seed": recipe.seed,
        "bf16": half, "use_cpu": not torch.cuda.is_available(), "logging_steps": max(1, min(20, steps // 20)),
        "save_strategy": "steps", "save_steps": every, "save_total_limit": 2, "report_to": "none",
        "disable_tqdm": True, "dataloader_pin_memory": False,
    }  # fmt: skip
    if watched:
        found |= {
            "eval_strategy": "steps", "eval_steps": every, "load_best_model_at_end": True,
            "metric_for_best_model": "eval_nDCG@10", "greater_is_better": True,
        }  # fmt: skip
    return found


def columns(files: Sequence[Sequence[Pair]], recipe: Recipe) -> DatasetDict:
    """Each file of pairs as a data set of its own, so that every batch comes from one of them.

    What is right for a pair's anchor, by another line of the file, is no negative of it. A pair that has fewer hard
    negatives than the most of its file gets its own again, one that has none another pair's.
    """
    made = _judged if recipe.kind == "rerank" else _columns
    return DatasetDict({f"pairs{number}": made(pairs, recipe.negatives) for number, pairs in enumerate(files, 1)})


def _columns(pairs: Sequence[Pair], most: int) -> Dataset:
    right: dict[str, set[str]] = {}
    for pair in pairs:
        right.setdefault(pair.anchor, set()).add(pair.positive)
    wrong = [tuple(text for text in pair.negatives if text not in right[pair.anchor]) for pair in pairs]
    width = min(most, max(map(len, wrong)))
    spare = [texts for texts in wrong if texts] if width else []
    found: list[list[str]] = []
    for place, (pair, own) in enumerate(zip(pairs, wrong, strict=True)):
        others = (spare[(place + step) % len(spare)] for step in range(len(spare)))
        given = own or next((texts for texts in others if not right[pair.anchor] & {*texts}), ())
        if given or not width:
            found.append([pair.anchor, pair.positive, *islice(cycle(given), width)])
    names = ["anchor", "positive", *(f"negative_{number}" for number in range(1, width + 1))]
    return Dataset.from_dict({name: [row[place] for row in found] for place, name in enumerate(names)})


def _judged(pairs: Sequence[Pair], most: int) -> Dataset:
    """A row for each anchor with its positive, label 1, and with each of its hard negatives, label 0."""
    right = {(pair.anchor, pair.positive) for pair in pairs}
    found: dict[tuple[str, str], float] = {}
    for pair in pairs:
        found[pair.anchor, pair.positive] = 1.0
        wrong = (text for text in pair.negatives if (pair.anchor, text) not in right)
        found |= {(pair.anchor, text): 0.0 for text in islice(wrong, most)}
    anchors, texts = zip(*found, strict=True)
    return Dataset.from_dict({"anchor": list(anchors), "positive": list(texts), "label": list(found.values())})


def rows(data: Dataset) -> list[Pair]:
    """The pairs of a data set, as they were put in."""
    names = [name for name in data.column_names if name.startswith("negative_")]
    negatives = zip(*(list(data[name]) for name in names), strict=True) if names else ((),) * len(data)
    return [Pair(*row) for row in zip(list(data["anchor"]), list(data["positive"]), negatives, strict=True)]
