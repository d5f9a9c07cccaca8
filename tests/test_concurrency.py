"""Many threads search while another publishes: no crash, no error, each result from one generation."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import shipped
from pipelines.application import Vademecum
from pipelines.encoder import encoder_of
from pipelines.schema import KINDS, MODES, Filters, Query, Retrieved
from tests import processes
from tests.home import Home

ROOT = Path(__file__).parents[1]
THREADS, SEARCHES, GENERATIONS, DOCUMENTS = 16, 200, 6, 40
QUESTIONS = ["gout pain", "select * from txtai", "IL-6 -gout", "Crohn's 50%", "asthma?", "mark3 gout", "…", "💊 dose"]


def fill(home: Home, mark: int) -> None:
    """Documents that all bear a mark, of other texts and years than before it; there are more with each mark."""
    home.write(
        "a.jsonl",
        *(
            {
                "id": f"{n}",
                "title": f"mark{mark}",
                "text": f"gout pain IL-6 dose asthma number{n} mark{mark}.",
                "published": str(2000 + mark),
                "kind": KINDS[(n + mark) % len(KINDS)],
            }
            for n in range(DOCUMENTS + mark)
        ),
    )


def consistent(found: Retrieved, query: Query) -> bool:
    """Whether all passages are of the generation that is named, and all that it holds are there."""
    mark = found.generation
    size = DOCUMENTS + mark
    kinds = [KINDS[(n + mark) % len(KINDS)] for n in range(size)]
    allowed = sum(not query.filters.kinds or kind in query.filters.kinds for kind in kinds)
    if query.filters.since is not None and query.filters.since > 2000 + mark:
        allowed = 0
    right = all(
        p.chunk.title == f"mark{mark}" and p.chunk.body.endswith(f"mark{mark}.") and p.chunk.year == 2000 + mark
        for p in found.passages
    )
    return right and (query.mode == "sparse" or len(found.passages) == min(query.limit or 10, allowed))


def search(vademecum: Vademecum, seed: int) -> tuple[list[str], set[int]]:
    """Mixed searches of one thread: what went wrong, and the generations that were met."""
    chance = random.Random(seed)
    wrong, met = [], set()
    for _ in range(SEARCHES):
        filters = chance.choice(
            [Filters(), Filters(kinds=(chance.choice(KINDS),)), Filters(since=2003), Filters(sources=("docs/a.jsonl",))]
        )
        query = Query(chance.choice(QUESTIONS), chance.choice(MODES), filters, chance.choice([None, 3, 60]))
        found = vademecum.search(query)
        met.add(found.generation)
        if not consistent(found, query):
            wrong.append(f"{query} -> generation {found.generation}, {len(found.passages)} passages")
    return wrong, met


def search_and_publish(home: Home) -> tuple[list[str], set[int]]:
    """What went wrong, and the generations that were met, by all threads together."""
    vademecum = home.start(library={"keep": 1})
    fill(home, 1)
    vademecum.add([home.docs])
    done = threading.Event()

    def publish() -> None:
        for mark in range(2, GENERATIONS + 1):
            fill(home, mark)
            vademecum.add([home.docs])
        mark = GENERATIONS
        while not done.is_set() and mark < 40:
            mark += 1
            fill(home, mark)
            vademecum.add([home.docs])

    with ThreadPoolExecutor(THREADS + 1) as pool:
        writer = pool.submit(publish)
        results = list(pool.map(search, [vademecum] * THREADS, range(THREADS)))
        done.set()
        writer.result()
    return [line for wrong, _ in results for line in wrong], {n for _, met in results for n in met}


def test_threads_search_while_another_publishes(home: Home) -> None:
    """In a process of its own: what it guards against (txtai/database/rdbms.py) ends in SIGSEGV."""
    wrong, met = processes.outcome(search_and_publish, home)
    assert wrong == []
    assert len(met) >= 3, f"too few generations were met to say anything: {met}"


def test_processes_search_while_another_publishes(home: Home) -> None:
    """Each process follows the pointer by itself."""
    fill(home, 1)
    home.ingest(library={"keep": 1})
    workers = [processes.start(search_until, home, GENERATIONS, home.path / f"met{n}") for n in range(3)]
    for mark in range(2, GENERATIONS + 1):
        fill(home, mark)
        home.ingest(library={"keep": 1})
    for n, worker in enumerate(workers):
        worker.join()
        assert worker.exitcode == 0
        assert (home.path / f"met{n}").read_text() == "[]"


def search_until(home: Home, generation: int, told: Path) -> None:
    """Searches until that generation is met; writes down what went wrong."""
    vademecum = home.start()
    wrong: list[Any] = []
    query = Query("gout pain", "hybrid", Filters(), 60)
    while True:
        found = vademecum.search(query)
        if not consistent(found, query):
            wrong.append(found.generation)
        if found.generation >= generation:
            break
    told.write_text(str(wrong))


def test_one_model_serves_several_encoders_in_threads() -> None:
    """The real tokenizer raises "Already borrowed" where two threads use it at once."""
    path = shipped.install(ROOT / "models" / shipped.BUNDLED)
    config = {"path": str(path), "method": "pipelines.encoder.Encoder", "maxlength": 256}
    shared: dict[str, Any] = {}
    encoders = [encoder_of(config, shared) for _ in range(4)]
    texts = ["gout", "What is the dose of metformin in adults with chronic kidney disease?", "IL-6 " * 40]

    def work(n: int) -> np.ndarray:
        encoder = encoders[n % 4]
        return encoder.batchtransform([(None, texts[n % 3], None)]) if n % 2 else np.array(encoder.count(texts))

    alone = [work(n) for n in range(12)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(work, list(range(12)) * 6))
    assert all(np.allclose(alone[n % 12], found, atol=1e-3) for n, found in enumerate(together))
