"""What the search is measured on: a library, questions, and which of its passages are right for each.

A test set in BEIR form gets a library of its corpus. The person's own library can serve too: the titles and headings of
its documents are the questions, what stands below them is right. That is easy, since titles and headings are searched
with the text; it tells a mode or a version that got worse, and says little about questions that people ask.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines import beir, testlibrary
from pipelines.config import Settings
from pipelines.draft import Listener
from pipelines.errors import DataError
from pipelines.library import Library
from pipelines.records import Progress
from pipelines.schema import Chunk
from pipelines.training.library_pairs import anchor

TOGETHER = 1000  # passages of the library read at a time
SHORT = 80  # characters of a passage that stand for its title where it has none


@dataclass(frozen=True, slots=True)
class Ground:
    """A library with questions: `qrels` holds the judgements above 0 by question and passage."""

    name: str
    split: str
    library: Library
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]
    titles: Mapping[str, str]  # of each passage
    titled: bool = True


def of_folder(
    settings: Settings,
    folder: Path,
    split: str,
    titled: bool,
    relevant: int,
    limit: int | None,
    listen: Listener,
) -> Ground:
    """The test set in BEIR form in `folder`, with a library of its corpus; DataError where it can't be read."""
    tests = beir.read(folder, split, relevant)
    place = settings.library.path / "evaluations"
    library = testlibrary.open_library(place, settings.embeddings, tests, titled, listen, settings.learned)
    queries = dict(list(tests.queries.items())[:limit])
    titles = {entry.id: entry.title or entry.text[:SHORT] for entry in tests.corpus}
    return Ground(tests.name, split, library, queries, {id: tests.qrels[id] for id in queries}, titles, titled)


def of_library(library: Library, limit: int | None, listen: Listener) -> Ground:
    """The library's own titles and headings, in an order drawn by chance, the same each time.

    So the first `limit` of them are a fair sample. Raises DataError where there are none.
    """
    generation = library.open()
    if generation is None or not generation.rows:
        raise DataError("The library is empty. Add documents with: vademecum ingest FOLDER")
    right: dict[str, dict[str, int]] = {}
    titles: dict[str, str] = {}
    for first in range(0, generation.rows, TOGETHER):
        for chunk in generation.chunks(range(first, min(first + TOGETHER, generation.rows))):
            titles[chunk.id] = _title(chunk)
            if asked := anchor(chunk):
                right.setdefault(asked, {})[chunk.id] = 1
        listen(Progress("reading", len(titles), generation.rows))
    if not right:
        raise DataError("The library gives no question: its documents have neither titles nor headings.")
    drawn = random.Random(0).sample(sorted(right), len(right))[:limit]
    ids = {f"q{number}": asked for number, asked in enumerate(drawn, 1)}
    qrels = {id: right[asked] for id, asked in ids.items()}
    return Ground("own", f"version {generation.manifest.number}", library, ids, qrels, titles)


def _title(chunk: Chunk) -> str:
    return ": ".join(filter(None, (chunk.title, chunk.section))) or chunk.body[:SHORT]
