"""How well a model tells pairs that belong together from random ones: the protocol of the PubMedBERT models' cards.

Each pair of texts is a positive, label 1; its first text with the second of another pair, drawn at random, a negative,
label 0. The cosines of all are correlated with the labels (Pearson, Spearman). It is done with several seeds, for the
draw matters; docs/evaluating.md says what the figures can and can't tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.table import Table

from pipelines import pairfile, sentencemodels, systems
from pipelines import show as terminal
from pipelines.draft import Listener
from pipelines.errors import DataError
from pipelines.records import Progress

SEEDS = (0, 1, 2, 3, 4)
STEP = 128  # texts between two words on progress

Cosines = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over several seeds, times 100."""

    mean: float
    deviation: float  # standard deviation over the seeds; 0 of one
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Similarity:
    """Pearson's and Spearman's coefficient of cosine and label, times 100, as the cards print them."""

    name: str
    model: str
    fields: tuple[str, str]
    pairs: int
    seeds: tuple[int, ...]
    pearson: Spread
    spearman: Spread
    zeros: float  # share of all cosines that are exactly 0: the ties of a sparse model
    bound: float  # what Spearman would be if every positive stood above every negative, with these zeros, times 100


def similarity(
    path: Path,
    model: str,
    first: str | None = None,
    second: str | None = None,
    limit: int | None = None,
    seeds: Sequence[int] = SEEDS,
    listen: Listener = lambda progress: None,
) -> Similarity:
    """Measures a model (a profile, a folder, a name on the Hub that is here) on the pairs of a JSONL file."""
    folder = systems.require(model)
    pairs, fields = pairfile.read(path, first, second, limit)
    loaded = sentencemodels.load(folder)
    both = [text for pair in zip(*pairs, strict=True) for text in pair]
    vectors = list(_encoded(loaded, both, listen))
    left, right = (np.arange(side, len(both), 2) for side in (0, 1))
    found = _stacked(vectors)
    draws = [cosines(found[left], found[right], seed) for seed in seeds]
    labels = np.repeat([1.0, 0.0], len(left))
    zeros = fmean(float(np.mean(one == 0)) for one in draws)
    return Similarity(
        name=path.name,
        model=systems.named(model),
        fields=fields,
        pairs=len(left),
        seeds=tuple(seeds),
        pearson=_spread([correlation(one, labels)[0] for one in draws]),
        spearman=_spread([correlation(one, labels)[1] for one in draws]),
        zeros=zeros,
        bound=100 * bound(zeros),
    )


def _encoded(model: Any, texts: Sequence[str], listen: Listener) -> Iterator[Any]:
    for start in range(0, len(texts), STEP):
        yield sentencemodels.encode(model, texts[start : start + STEP])
        listen(Progress("encoding", min(start + STEP, len(texts)), len(texts)))


def _stacked(parts: Sequence[Any]) -> Any:
    from scipy.sparse import issparse, vstack

    return vstack(parts, format="csr") if issparse(parts[0]) else np.concatenate(parts)


def cosines(first: Any, second: Any, seed: int) -> Cosines:
    """The cosine of each pair, then that of each first text and a random other second one, shape (2 x pairs,).

    `first` and `second` are unit rows, dense or sparse, of shape (pairs, dimensions), at least 2 of them.
    """
    pairs = first.shape[0]
    random = np.random.default_rng(seed)
    other = (np.arange(pairs) + random.integers(1, pairs, size=pairs)) % pairs  # never its own
    return np.concatenate([_products(first, second), _products(first, second[other])])


def _products(first: Any, second: Any) -> Cosines:
    """The dot product of each row with the row of the same number."""
    together = first.multiply(second) if hasattr(first, "multiply") else first * second
    return np.asarray(together.sum(axis=1), dtype=np.float64).ravel()


def correlation(scores: Cosines, labels: Cosines) -> tuple[float, float]:
    """Pearson's and Spearman's coefficient, -1 to 1; DataError where all scores are the same and there is none."""
    from scipy.stats import pearsonr, spearmanr

    if np.ptp(scores) == 0:
        raise DataError(f"All similarities are {scores[0]:.3f}, so nothing can be told of the model; is it trained?")
    return float(pearsonr(scores, labels).statistic), float(spearmanr(scores, labels).statistic)


def bound(tied: float) -> float:
    """Spearman of a model that puts every positive above every negative, as many of each, in the limit of many pairs.

    Without ties it is the root of 3/4, 0.866. `tied` is the share of all scores that stand at the lowest value, all of
    them negatives (at most 0.5): they thin out the spread of the ranks, and the coefficient rises, to 0.926 at 0.5.
    """
    return sqrt(0.75 / (1 - min(tied, 0.5) ** 3))


def _spread(values: Sequence[float]) -> Spread:
    found = [100 * value for value in values]
    return Spread(fmean(found), stdev(found) if len(found) > 1 else 0.0, min(found), max(found))


def show(found: Similarity) -> None:
    """Prints the figures with their spread over the seeds."""
    terminal.out.print(
        f"{found.name}: {found.pairs} pairs ({found.fields[0]}, {found.fields[1]}), a random negative for each, "
        f"{len(found.seeds)} seeds; {found.model}"
    )
    table = Table("Times 100", "Mean", "Deviation", "Least", "Most")
    for name, one in (("Pearson", found.pearson), ("Spearman", found.spearman)):
        table.add_row(name, *(f"{value:.2f}" for value in (one.mean, one.deviation, one.low, one.high)))
    terminal.out.print(table)
    zeros = f", with {found.zeros:.1%} of the similarities at 0" if found.zeros else ""
    terminal.out.print(f"Spearman can be {found.bound:.2f} at most{zeros}: see docs/evaluating.md.")
