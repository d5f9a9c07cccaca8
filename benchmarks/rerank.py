"""What a reranker gains on MedQuAD dev and what it costs: a sample of questions, with and without, by its share.

    python -m benchmarks.rerank DATA FOLDER [QUESTIONS]

FOLDER holds the cross-encoder. Prints nDCG@10 and accuracy@1 without it and with each share of its score, what was
gained with the 95 % interval, and the milliseconds of a search and of the reranker alone.
"""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import beir, measures, testlibrary
from pipelines.config import check, read
from pipelines.rerank import Reranker, joined
from pipelines.retrieve import Retriever
from pipelines.search_settings import RerankSettings

WEIGHTS = (0.25, 0.5, 0.75, 1.0)
TOLD = ("nDCG@10", "accuracy@1")
LIMIT = 50  # passages that it reads


def main(data: Path, folder: Path, questions: int = 500) -> dict[str, Any]:
    """The figures; the sample is the same for the same number."""
    settings = check(read(Path("config.yml")))
    tests = beir.read(data / "medquad-dev", "dev")
    place = settings.library.path / "evaluations"
    library = testlibrary.open_library(place, settings.embeddings, tests, True, lambda progress: None)
    generation = library.open()
    assert generation is not None
    reranker = Reranker(RerankSettings(path=str(folder), limit=LIMIT, weight=0.5).model_dump())
    asked = sorted(random.Random(0).sample(sorted(tests.queries), min(questions, len(tests.queries))))
    runs: dict[float, dict[str, list[str]]] = {weight: {} for weight in (0.0, *WEIGHTS)}
    spent: dict[str, list[float]] = {"search": [], "reranker": []}
    retriever = Retriever(library, settings.retrieve)
    for number, id in enumerate(asked, 1):
        began = time.perf_counter()
        [found] = retriever.find(generation, [tests.queries[id]], "hybrid", limit=LIMIT)
        texts = [chunk.text for chunk in generation.chunks(found.rows)]
        read_at = time.perf_counter()
        scores = reranker.scores(tests.queries[id], texts)
        spent["search"].append(read_at - began)
        spent["reranker"].append(time.perf_counter() - read_at)
        for weight, run in runs.items():
            order = joined(found.fused[list(found.rows)], scores, weight)
            run[id] = [generation.ids[found.rows[row]] for row in order]
        if number % 50 == 0:
            print(f"{number} of {len(asked)} questions", file=sys.stderr, flush=True)
    qrels = {id: tests.qrels[id] for id in asked}
    return {
        "questions": len(asked),
        "passages read": LIMIT,
        "median ms": {name: round(1000 * float(np.median(times)), 1) for name, times in spent.items()},
        "by share": {str(weight): _figures(run, runs[0.0], qrels) for weight, run in runs.items()},
    }


def _figures(
    run: dict[str, list[str]], plain: dict[str, list[str]], qrels: dict[str, dict[str, int]]
) -> dict[str, Any]:
    """Means, and what was gained over the search alone, with its interval."""
    rows, before = measures.per_question(run, qrels), measures.per_question(plain, qrels)
    found: dict[str, Any] = {}
    for name in TOLD:
        gained = [value - before[name][id] for id, value in rows[name].items()]
        low, high = measures.interval(gained)
        found[name] = round(measures.means(rows)[name], 4)
        found[f"gain in {name}"] = [round(one, 4) for one in (measures.mean(gained), low, high)]
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])), indent=1))
