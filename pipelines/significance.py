"""Whether a difference between two systems on the same questions is more than chance."""

from collections.abc import Sequence

import numpy as np

RESAMPLES = 9999


def randomised(differences: Sequence[float], seed: int = 0, resamples: int = RESAMPLES) -> float:
    """The p of no difference, two-sided, by Fisher's paired randomisation test (Smucker, Allan, Carterette 2007).

    Without a difference between the systems each question's could as well have the other sign. Where there are few
    questions every choice of signs is tried, else `resamples` of them.
    """
    sample = np.asarray(differences, dtype=np.float64)
    if not np.any(sample):
        return 1.0
    from scipy.stats import permutation_test

    found = permutation_test(
        (sample,), lambda x, axis: np.mean(x, axis=axis), permutation_type="samples", vectorized=True,
        n_resamples=resamples, batch=max(1, 2_000_000 // len(sample)), rng=np.random.default_rng(seed),
    )  # fmt: skip
    return float(found.pvalue)


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
