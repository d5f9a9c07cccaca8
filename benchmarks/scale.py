"""Speed and size: the MedQuAD pages ingested, and search at 64,844 passages beside plain txtai, in one run.

    python -m benchmarks.scale DATA [--config config.yml]

The library goes to a temporary folder. Plain txtai is `Embeddings(path, content=True, hybrid=True)`, nothing else set.
To spare a second half hour of encoding it takes the vectors of the same passages from our index, through its own plug
point `transform`; how fast it encodes is measured apart, on the same rows as we.
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np
import yaml
from txtai.embeddings import Embeddings

from benchmarks.record import save
from pipelines import beir, testlibrary
from pipelines.beir import TestSet
from pipelines.config import Settings, check
from pipelines.draft import BATCH
from pipelines.encoder import digest, encoder_of
from pipelines.generation import Generation
from pipelines.library import Library
from pipelines.profiles import load
from pipelines.retrieve import Retriever

SAMPLE = 1500  # rows on which encoding is compared
ASKED = 300  # questions on which latency is measured


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--only", choices=("search", "ingest"))
    arguments = parser.parse_args()
    if arguments.only != "ingest":
        settings = check(load(arguments.config))
        figures = search(settings, beir.read(arguments.data / "medquad", "dev"))
        save("scale", "MedQuAD, 64,844 titled passages", figures)
        print(json.dumps(figures, indent=1))
    if arguments.only != "search":
        figures = ingest(arguments.config, arguments.data / "medquad" / "documents.jsonl.gz")
        save("ingest", "MedQuAD, 5,476 pages", figures)
        print(json.dumps(figures, indent=1))


def search(settings: Settings, tests: TestSet) -> dict[str, Any]:
    """Encoding and search, ours and plain txtai's."""
    texts = [f"{entry.title}\n{entry.text}" for entry in tests.corpus]
    encoded = encoding(settings, texts)
    library = testlibrary.open_library(settings.library.path / "evaluations", settings.embeddings, tests, True, print)
    questions = random.Random(0).sample(list(tests.queries.values()), ASKED)
    return {"encoding": encoded, "search": searching(settings, library, texts, questions)}


def encoding(settings: Settings, texts: list[str]) -> dict[str, float]:
    """Passages a second, ours and plain txtai's, in turns on the same rows."""
    rows = random.Random(0).sample(texts, SAMPLE)
    ours = encoder_of(settings.embeddings, {})
    plain = Embeddings(path=settings.embeddings["path"], content=True, hybrid=True)

    def sorted_batches() -> None:
        order = sorted(rows, key=len)
        for start in range(0, len(order), BATCH):
            ours.batchtransform([(None, text, None) for text in order[start : start + BATCH]], "data")

    def as_it_comes() -> None:
        for start in range(0, len(rows), 500):  # txtai's own batches while it indexes
            plain.batchtransform(rows[start : start + 500], "data")

    seconds = {"ours": 0.0, "plain": 0.0}
    for _ in range(2):
        for name, run in (("ours", sorted_batches), ("plain", as_it_comes)):
            started = time.monotonic()
            run()
            seconds[name] += time.monotonic() - started
    return {name: round(2 * SAMPLE / spent, 1) for name, spent in seconds.items()}


def searching(settings: Settings, library: Library, texts: list[str], questions: list[str]) -> dict[str, Any]:
    """Latency in ms, agreement with exact search and size on disk, ours and plain txtai's."""
    generation = library.open()
    assert generation is not None
    retriever = Retriever(library, settings.retrieve)
    with tempfile.TemporaryDirectory() as folder:
        plain, built = plain_index(settings, generation, texts, Path(folder))
        for question in questions[:20]:
            retriever(question)
            plain.search(question, 10)
        figures = {
            "passages": generation.rows,
            "ours": latency(lambda q: retriever(q, "hybrid", limit=10), questions),
            "plain": latency(lambda q: plain.search(q, 10, 0.5), questions),
            "plain_build_seconds": round(built, 1),
            "ours_mb": size(generation.folder / "index"),
            "plain_mb": size(Path(folder) / "plain"),
            "plain_dense_recall@10": recall(plain, generation, questions),
        }
        plain.close()
    return figures


def plain_index(settings: Settings, generation: Generation, texts: list[str], folder: Path) -> tuple[Embeddings, float]:
    """txtai's defaults on the same rows, with our vectors for passages and its own encoder for questions."""
    vectors = {digest(text): vector for text, vector in zip(texts, generation.vectors, strict=True)}
    known: Callable[[list[str]], Any] = lambda data: (  # noqa: E731
        np.stack([vectors[digest(text)] for text in data])
        if all(digest(text) in vectors for text in data)
        else generation.encode(data)
    )
    embeddings = Embeddings(method="external", transform=known, content=True, hybrid=True)
    started = time.monotonic()
    embeddings.index((str(row), text, None) for row, text in enumerate(texts))
    seconds = time.monotonic() - started
    embeddings.config["transform"] = None
    embeddings.save(str(folder / "plain"))
    return embeddings, seconds


def latency(search: Callable[[str], Any], questions: list[str]) -> dict[str, float]:
    """p50 and p95 of one search after the other, in ms."""
    spent = []
    for question in questions:
        started = time.perf_counter()
        search(question)
        spent.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(spent, n=20)
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}


def recall(plain: Embeddings, generation: Generation, questions: list[str]) -> float:
    """Share of the ten nearest vectors that txtai's approximate index finds."""
    vectors = generation.encode(questions)
    found = plain.ann.search(vectors, 10)
    hits = 0
    for vector, near in zip(vectors, found, strict=True):
        exact = set(np.argsort(-generation.dense(vector))[:10].tolist())
        hits += len(exact & {row for row, _ in near})
    return round(hits / (10 * len(questions)), 4)


def ingest(config: Path, pages: Path) -> dict[str, Any]:
    """The pages through the shell, as a user would: passages a second, peak memory, size."""
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / "config.yml"
        settings = load(config)
        settings["library"]["path"] = f"{folder}/library"
        local.write_text(yaml.safe_dump(dict(settings), sort_keys=False), encoding="utf-8")
        started = time.monotonic()
        command = [sys.executable, "-m", "pipelines", "--config", str(local), "ingest", "--json", str(pages)]
        report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        wall = time.monotonic() - started
        again = time.monotonic()
        subprocess.run(command, capture_output=True, check=True)
        repeat = time.monotonic() - again
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        figures = {
            "documents": report["added"],
            "passages": report["passages"],
            "seconds": round(wall, 1),
            "passages_per_second": round(report["passages"] / wall, 1),
            "peak_mb": round(peak),
            "library_mb": size(Path(folder) / "library" / "generations"),
            "second_run_seconds": round(repeat, 1),
        }
        shutil.rmtree(Path(folder) / "library", ignore_errors=True)
    return figures


def size(folder: Path) -> float:
    """Megabytes in a folder."""
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6, 1)


if __name__ == "__main__":
    main()
