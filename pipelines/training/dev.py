"""How good a model is on a dev set: its own vectors, every passage compared, our measures.

The same measures stand in the card before and after, with bootstrap intervals; while training a part of the set does.
"""

import random
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer, SparseEncoder
from sentence_transformers.base.evaluation import BaseEvaluator

from pipelines import beir, measures, models, shipped
from pipelines.encoder import native_bfloat16
from pipelines.records import Progress
from pipelines.training.pairs import embedded

DEPTH = 100  # passages in a ranking: what MAP@100 looks at
RERANKED = (100, 1500)  # questions and passages on which a reranker is measured: each pair goes through the model
CANDIDATES = 20  # passages of a question that it puts into order
PART = 1024  # texts encoded between two reports of progress
QUESTIONS = 64  # compared with the passages together
Listener = Callable[[Progress], None]
Values = dict[str, dict[str, float]]  # measure -> question -> value


@dataclass(frozen=True, slots=True)
class Dev:
    """Questions, passages and judgements, as texts that a model encodes."""

    name: str  # "medquad-dev, dev"
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)  # candidates that a reranker puts into order

    def part(self, questions: int, passages: int) -> "Dev":
        """So many questions by lot, with all their relevant passages, and others by lot up to that number."""
        lot = random.Random(0)
        asked = sorted(lot.sample(sorted(self.queries), min(questions, len(self.queries))))
        needed = {id for question in asked for id in self.qrels[question]}
        others = [id for id in self.ids if id not in needed]
        kept = needed | set(lot.sample(others, max(0, min(passages - len(needed), len(others)))))
        held = [(id, text) for id, text in zip(self.ids, self.texts, strict=True) if id in kept]
        return replace(
            self,
            ids=tuple(id for id, _ in held),
            texts=tuple(text for _, text in held),
            queries={id: self.queries[id] for id in asked},
            qrels={id: self.qrels[id] for id in asked},
        )


def read(folder: Path, split: str, titled: bool = True, relevant: int = 1) -> Dev:
    """The split of a BEIR folder; with `titled` the title stands in front of each passage, as in the library."""
    tests = beir.read(folder, split, relevant)
    texts = tuple(embedded(entry.title, entry.text) if titled else entry.text for entry in tests.corpus)
    ids = tuple(entry.id for entry in tests.corpus)
    return Dev(f"{tests.name}, {split}, {'titled' if titled else 'bare'}", ids, texts, tests.queries, tests.qrels)


def nobody(progress: Progress) -> None:
    """A listener that isn't interested."""


def per_question(model: Any, dev: Dev, size: int | None = None, listen: Listener = nobody) -> Values:
    """Each measure for each question; `size` looks at the first so many dimensions alone.

    Where `dev` has candidates, a reranker's order of these counts, and without a model their own.
    """
    if dev.found:
        return measures.per_question(dict(reranked(model, dev, listen)), dev.qrels)
    return measures.per_question(dict(ranked(model, dev, size, listen)), dev.qrels)


def ranked(model: Any, dev: Dev, size: int | None = None, listen: Listener = nobody) -> Iterator[tuple[str, list[str]]]:
    """Each question with the ids of its nearest passages, best first; equals in the order of the corpus."""
    passages = torch.cat([*_encoded(model.encode_document, model, dev.texts, size, listen)])
    asked = torch.cat([*_encoded(model.encode_query, model, list(dev.queries.values()), size, nobody)])
    names = list(dev.queries)
    for first in range(0, len(names), QUESTIONS):
        part = asked[first : first + QUESTIONS] if not asked.is_sparse else _rows(asked, first)
        scores = _products(passages, part)
        order = torch.sort(scores, dim=1, descending=True, stable=True).indices[:, :DEPTH]
        for name, row in zip(names[first : first + QUESTIONS], order.tolist(), strict=True):
            yield name, [dev.ids[place] for place in row]


def first(dev: Dev, listen: Listener = nobody) -> Dev:
    """A part of the set with candidates for a reranker: what the embedded default finds first, by its vectors."""
    part = dev.part(*RERANKED)
    encoder = SentenceTransformer(str(shipped.install(models.MODELS / shipped.BUNDLED)), local_files_only=True)
    found = {question: tuple(ids[:CANDIDATES]) for question, ids in ranked(encoder, part, listen=listen)}
    told = f"{dev.name}, the first {CANDIDATES} of {len(part.ids):,} passages by {shipped.BUNDLED}, which is the start"
    return replace(part, name=told, found=found)


def reranked(model: Any, dev: Dev, listen: Listener = nobody) -> Iterator[tuple[str, list[str]]]:
    """Each question with its candidates in the order of a cross-encoder, or as they are without one."""
    texts = dict(zip(dev.ids, dev.texts, strict=True))
    half = torch.autocast("cpu" if model is None else model.device.type, torch.bfloat16, enabled=native_bfloat16())
    for number, (question, ids) in enumerate(dev.found.items(), 1):
        order: Sequence[int] = range(len(ids))
        if model is not None:
            pairs = [(dev.queries[question], texts[id]) for id in ids]
            with half:
                scores = model.predict(pairs, batch_size=16, show_progress_bar=False)
            order = sorted(order, key=lambda place: (-scores[place], place))
        yield question, [ids[place] for place in order]
        listen(Progress("evaluating", number, len(dev.found)))


def _products(passages: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
    """The product of each question with each passage, of shape (questions, passages)."""
    if not passages.is_sparse:
        return asked @ passages.T
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
        return torch.mm(passages, asked.T).T


def _rows(vectors: torch.Tensor, first: int) -> torch.Tensor:
    chosen = torch.arange(first, min(first + QUESTIONS, len(vectors)))
    return torch.index_select(vectors, 0, chosen).to_dense()


def _encoded(
    encode: Any, model: Any, texts: Sequence[str], size: int | None, listen: Listener
) -> Iterator[torch.Tensor]:
    """Vectors part by part, on the CPU: unit vectors of a dense model, sparse ones as they are."""
    half = torch.autocast(model.device.type, dtype=torch.bfloat16, enabled=native_bfloat16())
    for first in range(0, len(texts), PART):
        part = list(texts[first : first + PART])
        with half:
            found = encode(part, batch_size=64, convert_to_tensor=True, show_progress_bar=False).cpu().float()
        if not isinstance(model, SparseEncoder):
            found = torch.nn.functional.normalize(found[:, :size], dim=1)
        yield found
        listen(Progress("evaluating", first + len(part), len(texts)))


class Watch(BaseEvaluator):
    """Measures a model while it is trained."""

    def __init__(self, dev: Dev) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.dev = dev
        self.primary_metric = "nDCG@10"

    def __call__(
        self, model: Any, output_path: str | None = None, epoch: int = -1, steps: int = -1
    ) -> dict[str, float]:
        return measures.means(per_question(model, self.dev))
