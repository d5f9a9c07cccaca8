"""Whether a difference between two systems on the same questions is more than chance."""

from collections.abc import Sequence

import numpy as np

RESAMPLES = 9999
BATCH = 1000  # draws at a time


def randomised(differences: Sequence[float], seed: int = 0, resamples: int = RESAMPLES) -> float:
    """The p of no difference, two-sided, by Fisher's paired randomisation test (Smucker, Allan, Carterette 2007).

    Without a difference between the systems each question's could as well have the other sign: signs are drawn anew,
    and p is the share of draws with a sum as far from 0 as the one found, which counts as a draw too. It is what
    `scipy.stats.permutation_test` does with one sample; that takes a hundred times as long on 2,625 questions.
    """
    sample = np.asarray(differences, dtype=np.float64)
    random = np.random.default_rng(seed)
    total = float(sample.sum())
    least = abs(total) - 1e-9 * float(np.abs(sample).sum())  # sums of the same terms differ in their last digits
    beyond = 0
    for start in range(0, resamples, BATCH):
        kept = random.integers(0, 2, size=(min(BATCH, resamples - start), len(sample)), dtype=np.int8)
        beyond += int(np.count_nonzero(np.abs(2 * (kept @ sample) - total) >= least))
    return (1 + beyond) / (1 + resamples)


def adjusted(ps: Sequence[float]) -> list[float]:
    """The p of each comparison for all of them together, by Holm (1979), in their order.

    The chance that one or more of the true hypotheses falls stays below the level, whatever hangs on what.
    """
    order = sorted(range(len(ps)), key=lambda number: ps[number])
    found, highest = [0.0] * len(ps), 0.0
    for rank, number in enumerate(order):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[number]))
        found[number] = highest
    return found
