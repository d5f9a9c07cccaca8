"""A cross-encoder reads question and passage together, and puts the first passages of a search into a new order.

Nogueira, Cho: Passage re-ranking with BERT, 2019 (arXiv 1901.04085). It is loaded by sentence-transformers, as a
CrossEncoder. txtai's Reranker doesn't serve: it runs a search of its own, without our filters, fusion and lock, and
overwrites the scores by which a passage was found.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import torch

from pipelines import fusion, models, systems
from pipelines.encoder import Vectors, native_bfloat16
from pipelines.errors import ModelError
from pipelines.reranked import Reranked
from pipelines.sentencemodels import sound

LOADING = RLock()  # two questions at once load it once
BATCH = 16  # pairs that go through the model together; they are sorted by length, and padded to the longest of them
ANOTHER = "Name a cross-encoder under rerank.path, or train one with: vademecum train rerank"


class Reranker:
    """A cross-encoder (`rerank: {path: ..., limit: 50, tokens: 256, weight: 0.5}`). Safe between threads.

    Raises ModelError when the model can't be loaded, or is none.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.limit = int(settings["limit"])
        self.weight = float(settings["weight"])
        self.name = models.name(settings)
        self._lock = RLock()  # a Hugging Face tokenizer can't be used by two threads at once
        self.model = load(Path(models.located(str(settings["path"]))), settings)
        self.model.max_seq_length = min(int(settings["tokens"]), int(self.model.max_seq_length or settings["tokens"]))

    @property
    def longest(self) -> int:
        """The longest question and passage together, in tokens."""
        return int(self.model.max_seq_length)

    def scores(self, question: str, texts: Sequence[str]) -> Vectors:
        """The logit of each passage, of shape (texts,); the same text has the same score wherever it stands."""
        once = list(dict.fromkeys(sound(texts)))
        pairs = [(sound([question])[0], text) for text in once]
        with self._lock:
            found = self.model.predict(
                pairs, batch_size=BATCH, show_progress_bar=False, activation_fn=torch.nn.Identity()
            )
        of = dict(zip(once, found, strict=True))
        return np.array([of[text] for text in sound(texts)], dtype=np.float32)

    def order(self, question: str, texts: Sequence[str], before: Vectors) -> list[tuple[int, Reranked]]:
        """Positions in `texts`, best first, each with how it came there; `before` are the scores of the search.

        Both scores are spread over 0 to 1 and joined by `weight`; where the joined ones are equal the old order holds.
        """
        found = self.scores(question, texts)
        return [
            (place, Reranked(place + 1, 1 + int(np.count_nonzero(found > found[place])), float(found[place])))
            for place in joined(before, found, self.weight)
        ]


def joined(before: Vectors, found: Vectors, weight: float) -> list[int]:
    """Places, best first, by the scores of the search and of the reranker, the latter with the share `weight`."""
    both = fusion.minmax([fusion.Signal(before, 1 - weight), fusion.Signal(found, weight)])
    return fusion.best(both, len(both))


def load(folder: Path, settings: Mapping[str, Any]) -> Any:
    """The CrossEncoder in a folder; ModelError for a model of another kind, whose order would be chance."""
    from sentence_transformers import CrossEncoder

    if systems.kind(folder) != "rerank":
        raise ModelError(f"The model in {folder} is no cross-encoder. {ANOTHER}")
    gpu = torch.cuda.is_available() and settings.get("gpu", True)
    half = settings["dtype"] == "bfloat16" or (settings["dtype"] == "auto" and native_bfloat16())
    options = {"dtype": torch.bfloat16 if half else torch.float32}
    try:
        model = CrossEncoder(
            str(folder), device="cuda" if gpu else "cpu", model_kwargs=options, local_files_only=True
        )  # fmt: skip
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"The cross-encoder in {folder} could not be loaded: {' '.join(str(error).split())[:200]}. {ANOTHER}"
        ) from error
    if model.num_labels != 1:
        raise ModelError(f"The cross-encoder in {folder} gives {model.num_labels} scores, not 1. {ANOTHER}")
    return model


def reranker_of(settings: Mapping[str, Any] | None, loaded: dict[str, Any]) -> Reranker | None:
    """The configured reranker, None without one; loaded once and shared through `loaded`."""
    if settings is None:
        return None
    key = f"rerank {json.dumps(dict(settings), sort_keys=True, default=str)}"
    with LOADING:
        if key not in loaded:
            models.there("rerank", settings)
            loaded[key] = Reranker(settings)
        found: Reranker = loaded[key]
    return found
