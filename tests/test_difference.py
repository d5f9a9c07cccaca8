"""A model shipped as the difference to another: small, near to what it was made of, the same bits everywhere."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from pipelines import difference

ROWS, COLUMNS = 24, 16


def models(seed: int, scale: float = 0.02) -> tuple[difference.Tensors, difference.Tensors]:
    random = np.random.default_rng(seed)
    start = {
        "layer.weight": random.normal(size=(ROWS, COLUMNS)).astype(np.float32),
        "layer.bias": random.normal(size=ROWS).astype(np.float32),
        "still.weight": random.normal(size=(4, 4)).astype(np.float32),
        "positions": np.arange(8).reshape(1, 8),
    }
    trained = dict(start)
    for name in ("layer.weight", "layer.bias"):
        trained[name] = (start[name] + scale * random.normal(size=start[name].shape)).astype(np.float32)
    return start, trained


def test_full_rank_comes_near_to_the_trained_model() -> None:
    start, trained = models(1)
    found = difference.apply(start, difference.make(start, trained, rank=COLUMNS))
    assert np.abs(found["layer.weight"] - trained["layer.weight"]).max() < 0.002
    assert np.abs(found["layer.bias"] - trained["layer.bias"]).max() < 0.0001
    assert found["layer.weight"].dtype == np.float32


def test_half_the_difference_is_the_average_of_both() -> None:
    start, trained = models(2)
    found = difference.apply(start, difference.make(start, trained, rank=COLUMNS, share=0.5))
    assert np.abs(found["layer.weight"] - (start["layer.weight"] + trained["layer.weight"]) / 2).max() < 0.001


def test_more_rank_is_nearer() -> None:
    start, trained = models(3)
    errors = [
        np.square(
            difference.apply(start, difference.make(start, trained, rank))["layer.weight"] - trained["layer.weight"]
        ).sum()
        for rank in (1, 4, 8, 16)
    ]
    assert errors == sorted(errors, reverse=True)


def test_what_did_not_change_is_neither_kept_nor_touched() -> None:
    start, trained = models(4)
    made = difference.make(start, trained, rank=4)
    assert not any(name.startswith(("still", "positions")) for name in made)
    found = difference.apply(start, made)
    assert np.array_equal(found["still.weight"], start["still.weight"])
    assert np.array_equal(found["positions"], start["positions"])


def test_a_matrix_of_which_one_row_changed_has_a_rank_below_the_others() -> None:
    start, _ = models(7)
    after = start["layer.weight"].copy()
    after[3] += 0.01
    found = difference.apply(start, difference.make(start, {**start, "layer.weight": after}, rank=4))
    assert np.abs(found["layer.weight"] - after).max() < 0.0002
    assert np.array_equal(np.delete(found["layer.weight"], 3, 0), np.delete(start["layer.weight"], 3, 0))


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 1000), scale=st.sampled_from([1e-6, 1e-3, 0.1, 10.0]), rank=st.integers(1, 20))
def test_the_sum_is_the_same_in_any_order(seed: int, scale: float, rank: int) -> None:
    """What makes the file's hash the same on every machine: no sum is rounded."""
    start, trained = models(seed, scale)
    made = difference.make(start, trained, rank)
    turned = dict(made)
    for part, axis in (("left", 1), ("right", 0), ("power", 0)):
        turned[f"layer.weight.{part}"] = np.flip(made[f"layer.weight.{part}"], axis)
    one, other = difference.apply(start, made), difference.apply(start, turned)
    assert np.array_equal(one["layer.weight"], other["layer.weight"])


def test_shapes_that_differ_are_refused() -> None:
    start, trained = models(5)
    trained = {**trained, "layer.bias": np.zeros(3, dtype=np.float32)}
    with pytest.raises(ValueError, match=r"layer\.bias is missing in the trained model, or of another shape"):
        difference.make(start, trained, rank=4)


def test_written_and_read_again(tmp_path: Path) -> None:
    start, trained = models(6)
    made = difference.make(start, trained, rank=8)
    save_file(dict(start), tmp_path / "start.safetensors")
    (tmp_path / "start.safetensors").chmod(0o644)
    save_file(made, tmp_path / "difference.safetensors")
    for name in ("one", "two"):
        difference.write(tmp_path / "start.safetensors", tmp_path / "difference.safetensors", tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").stat().st_mode == (tmp_path / "start.safetensors").stat().st_mode
    assert np.array_equal(load_file(tmp_path / "one")["layer.weight"], difference.apply(start, made)["layer.weight"])
