"""Measures the product's own search on a test set in BEIR form, or on the titles and headings of a library.

test set -> a library of its corpus (built once, kept beside the user's) -> the search -> run -> measures
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from pipelines import beside, failures, ground, measures
from pipelines import show as terminal
from pipelines.config import RetrieveSettings, Settings
from pipelines.draft import Listener
from pipelines.errors import DataError, QuestionError
from pipelines.failures import Failure
from pipelines.generation import Generation
from pipelines.ground import Ground
from pipelines.records import Progress
from pipelines.retrieve import Retriever, check
from pipelines.schema import Filters, Mode
from pipelines.terms import Sparse

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
    failures: tuple[Failure, ...] = ()  # the questions that went worst


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
    sparse: Sparse | None = None,
) -> Evaluation:
    """Measures one mode on the split of the test set in `folder`; `limit` takes only the first questions.

    `mode` and `sparse` stand in the place of the configured ones, where they are named.

    With `second` the same vectors go to sentence-transformers' InformationRetrievalEvaluator too: dense mode only.
    """
    mode = mode or settings.retrieve.mode
    if second and mode != "dense":
        raise DataError("InformationRetrievalEvaluator searches by vectors alone; ask for it with --mode dense.")
    retrieve = searched(settings, mode, sparse)
    tests = ground.of_folder(settings, folder, split, titled, relevant, limit, listen)
    return measured(tests, Retriever(tests.library, retrieve, settings.reranking), mode, listen, second)


def measured(
    tests: Ground,
    retriever: Retriever,
    mode: Mode,
    listen: Listener = lambda progress: None,
    second: bool = False,
) -> Evaluation:
    """Measures one mode on the questions of `tests`, found by `retriever` in their library."""
    generation = tests.library.open()
    started = time.monotonic()
    run = dict(search(generation, retriever, tests.queries, mode, listen))
    seconds = time.monotonic() - started
    rows = measures.per_question(run, tests.qrels)
    return Evaluation(
        name=tests.name,
        split=tests.split,
        mode=mode,
        titled=tests.titled,
        questions=len(tests.queries),
        passages=generation.rows if generation else 0,
        values=measures.means(rows),
        intervals=measures.intervals(rows),
        rows=rows,
        seconds=seconds,
        beside=beside.figures(tests.library, tests.queries, tests.qrels) if second else {},
        failures=failures.of_search(tests, run, rows),
    )


def searched(settings: Settings, mode: Mode, sparse: Sparse | None) -> RetrieveSettings:
    """How the search goes; QuestionError where it can't, told before a library is built for it."""
    check(["?"], mode, Filters(), DEPTH, sparse)
    if sparse == "splade" and settings.splade is None:
        raise QuestionError("No SPLADE model is set up. Name one under `splade:`, or ask with --sparse bm25.")
    # `weights` joins all three searches, so it goes where one of them is chosen, as in a search (retrieve.py).
    chosen = {"sparse": sparse, "weights": None} if sparse else {}
    return settings.retrieve.model_copy(update=chosen)


def search(
    generation: Generation | None, retriever: Retriever, queries: dict[str, str], mode: Mode, listen: Listener
) -> Iterator[tuple[str, list[str]]]:
    """The run: each question's passages, best first, found as every other door finds them."""
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
