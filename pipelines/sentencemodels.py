"""Sentence-transformers models loaded from a folder, for measuring: dense ones and sparse ones (SPLADE).

The product itself embeds through txtai (`encoder.py`); here a model is taken as its card describes it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from scipy.sparse import csr_matrix

from pipelines import systems
from pipelines.encoder import Vectors
from pipelines.errors import ModelError

BATCH = 32  # texts that go through the model together


def load(folder: Path) -> Any:
    """The SentenceTransformer or SparseEncoder in a folder; ModelError where it can't be loaded."""
    from sentence_transformers import SentenceTransformer, SparseEncoder

    kind: Any = SparseEncoder if systems.kind(folder) == "sparse" else SentenceTransformer
    try:
        return kind(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"The model in {folder} can't be loaded: {reason} Copy its folder there again.") from error


def encode(model: Any, texts: Sequence[str]) -> Vectors | csr_matrix:
    """Unit vectors of texts, shape (texts, dimensions): dense, or sparse where the model is.

    A sparse row without a word is 0.
    """
    from sentence_transformers import SparseEncoder

    if isinstance(model, SparseEncoder):
        return unit(weights(model, texts))
    return np.asarray(model.encode(sound(texts), batch_size=BATCH, normalize_embeddings=True), dtype=np.float32)


def weights(model: Any, texts: Sequence[str], of: Literal["query", "document"] | None = None) -> csr_matrix:
    """The weights of words that a sparse model gives, shape (texts, words): what SPLADE searches by, by dot product.

    `of` has the model's own prompt for questions or passages put in front, where it has one.
    """
    call = {"query": model.encode_query, "document": model.encode_document, None: model.encode}[of]
    found = call(sound(texts), batch_size=BATCH, convert_to_tensor=True, convert_to_sparse_tensor=True)
    found = found.coalesce().cpu()
    rows, columns = found.indices().numpy()
    return csr_matrix((found.values().float().numpy(), (rows, columns)), shape=tuple(found.shape))


def sound(texts: Sequence[str]) -> list[str]:
    """The texts without half characters, on which a tokenizer raises."""
    return [text.encode("utf-8", "replace").decode() for text in texts]


def unit(rows: csr_matrix) -> csr_matrix:
    """Each row over its length; a row of zeros stays."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return csr_matrix(rows.multiply(1 / np.maximum(lengths, 1e-12)[:, None]))
