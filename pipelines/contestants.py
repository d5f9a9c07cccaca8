"""The ways to search that `vademecum compare` sets side by side: each gives a score to every passage of a test set.

bm25              by words                     MODEL          by the vectors, or the weights of words, of a model
MODEL+bm25        both, fused as configured    MODEL+SPLADE   both, the second being a sparse model, fused the same way
MODEL@256         the same vectors, cut to 256 dimensions
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipelines import models, sentencemodels, systems, testlibrary
from pipelines.beir import TestSet
from pipelines.config import Settings
from pipelines.draft import Listener
from pipelines.encoder import Vectors, encoder_of
from pipelines.errors import DataError
from pipelines.fusion import FUSIONS, Signal, bm25, splade
from pipelines.generation import Generation, Scores
from pipelines.library import Library
from pipelines.testweights import open_weights

BM25 = "bm25"
FUSED = "+"  # between a dense model and what its scores are joined with
KEPT = ("backend", "content", "scoring", "gpu")  # settings of the index that hang on no model
ENCODER: dict[str, Any] = {"method": "pipelines.encoder.Encoder", "vectors": {"dtype": "auto"}}


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to search: how it reads questions and scores passages, what it encodes these with, what its index holds.

    `scores(one)` for one of `read(questions)` is of shape (passages,).
    """

    name: str
    kind: str  # dense, sparse (SPLADE), words (BM25) or hybrid
    dimensions: int | None
    ids: Sequence[str]  # of the passages, in the order of the scores
    read: Callable[[Sequence[str]], Any]  # questions -> what each is searched by: vector, weights, words
    scores: Callable[[Any], Scores]
    encode: Callable[[list[str]], Any] | None  # None where nothing is encoded
    bytes: int  # what is searched: vectors, weights or the index of words


class Stable:
    """Opens contestants by name; libraries of the same model are built and opened once."""

    def __init__(self, settings: Settings, tests: TestSet, titled: bool, listen: Listener) -> None:
        self.settings = settings
        self.tests = tests
        self.titled = titled
        self.listen = listen
        self.folder = settings.library.path / "evaluations"
        self._libraries: dict[str, Library] = {}

    def open(self, names: Sequence[str], sizes: Sequence[int] = ()) -> Iterator[Contestant]:
        """Each contestant in turn, a dense model once for each size; raises ModelError for a model that isn't here.

        That all are here is looked at first, so that no hour of encoding ends in an error.
        """
        check(names, sizes)
        single = dict.fromkeys(part for name in names for part in sides(name) if part not in (BM25, ""))
        places = {part: systems.require(part) for part in single}
        fitting = [name for name in places if systems.kind(places[name]) == "dense"]
        home = self._configured(places[fitting[0]]) if fitting else dict(self.settings.embeddings)
        for name in names:
            first, second = sides(name)
            if name == BM25:
                yield self._words(home)
            elif second:
                one = self._dense(first, places[first], None)
                other = self._words(home) if second == BM25 else self._splade(second, places[second])
                yield self._hybrid(one, other, self._library(self._configured(places[first]))[1])
            elif systems.kind(places[name]) == "sparse":
                yield self._splade(name, places[name])
            else:
                yield from (self._dense(name, places[name], size) for size in (sizes or (None,)))

    def _configured(self, place: Path) -> dict[str, Any]:
        """The settings of txtai's index with this encoder: as configured, or as the model's own files say."""
        embeddings = dict(self.settings.embeddings)
        if Path(str(embeddings.get("path", ""))) == place:
            return embeddings
        kept: dict[str, Any] = {key: embeddings[key] for key in KEPT if key in embeddings}
        longest = models.longest(str(place))
        return {"path": str(place), **ENCODER, **({"maxlength": longest} if longest else {}), **kept}

    def _library(self, embeddings: dict[str, Any]) -> tuple[Library, Generation]:
        key = str(embeddings["path"])
        if key not in self._libraries:
            self._libraries[key] = testlibrary.open_library(
                self.folder, embeddings, self.tests, self.titled, self.listen
            )
        library = self._libraries[key]
        generation = library.open()
        if generation is None:
            raise DataError(f"{self.tests.name} has no passages to search; check its corpus.jsonl.")
        return library, generation

    def _words(self, embeddings: dict[str, Any]) -> Contestant:
        _, generation = self._library(embeddings)
        return Contestant(BM25, "words", None, generation.ids, list, generation.sparse, None, _scoring(generation))

    def _dense(self, name: str, place: Path, size: int | None) -> Contestant:
        library, generation = self._library(self._configured(place))
        full = generation.vectors.shape[1]
        if size is not None and size > full:
            raise DataError(f"{name} has vectors of {full} dimensions; they can't be cut to {size}.")
        label = systems.named(name) + (f"@{size}" if size is not None else "")
        matrix = torch.from_numpy(np.ascontiguousarray(cut(generation.vectors, size or full)))

        def read(questions: Sequence[str]) -> Vectors:
            return np.ascontiguousarray(cut(generation.encode(questions), size or full))

        def scores(vector: Vectors) -> Scores:
            return torch.mv(matrix, torch.from_numpy(vector)).numpy()

        encode = _encoding(library)
        return Contestant(label, "dense", size or full, generation.ids, read, scores, encode, matrix.nbytes)

    def _hybrid(self, one: Contestant, other: Contestant, generation: Generation) -> Contestant:
        """A dense model joined with BM25 or a SPLADE model, by the configured fusion and weight."""
        fuse, weight = FUSIONS[self.settings.retrieve.fusion], self.settings.retrieve.weight
        row = {id: row for row, id in enumerate(other.ids)}
        order = [row[id] for id in one.ids]

        def read(questions: Sequence[str]) -> list[tuple[Any, Any]]:
            return list(zip(one.read(questions), other.read(questions), strict=True))

        def scores(asked: tuple[Any, Any]) -> Scores:
            found = other.scores(asked[1])[order]
            if other.kind == "words":
                second = bm25(found, 1 - weight, generation.typical)
            else:
                second = splade(found, 1 - weight, float((asked[1] ** 2).sum()))
            return fuse([Signal(one.scores(asked[0]), weight), second])

        return replace(
            one, name=f"{one.name}{FUSED}{other.name}", kind="hybrid", read=read, scores=scores,
            encode=_both(one.encode, other.encode), bytes=one.bytes + other.bytes,
        )  # fmt: skip

    def _splade(self, name: str, place: Path) -> Contestant:
        model = sentencemodels.load(place)
        matrix = open_weights(self.folder, place, model, self.tests, self.titled, self.listen)

        def read(questions: Sequence[str]) -> Vectors:
            return np.asarray(sentencemodels.weights(model, questions, "query").toarray())

        def scores(asked: Vectors) -> Scores:
            return np.asarray(matrix @ asked, dtype=np.float32)

        size = matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes
        ids = [entry.id for entry in self.tests.corpus]
        encode = lambda texts: sentencemodels.weights(model, texts, "document")  # noqa: E731
        return Contestant(systems.named(name), "sparse", matrix.shape[1], ids, read, scores, encode, size)


