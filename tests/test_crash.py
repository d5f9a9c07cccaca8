"""Killed at any moment, a library is as it was or as it was to become, and the next ingest completes it."""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.library import Library
from tests import processes
from tests.fakes import texts
from tests.home import Home

SLOW = {"embeddings": {"vectors": {"pause": 0.005}}}  # so that encoding takes its share of an ingest
FILES = 30
ROWS = 10  # documents a file


def ingest(home: Home, changes: dict[str, Any]) -> None:
    home.ingest(prune=True, **changes)


def ingest_until(home: Home, moment: int) -> int:
    """An ingest that kills itself just before file operation `moment`, from 1; returns how many there are."""
    count = 0
    changing = ("os.rename", "os.remove", "os.rmdir", "shutil.rmtree")

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event in changing or (event == "open" and str(arguments[1]).startswith("w")):
            count += str(home.path / "library") in str(arguments[0])
            if moment and count == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)
    home.ingest(prune=True, library={"keep": 1})
    return count


@pytest.fixture
def grown(home: Home) -> Home:
    """A library of 270 documents, whose folder has changed since: 30 are new, 20 changed, 10 gone."""
    rows = [{"id": str(n), "title": f"own{n}", "text": text} for n, text in enumerate(texts(FILES * ROWS))]
    for n in range(27):
        home.write(f"{n}.jsonl", *rows[n * ROWS : (n + 1) * ROWS])
    home.ingest()
    (home.docs / "0.jsonl").unlink()
    for n in range(25, FILES):
        home.write(f"{n}.jsonl", *(row | {"text": f"new {row['text']}"} for row in rows[n * ROWS : (n + 1) * ROWS]))
    return home


def content(library: Library) -> dict[str, Any]:
    """All that a library holds, by what it means: documents, sources, passages and their vectors."""
    generation = library.open()
    assert generation is not None
    chunks = generation.chunks(range(generation.rows))
    manifest = generation.manifest
    assert manifest.passages == generation.rows == len(generation.vectors) == len(generation.sparse("new"))
    assert (manifest.documents, manifest.passages) == generation.catalogue.size()
    found = {
        "documents": {entry.id: generation.catalogue.document(entry.id) for entry in generation.catalogue.documents()},
        "sources": {source.path: source.hash for source in generation.catalogue.sources()},
        "chunks": {chunk.id: chunk for chunk in chunks},
        "vectors": {chunk.id: vector.tobytes() for chunk, vector in zip(chunks, generation.vectors, strict=True)},
    }
    best = int(np.argmax(generation.sparse(chunks[0].title)))
    assert chunks[best].title == chunks[0].title, "a search works"
    return found


def copied(home: Home, to: Path) -> Home:
    """A home with a library of its own and the same documents."""
    shutil.copytree(home.path / "library", to / "library")
    os.symlink(home.path / "words", to / "words")
    other = Home(to)
    other.docs = home.docs
    return other


def test_killed_at_twenty_moments_of_an_ingest(grown: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = content(grown.library())
    calm = copied(grown, tmp_path_factory.mktemp("calm"))
    processes.outcome(os.getpid)  # starts the server, which takes longer than an ingest
    started = time.monotonic()
    whole = processes.start(ingest, calm, SLOW)
    whole.join()
    seconds = time.monotonic() - started
    after = content(calm.library())
    assert len(after["documents"]) == (FILES - 1) * ROWS
    chance = random.Random(20)
    ends = []
    for n in range(20):
        other = copied(grown, tmp_path_factory.mktemp(f"kill{n}-"))
        process = processes.start(ingest, other, SLOW)
        process.join(seconds * (n + chance.random()) / 20)
        process.kill()
        process.join()
        left = content(other.library())
        assert left in (before, after), f"killed at {(n + 0.5) / 20:.0%}"
        ends.append((process.exitcode, left == after))
        other.ingest(prune=True)
        assert content(other.library()) == after
    assert other.ingest(prune=True).published is False
    assert Counter(code for code, _ in ends)[-signal.SIGKILL] >= 10, "most were killed in time"
    assert not ends[0][1], "the first were killed before anything was published"


def test_killed_before_each_file_operation_of_publishing(home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each file that is opened to be written, each renamed, each removed: one kill before each."""
    home.write("a.jsonl", "gout hurts.", "asthma wheezes.")
    home.ingest()
    home.write("a.jsonl", "gout hurts much.")
    home.write("b.jsonl", "new croup barks.")
    before = content(home.library())
    calm = copied(home, tmp_path_factory.mktemp("calm"))
    operations = processes.outcome(ingest_until, calm, 0)
    after = content(calm.library())
    seen = Counter()
    for moment in range(operations, 0, -1):
        other = copied(home, tmp_path_factory.mktemp(f"kill{moment}-"))
        process = processes.start(ingest_until, other, moment)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        left = content(other.library())
        assert left in (before, after), f"killed before file operation {moment} of {operations}"
        seen["after" if left == after else "before"] += 1
        other.ingest(prune=True, library={"keep": 1})
        assert content(other.library()) == after
        kept = {folder.name for folder in (other.path / "library" / "generations").iterdir()}
        assert {manifest.number for manifest in other.library().generations()} == set(map(int, kept))
    assert seen["before"] >= 8
    assert seen["after"] >= 3


def test_killed_while_encoding_the_next_run_encodes_what_is_missing(home: Home) -> None:
    log = home.path / "log"
    slow = {"embeddings": {"vectors": {"pause": 0.002, "log": str(log)}}}
    home.write("a.jsonl", *({"id": str(n), "title": "", "text": text} for n, text in enumerate(texts(600))))
    process = processes.start(ingest, home, slow)
    while process.is_alive() and not (log.exists() and log.read_text().count("\n") >= 256):
        process.join(0.02)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    done = log.read_text().split()
    assert 256 <= len(done) < 600
    assert home.library().open() is None
    report = home.ingest(**slow)
    encoded = log.read_text().split()
    twice = [text for text, count in Counter(encoded).items() if count > 1]
    assert len(set(encoded)) == 600
    assert len(twice) <= 128, "at most the batch that was not on disk yet"
    assert report.passages == 600 - len(done) + len(twice)
    assert report.added == 600
    assert len(content(home.library())["documents"]) == 600


def test_a_lock_left_by_a_killed_writer_holds_nobody_up(home: Home) -> None:
    home.write("a.jsonl", "gout hurts.")
    process = processes.start(hold, home)
    lock = home.path / "library" / "held"
    while process.is_alive() and not lock.exists():
        process.join(0.02)
    process.kill()
    process.join()
    assert home.ingest().added == 1


def hold(home: Home) -> None:
    """Takes the writer's lock and never gives it up."""
    with home.library().writing():
        (home.path / "library" / "held").write_text(json.dumps(os.getpid()))
        signal.pause()
