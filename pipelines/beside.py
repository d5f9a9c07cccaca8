"""The figures of sentence-transformers' InformationRetrievalEvaluator on the vectors of a library, beside our own.

A second opinion on search and measures: it sorts, cuts and counts by itself; the vectors are ours. So that passages
that score the same come in the same order, they are named by their row, and multiplied one question at a time: the
product of two matrices parts equal ones by their last digit.
"""

from collections.abc import Mapping
from typing import Any

import torch

from pipelines.library import Library
from pipelines.measures import Qrels

BATCH = 64  # questions encoded together, as the evaluation does
NAMES = {
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "ndcg": "nDCG",
    "mrr": "MRR",
    "map": "MAP",
}


class Known:
    """Stands where the evaluator has a model: its vectors are known."""

    def __init__(self, questions: torch.Tensor) -> None:
        self.questions = questions

    def encode_query(self, texts: Any, **options: Any) -> torch.Tensor:
        """The vectors of the questions, shape (questions, dimensions)."""
        return self.questions


def _cosines(questions: torch.Tensor, passages: torch.Tensor) -> torch.Tensor:
    """Of unit vectors, shape (questions, passages)."""
    return torch.stack([torch.mv(passages, question) for question in questions])


def figures(library: Library, queries: Mapping[str, str], qrels: Qrels) -> dict[str, float]:
    """Our names of the measures -> the evaluator's means for dense search, on the questions that have a judgement."""
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

    generation = library.open()
    if generation is None:
        return {}
    row = {id: f"{number:09d}" for number, id in enumerate(generation.ids)}
    texts = list(queries.values())
    vectors = [generation.encode(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
    evaluator: Any = InformationRetrievalEvaluator(
        queries=dict(queries),
        corpus=dict.fromkeys(row.values(), ""),
        relevant_docs={
            question: {row[id] for id, value in qrels[question].items() if value > 0} for question in queries
        },
        corpus_chunk_size=max(generation.rows, 1),
        score_functions={"cosine": _cosines},
        write_csv=False,
    )
    found = evaluator.compute_all_metrics(
        Known(torch.cat([torch.from_numpy(part) for part in vectors])),
        corpus_embeddings=torch.from_numpy(generation.vectors),
    )["cosine"]
    return {f"{ours}@{k}": float(value) for theirs, ours in NAMES.items() for k, value in found[f"{theirs}@k"].items()}
