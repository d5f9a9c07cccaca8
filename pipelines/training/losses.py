"""What is minimised: the loss of a recipe, on a model."""

from typing import Any

import torch
from sentence_transformers import CrossEncoder, SentenceTransformer, SparseEncoder
from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from sentence_transformers.sparse_encoder.losses import SparseMultipleNegativesRankingLoss, SpladeLoss

from pipelines.errors import DataError
from pipelines.training.recipes import Recipe


def loss(model: Any, recipe: Recipe) -> Any:
    """The loss as a module; DataError for Matryoshka sizes of which none fits the model."""
    if isinstance(model, SparseEncoder):
        return SpladeLoss(
            model,
            SparseMultipleNegativesRankingLoss(model, scale=recipe.scale),
            document_regularizer_weight=recipe.document_weight,
            query_regularizer_weight=recipe.query_weight,
        )
    if isinstance(model, CrossEncoder):  # so that wrong passages weigh as much as right ones, however many there are
        return BinaryCrossEntropyLoss(model, pos_weight=torch.tensor(float(max(1, recipe.negatives))))
    ranking = MultipleNegativesRankingLoss(model, scale=recipe.scale)
    if recipe.kind != "matryoshka":
        return ranking
    return MatryoshkaLoss(model, ranking, matryoshka_dims=list(sizes(model, recipe)))


def sizes(model: SentenceTransformer, recipe: Recipe) -> tuple[int, ...]:
    """The sizes trained, largest first: the model's own, and those of the recipe that are smaller."""
    full = model.get_embedding_dimension() or 0
    smaller = {size for size in recipe.dimensions if size < full}
    if not smaller:
        raise DataError(f"The model has {full} dimensions, and none of --dimensions is smaller; name smaller ones.")
    return (full, *sorted(smaller, reverse=True))
