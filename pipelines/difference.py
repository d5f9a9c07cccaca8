"""A model as the difference to another: what fine-tuning changed, small enough to be part of this repository.

Each matrix of the difference is the product of two thin ones of 8 bits (its best approximation of that rank, by
singular values), each vector is kept in 16 bits. All scales are powers of two, so the sums are exact in double
precision whatever their order: applied anywhere, the difference gives the same file, bit for bit, and its SHA-256 can
be checked.

    name.left   int8  (rows, rank)     name.right  int8  (rank, columns)     name.power  int16  (rank,)
    delta = (left * 2.0**power) @ right
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

Array = npt.NDArray[np.floating]
Tensors = Mapping[str, npt.NDArray[np.generic]]
STEPS = 127  # of 8 bits, either side of zero
LEAST = 1e-30  # below it a component holds nothing: a matrix of which few rows changed has fewer than the rank


def make(start: Tensors, trained: Tensors, rank: int, share: float = 1.0) -> dict[str, npt.NDArray[np.generic]]:
    """The difference of two models of one shape, times `share`: 0.5 is the plain average of start and trained.

    Tensors that didn't change are left out. Raises ValueError where a weight is missing or of another shape.
    """
    found: dict[str, npt.NDArray[np.generic]] = {}
    for name, before in start.items():
        if not np.issubdtype(before.dtype, np.floating):
            continue  # positions, which are no weights
        if name not in trained or trained[name].shape != before.shape:
            raise ValueError(f"{name} is missing in the trained model, or of another shape")
        delta = share * (trained[name].astype(np.float64) - before.astype(np.float64))
        if not delta.any():
            continue
        if delta.ndim == 2:
            found.update({f"{name}.{part}": tensor for part, tensor in _factors(delta, rank).items()})
        else:
            found[f"{name}.delta"] = delta.astype(np.float16)
    return found


def _factors(delta: Array, rank: int) -> dict[str, npt.NDArray[np.generic]]:
    left, values, right = np.linalg.svd(delta, full_matrices=False)
    left, right = left[:, :rank] * values[:rank], right[:rank]
    power_left, power_right = _power(left, 0), _power(right, 1)
    return {
        "left": np.rint(left * 2.0**-power_left).astype(np.int8),
        "right": np.rint(right * 2.0 ** -power_right[:, None]).astype(np.int8),
        "power": (power_left + power_right).astype(np.int16),
    }


def _power(factor: Array, axis: int) -> npt.NDArray[np.float64]:
    """The least power of two a component that brings its values within 8 bits; 0 for one that holds nothing."""
    most = np.abs(factor).max(axis=axis)
    return np.asarray(np.ceil(np.log2(np.where(most > LEAST, most, STEPS) / STEPS)), dtype=np.float64)


def apply(start: Tensors, difference: Tensors) -> dict[str, npt.NDArray[np.generic]]:
    """The tensors of `start` with the difference added; those that it doesn't name stay as they are."""
    found = dict(start)
    for name, before in start.items():
        if f"{name}.left" in difference:
            left = difference[f"{name}.left"].astype(np.float64) * 2.0 ** difference[f"{name}.power"].astype(np.float64)
            delta = left @ difference[f"{name}.right"].astype(np.float64)
        elif f"{name}.delta" in difference:
            delta = difference[f"{name}.delta"].astype(np.float64)
        else:
            continue
        found[name] = (before.astype(np.float64) + delta).astype(before.dtype)
    return found


def write(start: Path, difference: Path, out: Path) -> None:
    """Writes the model's weights: those in the file `start` with those of `difference` added."""
    mode = start.stat().st_mode
    save_file(apply(load_file(start), load_file(difference)), out, metadata={"format": "pt"})
    out.chmod(mode)  # safetensors lets its owner alone read it
