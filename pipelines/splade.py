"""A learned sparse model (SPLADE): each text becomes weights of words, its own and others that belong to it.

Formal, Piwowarski, Clinchant: SPLADE, 2021 (arXiv 2107.05720). The model is loaded by sentence-transformers, as a
SparseEncoder; `splade.method` names the class: this one, or a subclass of it that loads another kind of model.
"""

import importlib
import json
from collections.abc import Mapping, Sequence
from threading import RLock
from typing import Any, Literal

import numpy as np
import torch

from pipelines import models, sentencemodels
from pipelines.encoder import Vectors
from pipelines.errors import ConfigError, ModelError, VademecumError
from pipelines.sentencemodels import Terms, sound
from pipelines.terms import Term

SHOWN = 20  # terms that are told of a passage: those that add most to its score


class Splade:
    """A SPLADE model (`splade: {path: ..., maxlength: ..., method: pipelines.splade.Splade}`). Safe between threads."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.path = str(settings["path"])
        self.lock = RLock()  # a Hugging Face tokenizer can't be used by two threads at once
        self.model = self.loadmodel(models.located(self.path))

    def loadmodel(self, path: str) -> Any:
        """The SparseEncoder in a folder."""
        from sentence_transformers import SparseEncoder

        gpu = torch.cuda.is_available() and self.settings.get("gpu", True)
        arguments = dict(self.settings.get("vectors") or {})
        model = SparseEncoder(path, device="cuda" if gpu else "cpu", model_kwargs=arguments, local_files_only=True)
        longest, wanted = int(model.max_seq_length or 512), self.settings.get("maxlength")
        if wanted and wanted > longest:
            raise ModelError(f"splade.maxlength is {wanted}, but {self.name} reads {longest} tokens. Lower it to that.")
        model.max_seq_length = wanted or longest
        return model

    @property
    def name(self) -> str:
        """Its name as a person knows it."""
        return models.name(self.settings)

    @property
    def fingerprint(self) -> str:
        """What its weights and the settings that shape them come to."""
        return models.fingerprint(self.path) + shape(self.settings)

    @property
    def longest(self) -> int:
        """The longest input in tokens; what is over is cut off."""
        return int(self.model.max_seq_length)

    @property
    def width(self) -> int:
        """How many words its vocabulary has."""
        return int(self.model.get_embedding_dimension())

    def encode(self, texts: Sequence[str], category: str = "data") -> Terms:
        """The weights of the words of passages ("data") or questions ("query"), none below 0."""
        with self.lock:
            of: Literal["query", "document"] = "query" if category == "query" else "document"
            return sentencemodels.weights(self.model, texts, of, self.settings.get("encodebatch") or 8)

    def own(self, text: str) -> set[int]:
        """The words of the vocabulary that a text holds as the model reads it, by number; all others are expansions."""
        with self.lock:
            read = self.model.tokenizer(sound([text])[0], truncation=True, max_length=self.longest)
        return set(read["input_ids"])

    def words(self, numbers: Sequence[int]) -> list[str]:
        """The words of these numbers."""
        return list(self.model.tokenizer.convert_ids_to_tokens([int(number) for number in numbers]))

    def count(self, texts: list[str]) -> list[int]:
        """How many tokens each text has for this model, its special tokens left out."""
        with self.lock:
            encoded = self.model.tokenizer(texts, add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def explain(self, question: str, asked: Terms, text: str, held: Vectors) -> tuple[Term, ...]:
        """The words that question and passage have in common, those that add most to the score first.

        `asked` is one row, the weights of the question's words; `held` are the passage's for the same words, in order.
        """
        parts = asked.data * held
        best = [i for i in np.argsort(-parts, kind="stable")[:SHOWN] if parts[i] > 0]
        of_question, of_passage = self.own(question), self.own(text)
        numbers = [int(asked.indices[i]) for i in best]
        return tuple(
            Term(word, float(asked.data[i]), float(held[i]), number in of_question, number in of_passage)
            for i, number, word in zip(best, numbers, self.words(numbers), strict=True)
        )


def shape(settings: Mapping[str, Any]) -> str:
    """The settings that shape the weights of passages beside the model's own, as JSON."""
    return json.dumps({"maxlength": settings.get("maxlength")})


def splade_of(settings: Mapping[str, Any] | None, loaded: dict[str, Any]) -> Splade | None:
    """The configured model, None without one; loaded once and shared through `loaded`.

    Raises ConfigError when `splade.method` names no Splade, ModelError when the model can't be loaded.
    """
    if settings is None:
        return None
    key = json.dumps(dict(settings), sort_keys=True, default=str)
    if key not in loaded:
        models.there("splade", settings)
        loaded[key] = _load(settings)
    found: Splade = loaded[key]
    return found


def _load(settings: Mapping[str, Any]) -> Splade:
    method = str(settings.get("method") or "pipelines.splade.Splade")
    module, _, part = method.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), part, None)
    except ImportError as error:
        raise ConfigError(f"splade.method is {method!r}, which can't be imported ({error}). Mend it.") from error
    if not isinstance(kind, type) or not issubclass(kind, Splade):
        raise ConfigError(f"splade.method is {method!r}, which is no Splade. Set it to pipelines.splade.Splade.")
    try:
        return kind(settings)
    except VademecumError:
        raise
    except Exception as error:  # whatever goes wrong while a model is loaded
        raise ModelError(
            f"The SPLADE model {settings['path']} could not be loaded by {method}: {' '.join(str(error).split())}. "
            "Mend splade.path, or put the model there again."
        ) from error
