"""A large library for the page's benchmark, built without the hour that encoding it would take.

The documents are MedQuAD's pages, with the passages of its corpus, and one PDF of the samples. Passages get unit
vectors drawn at random; questions are encoded by the bundled encoder, as ever. What the page shows, searches and keeps
in memory is of the real size, only the ranks by meaning say nothing: those by words do.
"""

from collections.abc import Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from pipelines import beir
from pipelines.application import Vademecum, start
from pipelines.beir import Entry, TestSet
from pipelines.draft import Draft
from pipelines.encoder import Encoder, Vectors
from pipelines.library import Library
from pipelines.models import fingerprint
from pipelines.schema import Chunk, Document
from pipelines.sections import Section

ROOT = Path(__file__).parents[1]
PDF = ROOT / "samples" / "endocrine" / "diabetic-ketoacidosis.pdf"
BREAK = "\n\n"


class AtRandom(Encoder):
    """`embeddings: {method: benchmarks.page_library.AtRandom, path: ...}`: passages are not looked at."""

    def encode(self, data: list[str], category: str | None = None) -> Vectors:
        """Unit vectors of shape (len(data), dimensions), for passages that are new drawn anew at each call."""
        if category != "data" or self.known is not None:
            return super().encode(data, category)
        width = super().encode(["width"], "query").shape[1]
        drawn = np.random.default_rng().standard_normal((len(data), width), dtype=np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def configure(folder: Path) -> Path:
    """The shipped configuration with a library of its own below `folder`."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["library"] = {**config["library"], "path": str(folder / "library")}
    config["workflows"] = str(ROOT / "workflows")
    config["embeddings"]["method"] = f"{AtRandom.__module__}.{AtRandom.__name__}"
    config["embeddings"]["path"] = str(ROOT / config["embeddings"]["path"])
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return path


def build(config: Path, tests: TestSet, most: int | None) -> tuple[int, int]:
    """Fills the library with the first `most` passages of the corpus and the PDF; gives its documents and passages."""
    vademecum = start(config)
    vademecum.add([PDF])  # first: an ingest takes out what no file holds
    library = vademecum.library
    with library.writing() as staging:
        draft = Draft(staging, library.open(), fingerprint(str(vademecum.settings.embeddings["path"])))
        entries = sorted(islice(tests.corpus, most), key=lambda entry: entry.title)
        for number, (title, group) in enumerate(groupby(entries, key=lambda entry: entry.title)):
            _put(draft, f"page{number}", title, list(group))
        _publish(library, draft, vademecum.settings.embeddings)
    return _size(vademecum)


def _put(draft: Draft, id: str, title: str, entries: Sequence[Entry]) -> None:
    """One document of these entries, each a passage and a section."""
    text, sections, chunks = "", [], []
    for number, entry in enumerate(entries):
        text += BREAK if text else ""
        start, end = len(text), len(text) + len(entry.text)
        text += entry.text
        sections.append(Section("", start, end))
        chunks.append(Chunk(f"{id}#{number}", id, title, "", entry.text, start, end, source=id))
    draft.replace(Document(id, title, text, id, sections=tuple(sections)), chunks, "", "2026-11-21T00:00:00+00:00")


def _publish(library: Library, draft: Draft, embeddings: dict[str, Any]) -> None:
    documents, passages = draft.finish(embeddings, library.models, lambda progress: None)
    library.publish(draft.folder, documents, passages)
    draft.close()
    draft.published()


def _size(vademecum: Vademecum) -> tuple[int, int]:
    generation = vademecum.library.open()
    assert generation is not None
    return generation.manifest.documents, generation.manifest.passages


def questions(tests: TestSet, number: int) -> list[str]:
    """So many questions of the test set, spread over all of it."""
    asked = list(tests.queries.values())
    return asked[:: max(len(asked) // number, 1)][:number]


def read(data: Path) -> TestSet:
    """MedQuAD in its full setting."""
    return beir.read(data / "medquad", "dev")