def sides(name: str) -> tuple[str, str]:
    """The two parts of "MODEL+bm25" or "MODEL+SPLADE"; the second is empty where the name is that of one alone."""
    first, plus, second = name.rpartition(FUSED)
    return (first, second) if plus and systems.locate(name) is None else (name, "")


def check(names: Sequence[str], sizes: Sequence[int]) -> None:
    """Raises DataError for a model named twice, a size that can't be, and a fusion that isn't there."""
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{name} is named twice; name each model once.")
        first, second = sides(name)
        if kind_of(first) == "rerank":
            raise DataError(f"{first} is a reranker, which doesn't search; name it in config.yml, under `rerank:`.")
        if second not in ("", BM25) and (kind_of(first) is None or kind_of(second) != "sparse"):
            raise DataError(
                f"There is no fusion {name!r}; write MODEL+{BM25}, or MODEL+SPLADE with a sparse model, or name two "
                "models apart."
            )
        if second and kind_of(first) == "sparse":
            raise DataError(f"{first} is a sparse model; fused with another are dense ones.")
    if bad := [size for size in sizes if size < 1]:
        raise DataError(f"Vectors can't be cut to {bad[0]} dimensions; name 1 or more.")


def kind_of(name: str) -> systems.ModelKind | None:
    """Of which kind a model is: by its folder, else as it is known; None for one that is not here."""
    place, known = systems.locate(name), systems.find(name)
    return systems.kind(place) if place else known.kind if known else None


def _both(*encoders: Callable[[list[str]], Any] | None) -> Callable[[list[str]], Any]:
    """Encodes texts with each that there is: what a passage costs that is searched both ways."""

    def encode(texts: list[str]) -> None:
        for one in encoders:
            if one is not None:
                one(texts)

    return encode


def cut(vectors: Vectors, size: int) -> Vectors:
    """The first `size` dimensions of unit vectors, at unit length again (Kusupati et al. 2022)."""
    if size == vectors.shape[1]:
        return vectors
    part = vectors[:, :size]
    return np.asarray(part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def _encoding(library: Library) -> Callable[[list[str]], Any]:
    encoder = encoder_of(library.embeddings, library.models)
    return lambda texts: encoder.batchtransform([(None, text, None) for text in texts], "data")


def _scoring(generation: Generation) -> int:
    """The bytes of the index of words on disk."""
    files = (generation.folder / "index").glob("scoring*")
    return sum(file.stat().st_size for file in files if file.is_file())
