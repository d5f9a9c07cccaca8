"""How good a ranking is: measures named as they are printed, parsed, stored and read ("nDCG@10").

    run:   question -> ids of passages, best first        qrels: question -> id of a passage -> judgement

A passage is relevant when its judgement is above 0. Questions without a relevant passage are left out, questions that
the run doesn't answer count as 0. The definitions are those of sentence-transformers' InformationRetrievalEvaluator, on
rankings cut at k. trec_eval differs in two: its map_cut.k divides by the number of relevant passages, where MAP@k
divides by k if that is less; and its ndcg_cut.k takes the judgements as gains, as nDCG(graded)@k does here, where
nDCG@k takes 1.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import fsum, log2

import numpy as np

from pipelines.errors import ConfigError, DataError

Run = Mapping[str, Sequence[str]]
Judgements = Mapping[str, int]
Qrels = Mapping[str, Judgements]
Formula = Callable[[Sequence[int], Sequence[int], int], float]
"""(judgements of the first k, 0 where not relevant; all judgements above 0, highest first; k) -> 0 to 1."""


def accuracy(found: Sequence[int], relevant: Sequence[int], k: int) -> float:
    """1 if one relevant passage is among the first k (trec_eval: success)."""
    return float(any(found))


def precision(found: Sequence[int], relevant: Sequence[int], k: int) -> float:
    """Relevant ones among the first k, over k."""
    return sum(map(bool, found)) / k


def recall(found: Sequence[int], relevant: Sequence[int], k: int) -> float:
    """Relevant ones among the first k, over all relevant ones."""
    return sum(map(bool, found)) / len(relevant)


def reciprocal_rank(found: Sequence[int], relevant: Sequence[int], k: int) -> float:
    """1 over the rank of the first relevant passage, 0 if it stands after k."""
    return next((1 / rank for rank, judgement in enumerate(found, 1) if judgement), 0.0)


def average_precision(found: Sequence[int], relevant: Sequence[int], k: int) -> float:
    """The precisions at the ranks of the relevant passages up to k, summed, over the most there could be up to k."""
    ranks = [rank for rank, judgement in enumerate(found, 1) if judgement]
    return sum(number / rank for number, rank in enumerate(ranks, 1)) / min(k, len(relevant))


def graded_gain(found: Sequence[int], relevant: Sequence[int], k: int) -> float:
    """Judgements discounted by log2(rank + 1), summed, over the same sum of the best ranking."""
    return _discounted(found) / _discounted(relevant[:k])


def binary_gain(found: Sequence[int], relevant: Sequence[int], k: int) -> float:
    """The same with 1 for every relevant passage."""
    return graded_gain([min(judgement, 1) for judgement in found], [1] * len(relevant), k)


def _discounted(judgements: Sequence[int]) -> float:
    return sum(judgement / log2(rank + 1) for rank, judgement in enumerate(judgements, 1))


FORMULAS: dict[str, Formula] = {
    "accuracy": accuracy,
    "precision": precision,
    "recall": recall,
    "nDCG": binary_gain,
    "nDCG(graded)": graded_gain,
    "MRR": reciprocal_rank,
    "MAP": average_precision,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure and its cutoff: `str(Measure.parse("nDCG@10")) == "nDCG@10"`."""

    kind: str
    k: int

    @classmethod
    def parse(cls, name: str) -> "Measure":
        """The measure of this name; raises ConfigError with the nearest name."""
        match = re.fullmatch(r"(.+)@([1-9]\d{0,5})", name)
        if match and match[1] in FORMULAS:
            return cls(match[1], int(match[2]))
        known = {kind.lower(): kind for kind in FORMULAS}
        near = get_close_matches(name.partition("@")[0].lower(), known, n=1)
        meant = f"did you mean {known[near[0]]}@10?" if near else f"known are {', '.join(FORMULAS)}, each with @k."
        raise ConfigError(f"The measure {name!r} is unknown; {meant}")

    def __str__(self) -> str:
        return f"{self.kind}@{self.k}"

    def __call__(self, ranking: Sequence[str], judgements: Judgements) -> float:
        """The value for one question, 0 to 1; at least one judgement has to be above 0."""
        found = [max(judgements.get(id, 0), 0) for id in ranking[: self.k]]
        relevant = sorted((judgement for judgement in judgements.values() if judgement > 0), reverse=True)
        return FORMULAS[self.kind](found, relevant, self.k)


DEFAULT = (
    *(f"{kind}@{k}" for kind in ("accuracy", "precision", "recall") for k in (1, 3, 5, 10)),
    "nDCG@10",
    "MRR@10",
    "MAP@100",
)


def per_question(run: Run, qrels: Qrels, names: Sequence[str] = DEFAULT) -> dict[str, dict[str, float]]:
    """Name of the measure -> question -> value; raises DataError where there is nothing to measure."""
    asked = [question for question, judgements in qrels.items() if any(value > 0 for value in judgements.values())]
    if not asked:
        raise DataError("No question has a relevant passage; check the judgements and from which one a passage counts.")
    for question in asked:
        ranking = run.get(question, ())
        if len(set(ranking)) < len(ranking):
            raise DataError(f"The ranking for question {question!r} names a passage twice; name each passage once.")
    measures = {name: Measure.parse(name) for name in names}
    return {
        name: {question: measure(run.get(question, ()), qrels[question]) for question in asked}
        for name, measure in measures.items()
    }


def measure(run: Run, qrels: Qrels, names: Sequence[str] = DEFAULT) -> dict[str, float]:
    """Name of the measure -> its mean over the questions."""
    return means(per_question(run, qrels, names))


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of at least one value, the same in any order."""
    return fsum(values) / len(values)


def means(rows: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Name of the measure -> the mean of its values by question."""
    return {name: mean(list(row.values())) for name, row in rows.items()}


def intervals(rows: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[float, float]]:
    """Name of the measure -> the 95 % bootstrap interval of that mean."""
    return {name: interval(list(row.values())) for name, row in rows.items()}


def interval(values: Sequence[float], seed: int = 0, resamples: int = 1000, level: float = 0.95) -> tuple[float, float]:
    """The bootstrap interval of the mean of one measure's values by question: drawn with replacement, percentiles.

    For two systems on the same questions give the differences, question by question: 0 outside means one is better.
    """
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    means = [sample[random.integers(len(sample), size=len(sample))].mean() for _ in range(resamples)]
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
