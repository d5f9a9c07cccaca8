"""Measures the product's own search on a test set in BEIR form.

test set -> a library of its corpus (built once, kept beside the user's) -> the search -> run -> measures
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from pipelines import beir, beside, measures, testlibrary
from pipelines import show as terminal
from pipelines.config import Settings
from pipelines.draft import Listener
from pipelines.errors import DataError
from pipelines.library import Library
from pipelines.records import Progress
from pipelines.retrieve import Retriever
from pipelines.schema import Mode

DEPTH = 100  # passages in a run: what MAP@100 looks at
BATCH = 64  # questions encoded together


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run of one mode: the mean of each measure, its 95 % interval, and each question's values."""

    name: str
    split: str
    mode: Mode
    titled: bool
    questions: int
    passages: int
    values: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    rows: dict[str, dict[str, float]]  # measure -> question -> value
    seconds: float
    beside: dict[str, float] = field(default_factory=dict)  # what InformationRetrievalEvaluator finds, where asked


def retrieval(
    settings: Settings,
    folder: Path,
    split: str,
    mode: Mode | None = None,
    titled: bool = True,
    relevant: int = 1,
    limit: int | None = None,
    listen: Listener = lambda progress: None,
    second: bool = False,
) -> Evaluation:
    """Measures one mode on the split of the test set in `folder`; `limit` takes only the first questions.

    With `second` the same vectors go to sentence-transformers' InformationRetrievalEvaluator too: dense mode only.
    """
    if second and (mode or settings.retrieve.mode) != "dense":
        raise DataError("InformationRetrievalEvaluator searches by vectors alone; ask for it with --mode dense.")
    tests = beir.read(folder, split, relevant)
    library = testlibrary.open_library(
        settings.library.path / "evaluations", settings.embeddings, tests, titled, listen, settings.learned
    )
    queries = dict(list(tests.queries.items())[:limit])
    mode = mode or settings.retrieve.mode
    started = time.monotonic()
    run = dict(search(library, Retriever(library, settings.retrieve), queries, mode, listen))
    seconds = time.monotonic() - started
    qrels = {id: tests.qrels[id] for id in queries}
    rows = measures.per_question(run, qrels)
    generation = library.open()
    return Evaluation(
        name=tests.name,
        split=split,
        mode=mode,
        titled=titled,
        questions=len(queries),
        passages=len(tests.corpus),
        values={name: measures.mean(list(values.values())) for name, values in rows.items()},
        intervals={name: measures.interval(list(values.values())) for name, values in rows.items()},
        rows=rows,
        seconds=seconds,
        beside=beside.figures(generation, queries, qrels) if second and generation else {},
    )


def search(
    library: Library, retriever: Retriever, queries: dict[str, str], mode: Mode, listen: Listener
) -> Iterator[tuple[str, list[str]]]:
    """The run: each question's passages, best first, found as every other door finds them."""
    generation = library.open()
    names = list(queries)
    for first in range(0, len(names), BATCH):
        part = names[first : first + BATCH]
        found = retriever.find(generation, [queries[name] for name in part], mode, limit=DEPTH)
        for name, one in zip(part, found, strict=True):
            # A passage of a test library is a document of its own, "<id>": its row has the corpus' id.
            yield name, [generation.ids[row] for row in one.rows] if generation else []
        listen(Progress("searching", first + len(part), len(names)))


def as_json(found: Evaluation) -> None:
    """Prints the measures as one JSON object, names as keys."""
    print(json.dumps(found.values | {f"{name} (beside)": value for name, value in found.beside.items()}, indent=2))


def show(found: Evaluation) -> None:
    """Prints the measures with their intervals."""
    title = "titled" if found.titled else "bare"
    terminal.out.print(
        f"{found.name}, {found.split}: {found.questions} questions, {found.passages} {title} passages, {found.mode}, "
        f"{found.seconds:.1f} s"
    )
    table = Table("Measure", "Mean", "95 % interval", *(["Beside"] if found.beside else []))
    for name, value in found.values.items():
        low, high = found.intervals[name]
        other = [f"{found.beside[name]:.4f}"] if name in found.beside else []
        table.add_row(name, f"{value:.4f}", f"{low:.4f} to {high:.4f}", *other)
    terminal.out.print(table)
    if found.beside:
        apart = max(abs(found.values[name] - value) for name, value in found.beside.items())
        terminal.say(f"Beside: sentence-transformers' InformationRetrievalEvaluator; at most {apart:.0e} apart.")
