"""A place to work in: a folder of documents, a configuration with fakes, and the library that comes of them."""

import json
from pathlib import Path
from typing import Any

from pipelines.application import Vademecum, start
from pipelines.config import HOOK
from pipelines.library import Library
from pipelines.records import Report
from tests.fakes import weights

WORKFLOWS = Path(__file__).parents[1] / "workflows"


class Home:
    """Everything below one folder: `docs`, `library`, and `model`, the fake encoder's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.docs = path / "docs"
        self.docs.mkdir(exist_ok=True)
        weights(path / "words")

    def config(self, **changes: Any) -> dict[str, Any]:
        """The configuration; each change goes into the group of its name."""
        base: dict[str, Any] = {
            "library": {"path": str(self.path / "library")},
            "reading": {},
            "retrieve": {},
            "answer": {},
            "workflows": str(WORKFLOWS),
            HOOK: {"application": None},
            "embeddings": {
                "path": str(self.path / "words"),
                "method": "tests.fakes.WordVectors",
                "vectors": {"dimensions": 64},
                "backend": "numpy",
                "content": True,
                "scoring": {"method": "pipelines.bm25.BM25", "terms": True, "normalize": True, "k1": 0.9, "b": 0.4},
            },
        }
        for group, values in changes.items():
            base[group] = {**base.get(group, {}), **values} if isinstance(values, dict) else values
        return base

    def start(self, **changes: Any) -> Vademecum:
        """The application, fresh."""
        return start(self.config(**changes))

    def library(self, **changes: Any) -> Library:
        """The library alone, as another process would open it."""
        config = self.config(**changes)
        return Library(Path(config["library"]["path"]), config["embeddings"], config["library"].get("keep", 3))

    def write(self, name: str, *rows: str | dict[str, Any]) -> Path:
        """A JSON Lines file of documents; a text alone gets its first word as the title."""
        file = self.docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        records = [{"title": row.split()[0], "text": row} if isinstance(row, str) else row for row in rows]
        file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return file

    def ingest(self, prune: bool = False, **changes: Any) -> Report:
        """Reads the folder of documents into the library, as a new process would."""
        return self.start(**changes).add([self.docs], prune)


def titles(home: Home) -> list[str]:
    """Titles of the documents in the library."""
    generation = home.library().open()
    return [entry.title for entry in generation.catalogue.documents()] if generation else []


def counts(report: Report) -> tuple[int, int, int, int]:
    """Documents added, changed, unchanged and removed."""
    return report.added, report.changed, report.unchanged, report.removed


def grow(home: Home, number: int, **changes: Any) -> None:
    """So many generations, each with one document more: word1, word2 ..."""
    for n in range(1, number + 1):
        home.write(f"{n}.jsonl", f"word{n} said.")
        home.ingest(**changes)


def held(home: Home) -> int:
    """How many documents the current generation holds."""
    generation = home.library().open()
    return len(generation.catalogue.documents()) if generation else 0


def numbers(home: Home) -> list[int]:
    """The generations kept, newest first."""
    return [manifest.number for manifest in home.library().generations()]
