"""The section of docs/measures.md on trainings by the published recipes."""

from collections.abc import Iterator
from typing import Any

from benchmarks.record import load
from benchmarks.report_form import origin, table
from benchmarks.report_systems import MAIN
from benchmarks.trainings import TRAININGS

COMMAND = "python -m benchmarks.trainings DATA --work FOLDER"
TITLES = {
    "dense-titled": "recipe of S-PubMedBert on MedQuAD, titles in the passages",
    "dense-bare": "the same without titles",
    "matryoshka": "Matryoshka on MedQuAD, titled",
    "contrastive": "InfoNCE on titles and abstracts",
    "sparse": "SPLADE with a head made of the word vectors, MedQuAD, titled",
}


def trainings() -> Iterator[str]:
    """Each training's start and result on MedQuAD dev, and Matryoshka's sizes."""
    yield "## Trainings from all-MiniLM-L6-v2\n"
    yield "By the recipes of the published systems, on one core: 128 tokens, one epoch, word vectors left as they were"
    yield "but for SPLADE. Start and result over the same 2,625 dev questions; gained with its 95 % interval. The"
    yield f"published fine-tuned S-PubMedBert has {MAIN} 0.522 on bare passages.\n"
    records = {name: load(f"training-{name}") for name in TRAININGS}
    done = {name: record for name, record in records.items() if record}
    for name, record in done.items():
        found = record["figures"]
        yield f"### {TITLES[name]}\n"
        yield origin(record, f"{COMMAND} --only {name}")
        yield f"{found['steps']:,} steps.\n"
        yield from table(("", "start", "trained", "gained"), _rows(found))
        if found["sizes"]:
            sizes = [(size, f"{old:.3f}", f"{new:.3f}") for size, (old, new) in found["sizes"].items()]
            yield from table(("dimensions", f"{MAIN}, start", f"{MAIN}, trained"), sizes)
    for name in [name for name in records if name not in done]:
        yield f"{TITLES[name]}: not trained yet, `{COMMAND} --only {name}`.\n"


def _rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, start in found["before"].items():
        mean, low, high = found["gained"][name]
        rows.append((name, f"{start:.3f}", f"{found['after'][name]:.3f}", f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"))
    return rows
