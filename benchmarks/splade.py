"""How long a search by SPLADE takes beside the dense one, on random passages: no model, the arithmetic alone.

    python -m benchmarks.splade [PASSAGES] [WORDS]

Prints milliseconds a question, the best of 20: the dense product; the sparse one with a row a passage; and with a row a
word, as the product has it.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy import sparse

VOCABULARY, DIMENSIONS, ASKED = 30522, 384, 30  # words of BERT, dimensions of MiniLM, words of a question


def main(passages: int = 65_000, words: int = 150) -> dict[str, float]:
    """The figures for so many passages of so many words each, drawn as Zipf's law has them."""
    random = np.random.default_rng(0)
    chances = 1 / np.arange(1, VOCABULARY + 1) ** 0.8
    chances /= chances.sum()
    columns = random.choice(VOCABULARY, passages * words, p=chances).astype(np.int32)
    starts = np.arange(0, passages * words + 1, words)
    weights = random.random(passages * words, dtype=np.float32)
    rows = sparse.csr_array((weights, columns, starts), shape=(passages, VOCABULARY))
    rows.sum_duplicates()
    by_word = rows.tocsc().T
    question = np.zeros(VOCABULARY, dtype=np.float32)
    asked = random.choice(VOCABULARY, ASKED, replace=False, p=chances)
    question[asked] = random.random(ASKED)
    vectors, vector = torch.rand(passages, DIMENSIONS), torch.rand(DIMENSIONS)

    return {
        "passages": passages,
        "megabytes": (rows.data.nbytes + rows.indices.nbytes) / 1e6,
        "dense": _best(lambda: torch.mv(vectors, vector)),
        "row a passage": _best(lambda: rows @ question),
        "row a word": _best(lambda: by_word[asked].T @ question[asked]),
    }


def _best(work: Callable[[], Any]) -> float:
    """Milliseconds of the fastest of 20 runs."""
    times = []
    for _ in range(20):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return 1000 * min(times)


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=2))
