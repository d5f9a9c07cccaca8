"""The model that a training starts from: found without fetching, loaded as sentence-transformers has it."""

import json
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import CrossEncoder, SentenceTransformer, SparseEncoder

from pipelines import models, shipped, systems
from pipelines.errors import ModelError
from pipelines.training import head
from pipelines.training.recipes import Kind

Say = Callable[[str], None]
NAMES = {shipped.BUNDLED, f"sentence-transformers/{shipped.BUNDLED}"}


def find(name: str) -> Path:
    """The folder of a model: one that is named, the bundled one, or one that the Hub's cache holds.

    Raises ModelError when it isn't here; nothing is fetched.
    """
    folder = Path(name).expanduser()
    if models.weights(str(folder)) and (folder / "config.json").is_file():
        return folder
    if name in NAMES or folder == models.MODELS / shipped.BUNDLED:
        return shipped.install(models.MODELS / shipped.BUNDLED)
    found = systems.locate(name)
    if found is None:
        raise ModelError(f"--base: {systems.missing(name)}")
    return found


def load(
    folder: Path, kind: Kind, say: Say, texts: Sequence[str] = ()
) -> SentenceTransformer | SparseEncoder | CrossEncoder:
    """The model in `folder` in float32: a SparseEncoder for `sparse`, a CrossEncoder of one score for `rerank`, else a
    SentenceTransformer (mean pooling).

    `texts` are passages by which a sparse head that has to be made is set. Raises ModelError for a folder that can't be
    loaded as one of that kind.
    """
    options: dict[str, Any] = {"local_files_only": True, "model_kwargs": {"dtype": torch.float32}}
    try:
        if kind == "rerank":
            return _cross(folder, say, options)
        if kind != "sparse":
            return SentenceTransformer(str(folder), **options)
        if _headed(folder):
            return SparseEncoder(str(folder), **options)
        say(f"{folder.name} has no head that weighs words: one is made of its word vectors.")
        with tempfile.TemporaryDirectory() as made:
            head.give(folder, Path(made), texts)
            return SparseEncoder(made, **options)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"--base: {folder} can't be loaded for {kind} training ({type(error).__name__}: {str(error)[:200]}). Name "
            "a folder that sentence-transformers or transformers saved."
        ) from error


def _cross(folder: Path, say: Say, options: dict[str, Any]) -> CrossEncoder:
    """The CrossEncoder of a folder; where it has no head of one score, one begins at random, and that is said."""
    if systems.kind(folder) != "rerank":
        say(f"{folder.name} has no head that judges a pair: one begins at random.")
    logging.disable(logging.WARNING)  # transformers tells the same, in a table
    try:
        made: CrossEncoder = CrossEncoder(str(folder), num_labels=1, **options)
    finally:
        logging.disable(logging.NOTSET)
    return made


def _headed(folder: Path) -> bool:
    """Whether the model has a head that gives a weight to each word of its vocabulary."""
    names = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("architectures") or []
    return any(name.endswith("ForMaskedLM") for name in names)
