"""The generation that a writer is working on: what goes, what comes, and how it is encoded and built.

Nothing here touches what is published. Old passages are taken over with their vectors; only new texts are encoded.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from pipelines.build import build
from pipelines.catalogue import Catalogue
from pipelines.encoder import Encoder, digest, encoder_of
from pipelines.encoding import DenseVectors, Encoded, SparseVectors, clear, file_in
from pipelines.generation import Generation
from pipelines.records import Progress
from pipelines.schema import Chunk, Document, Row
from pipelines.splade import Splade
from pipelines.vectors import VectorFile, WeightFile

WINDOW = 4096  # texts sorted by length together
BATCH = 128  # texts encoded, and safe on disk, at a time
TAKEN = 1000  # old passages read at a time

Listener = Callable[[Progress], None]


class Draft:
    """A new generation in the folder `staging`, beginning with what `old` holds.

    `fingerprint` is the encoder's; with a SPLADE model passages get its terms too.
    """

    def __init__(self, staging: Path, old: Generation | None, fingerprint: str, splade: Splade | None = None) -> None:
        self.folder = staging / "draft"
        self.folder.mkdir()
        self._old = old
        if old is not None:
            shutil.copyfile(old.catalogue.path, self.folder / "catalogue.db")
        self.catalogue = Catalogue(self.folder / "catalogue.db", write=True)
        self._pending = sqlite3.connect(staging / "pending.db", check_same_thread=False)
        self._pending.execute("create table rows (document text, id text, digest blob, length integer, row text)")
        self._pending.execute("create index by_document on rows (document)")
        # Old passages that SPLADE never saw, where it is new to the library.
        self._pending.execute("create table unseen (digest blob, length integer, row text)")
        self._pending.execute(
            "create view texts as select digest, length, row from rows union all select digest, length, row from unseen"
        )
        self._vectors = VectorFile(file_in(staging, "vectors", fingerprint))
        self._splade = splade
        self._terms = WeightFile(file_in(staging, "splade", splade.fingerprint)) if splade else None
        if not splade:
            clear(staging, "splade")
        self._labels: dict[str, str] = {}  # documents whose source has changed: the new one
        self._stale: set[str] = set()  # documents of the old generation whose passages are not taken over
        self._rows: dict[bytes, int] = {}  # digest of an old passage: its row
        self.encoded = 0

    def replace(self, document: Document, chunks: Sequence[Chunk], digest_: str, added: str) -> None:
        """Puts a document in with its passages; those it had before are dropped whole."""
        self.drop(document.id)
        self.catalogue.put_document(document, len(chunks), digest_, added)
        rows = [
            (document.id, chunk.id, digest(chunk.text), len(chunk.text), json.dumps(chunk.row())) for chunk in chunks
        ]
        self._pending.executemany("insert into rows values (?, ?, ?, ?, ?)", rows)

    def drop(self, document: str) -> None:
        """Takes a document out, its passages too."""
        self._stale.add(document)
        self._pending.execute("delete from rows where document = ?", (document,))
        self.catalogue.drop_document(document)

    def relabel(self, document: str, label: str) -> None:
        """Books a document that stays under another source."""
        record = self.catalogue.document(document)
        if record is not None:
            self.catalogue.relabel(replace(record, source=label))
            self._labels[document] = label

    def needs(self) -> int:
        """About how many bytes the new generation takes: as many as the old one, and three times the new texts."""
        old = sum(file.stat().st_size for file in self._old.folder.rglob("*") if file.is_file()) if self._old else 0
        pages, size = (self._pending.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(old + 3 * pages * size)

    def finish(self, embeddings: dict[str, Any], models: dict[str, Any], listen: Listener) -> tuple[int, int]:
        """Encodes what is new and builds the index; returns the numbers of documents and passages."""
        self._pending.commit()
        self._know_old()
        dense, terms = self._dense(encoder_of(embeddings, models)), self._learned()
        self._encode([dense, terms] if terms else [dense], listen)
        documents, passages = self.catalogue.size()
        self.catalogue.commit()
        self.catalogue.vacuum()  # what was taken out is to leave no remains in the file
        self.catalogue.close()
        known = terms.known if terms else None
        build(self.folder / "index", self._all(passages, listen), dense.known, embeddings, models, known)
        return documents, passages

    def published(self) -> None:
        """Clears what a killed run would have needed."""
        self._vectors.remove()
        if self._terms is not None:
            self._terms.remove()

    def close(self) -> None:
        self.catalogue.close()
        self._pending.close()
        self._vectors.close()
        if self._terms is not None:
            self._terms.close()

    def _know_old(self) -> None:
        """Remembers where the old vectors are, those of passages that go included: the text may come again."""
        unseen = self._splade is not None and self._old is not None and self._old.splade is None
        for row, (_, old) in enumerate(self._taken(everything=True)):
            key = digest(old["text"])
            self._rows.setdefault(key, row)
            if unseen and old["document"] not in self._stale:
                text = json.dumps({"text": old["text"]})
                self._pending.execute("insert into unseen values (?, ?, ?)", (key, len(old["text"]), text))

    def _dense(self, encoder: Encoder) -> DenseVectors:
        old = self._old.vectors if self._old is not None else np.zeros((0, 0), dtype=np.float32)
        return DenseVectors(encoder, self._vectors, self._rows, old)

    def _learned(self) -> SparseVectors | None:
        if self._splade is None or self._terms is None:
            return None
        return SparseVectors(self._splade, self._terms, self._rows, self._old.terms() if self._old else None)

    def _encode(self, models: Sequence[Encoded], listen: Listener) -> None:
        """Has each model encode the texts that it lacks, in windows sorted by length."""
        todo = [self._missing(model) for model in models]
        total, done = sum(map(len, todo)), 0
        listen(Progress("encoding", 0, total))
        for model, missing in zip(models, todo, strict=True):
            for first in range(0, len(missing), WINDOW):
                window = sorted(missing[first : first + WINDOW], key=lambda item: item[1])
                for start in range(0, len(window), BATCH):
                    keys = [key for key, _ in window[start : start + BATCH]]
                    model.encode(keys, self._texts(keys))
                    done += len(keys)
                    listen(Progress("encoding", done, total))
        self.encoded = len({key for missing in todo for key, _ in missing})

    def _missing(self, model: Encoded) -> list[tuple[bytes, int]]:
        """Digest and length of each text that a model has to encode: pending ones, and old ones that it never saw."""
        rows = dict(self._pending.execute("select digest, max(length) from texts group by digest"))
        return [(key, rows[key]) for key in model.lacks(rows)]

    def _texts(self, keys: Sequence[bytes]) -> list[str]:
        marks = ",".join("?" * len(keys))
        found = dict(
            self._pending.execute(
                f"select digest, json_extract(row, '$.text') from texts where digest in ({marks}) group by digest",
                list(keys),
            )
        )
        return [found[key] for key in keys]

    def _taken(self, everything: bool = False) -> Iterator[tuple[str, Row]]:
        """The old passages in their order, those of stale documents left out unless `everything`."""
        for first in range(0, self._old.rows if self._old else 0, TAKEN):
            assert self._old is not None
            for chunk in self._old.chunks(range(first, min(first + TAKEN, self._old.rows))):
                if everything or chunk.document not in self._stale:
                    label = self._labels.get(chunk.document, chunk.source)
                    yield chunk.id, replace(chunk, source=label).row()

    def _all(self, total: int, listen: Listener) -> Iterator[tuple[str, Row]]:
        """All passages of the new generation: the old ones, then the new, in the order in which they came."""
        done = 0
        for item in self._taken():
            yield item
            done += 1
        listen(Progress("building", done, total))
        for id, row in self._pending.execute("select id, row from rows order by rowid"):
            yield id, cast(Row, json.loads(row))
            done += 1
            if not done % TAKEN:
                listen(Progress("building", done, total))
        listen(Progress("building", done, total))
