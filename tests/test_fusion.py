"""The fusions, against their definitions written out plainly, and the best of an array of scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config import RetrieveSettings
from pipelines.fusion import CANDIDATES, FUSIONS, RRF, Signal, best, bm25, splade

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.9, 1.0]), max_size=40)
PAIRS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(-1, 1, width=32), min_size=n, max_size=n),
        st.lists(st.sampled_from([0.0, 0.0, 0.5, 2.0, 7.5, 30.0]), min_size=n, max_size=n),
    )
)


def array(scores: list[float]) -> np.ndarray:
    return np.array(scores, dtype=np.float32)


def fuse(name: str, dense: np.ndarray, sparse: np.ndarray, weight: float, typical: float) -> np.ndarray:
    return FUSIONS[name]([Signal(dense, weight), bm25(sparse, 1 - weight, typical)])


@given(SCORES, st.integers(0, 50))
def test_best_are_the_highest_and_equal_ones_in_order(scores: list[float], limit: int) -> None:
    order = sorted(range(len(scores)), key=lambda row: (-scores[row], row))
    assert best(array(scores), limit) == order[:limit]


def test_best_passes_over_nothing_that_is_ruled_out() -> None:
    assert best(array([-np.inf, 1.0, -np.inf, 2.0]), 3)[:2] == [3, 1]
    assert best(array([]), 3) == []


@given(PAIRS, st.floats(0, 1), st.floats(0.1, 10))
def test_weighted_is_cosine_and_scaled_bm25(
    pair: tuple[list[float], list[float]], weight: float, typical: float
) -> None:
    dense, sparse = pair
    scale = min(max(sparse) + typical, 6 * typical)
    expected = [weight * d + (1 - weight) * min(s / scale, 1) for d, s in zip(dense, sparse, strict=True)]
    assert fuse("weighted", array(dense), array(sparse), weight, typical) == pytest.approx(expected, abs=1e-5)


@given(PAIRS, st.floats(0, 1))
def test_minmax_spreads_both_over_zero_to_one(pair: tuple[list[float], list[float]], weight: float) -> None:
    def spread(scores: list[float]) -> list[float]:
        low, high = min(scores), max(scores)
        return [(score - low) / (high - low) if high > low else 0.0 for score in scores]

    dense, sparse = (array(scores).tolist() for scores in pair)
    expected = [weight * d + (1 - weight) * s for d, s in zip(spread(dense), spread(sparse), strict=True)]
    assert fuse("minmax", array(dense), array(sparse), weight, 1.0) == pytest.approx(expected, abs=1e-4)


@given(PAIRS, st.floats(0, 1))
def test_rrf_adds_reciprocal_ranks(pair: tuple[list[float], list[float]], weight: float) -> None:
    def reciprocal(scores: list[float]) -> list[float]:
        order = sorted((row for row in range(len(scores)) if scores[row] > 0), key=lambda row: (-scores[row], row))
        return [1 / (RRF + order.index(row) + 1) if row in order else 0.0 for row in range(len(scores))]

    dense, sparse = pair
    expected = [weight * d + (1 - weight) * s for d, s in zip(reciprocal(dense), reciprocal(sparse), strict=True)]
    assert fuse("rrf", array(dense), array(sparse), weight, 1.0) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", FUSIONS)
def test_weight_one_is_dense_and_zero_is_sparse(name: str) -> None:
    random = np.random.default_rng(0)
    dense, sparse = random.random(500, dtype=np.float32), random.random(500, dtype=np.float32)
    for weight, alone in ((1.0, dense), (0.0, sparse)):
        assert best(fuse(name, dense, sparse, weight, 1.0), 20) == best(alone, 20)


@pytest.mark.parametrize("name", FUSIONS)
def test_what_neither_found_is_last(name: str) -> None:
    dense, sparse = array([0.0, 0.9, 0.5]), array([0.0, 3.0, 0.0])
    assert best(fuse(name, dense, sparse, 0.5, 1.0), 3) == [1, 2, 0]


@pytest.mark.parametrize("name", FUSIONS)
def test_large_libraries_are_fused_in_depth(name: str) -> None:
    random = np.random.default_rng(0)
    dense, sparse = random.random(3 * CANDIDATES, dtype=np.float32), random.random(3 * CANDIDATES, dtype=np.float32)
    fused = fuse(name, dense, sparse, 0.5, 1.0)
    assert fused.shape == dense.shape
    assert np.isfinite(fused).all()


@pytest.mark.parametrize("name", FUSIONS)
def test_no_rows_give_no_scores(name: str) -> None:
    assert fuse(name, array([]), array([]), 0.5, 1.0).shape == (0,)


def test_every_fusion_can_be_configured() -> None:
    for name in FUSIONS:
        assert RetrieveSettings.model_validate({"fusion": name}).fusion == name


@given(PAIRS, st.floats(0.1, 50))
def test_splade_counts_as_1_where_a_passage_says_what_the_question_says(
    pair: tuple[list[float], list[float]], itself: float
) -> None:
    """The score of the question with itself, or the best one where that is higher: never above 1, order untouched."""
    scores = array(pair[1])
    alone = FUSIONS["weighted"]([splade(scores, 1.0, itself)])
    assert alone == pytest.approx(scores / max(itself, scores.max()), abs=1e-6)
    assert best(alone, 40) == best(scores, 40)


@given(PAIRS, st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_three_searches_are_a_weighted_sum(pair: tuple[list[float], list[float]], shares: list[float]) -> None:
    dense, sparse = array(pair[0]), array(pair[1])
    signals = [Signal(dense, shares[0]), bm25(sparse, shares[1], 2.0), splade(sparse, shares[2], 9.0)]
    for name in FUSIONS:
        parts = sum(FUSIONS[name]([signal]) for signal in signals)
        assert FUSIONS[name](signals) == pytest.approx(parts, abs=1e-5)
