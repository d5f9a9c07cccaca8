"""Sentence-transformers models loaded from a folder, for measuring: dense ones and sparse ones (SPLADE).

The product itself embeds through txtai (`encoder.py`); here a model is taken as its card describes it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from scipy.sparse import csr_array

from pipelines import systems
from pipelines.encoder import Vectors
from pipelines.errors import ModelError

Terms: TypeAlias = csr_array  # float32, shape (texts, words of the vocabulary): the weight of each word in each text

BATCH = 32  # texts that go through the model together


def load(folder: Path) -> Any:
    """The SentenceTransformer or SparseEncoder in a folder; ModelError where it can't be loaded."""
    from sentence_transformers import SentenceTransformer, SparseEncoder

    if systems.kind(folder) == "rerank":
        raise ModelError(f"The model in {folder} is a reranker, which gives texts no vectors. Name an encoder.")
    kind: Any = SparseEncoder if systems.kind(folder) == "sparse" else SentenceTransformer
    try:
        return kind(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"The model in {folder} can't be loaded: {reason} Copy its folder there again.") from error


def encode(model: Any, texts: Sequence[str]) -> Vectors | Terms:
    """Unit vectors of texts, shape (texts, dimensions): dense, or sparse where the model is.

    A sparse row without a word is 0.
    """
    from sentence_transformers import SparseEncoder

    if isinstance(model, SparseEncoder):
        return unit(weights(model, texts))
    return np.asarray(model.encode(sound(texts), batch_size=BATCH, normalize_embeddings=True), dtype=np.float32)


def weights(
    model: Any, texts: Sequence[str], of: Literal["query", "document"] | None = None, batch: int = BATCH
) -> Terms:
    """The weights of words that a SparseEncoder gives, none below 0: what SPLADE searches by, by dot product.

    `of` has the model's own prompt for questions or passages put in front, where it has one.
    """
    call = {"query": model.encode_query, "document": model.encode_document, None: model.encode}[of]
    found = call(sound(texts), batch_size=batch, show_progress_bar=False, save_to_cpu=True).coalesce()
    rows, words = found.indices().numpy()
    return Terms((found.values().float().numpy(), (rows, words.astype(np.int32))), shape=tuple(found.shape))


def sound(texts: Sequence[str]) -> list[str]:
    """The texts without half characters, on which a tokenizer raises."""
    return [text.encode("utf-8", "replace").decode() for text in texts]


def unit(rows: Terms) -> Terms:
    """Each row over its length; a row of zeros stays."""
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    return Terms(rows.multiply(1 / np.maximum(lengths, 1e-12)[:, None]))
