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
from pipelines.encoder import Encoder, Vectors, digest, encoder_of
from pipelines.generation import Generation
from pipelines.records import Progress
from pipelines.schema import Chunk, Document, Row
from pipelines.vectors import VectorFile

WINDOW = 4096  # texts sorted by length together
BATCH = 128  # texts encoded, and safe on disk, at a time
TAKEN = 1000  # old passages read at a time

Listener = Callable[[Progress], None]


class Draft:
    """A new generation in the folder `staging`, beginning with what `old` holds."""

    def __init__(self, staging: Path, old: Generation | None, fingerprint: str) -> None:
        self.folder = staging / "draft"
        self.folder.mkdir()
        self._old = old
        if old is not None:
            shutil.copyfile(old.catalogue.path, self.folder / "catalogue.db")
        self.catalogue = Catalogue(self.folder / "catalogue.db", write=True)
        self._pending = sqlite3.connect(staging / "pending.db", check_same_thread=False)
        self._pending.execute("create table rows (document text, id text, digest blob, length integer, row text)")
        self._pending.execute("create index by_document on rows (document)")
        self._vectors = VectorFile(_vector_file(staging, fingerprint))
        self._labels: dict[str, str] = {}  # documents whose source has changed: the new one
        self._stale: set[str] = set()  # documents of the old generation whose passages are not taken over
        self._matrix = old.vectors if old is not None else np.zeros((0, 0), dtype=np.float32)
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

    def finish(self, embeddings: dict[str, Any], models: dict[str, Any], listen: Listener) -> tuple[int, int]:
        """Encodes what is new and builds the index; returns the numbers of documents and passages."""
        self._pending.commit()
        encoder = encoder_of(embeddings, models)
        self._know_old()
        self._encode(encoder, listen)
        documents, passages = self.catalogue.size()
        self.catalogue.commit()
        self.catalogue.close()
        build(self.folder / "index", self._all(passages, listen), self._known, embeddings, models)
        return documents, passages

    def published(self) -> None:
        """Clears what a killed run would have needed."""
        self._vectors.remove()

    def close(self) -> None:
        self.catalogue.close()
        self._pending.close()
        self._vectors.close()

    def _know_old(self) -> None:
        """Remembers where the old vectors are, those of passages that go included: the text may come again."""
        for row, (_, old) in enumerate(self._taken(everything=True)):
            self._rows.setdefault(digest(old["text"]), row)

    def _encode(self, encoder: Encoder, listen: Listener) -> None:
        """Encodes the pending texts that have no vector yet, in windows sorted by length."""
        todo = self._missing()
        listen(Progress("encoding", 0, len(todo)))
        for first in range(0, len(todo), WINDOW):
            window = sorted(todo[first : first + WINDOW], key=lambda item: item[1])
            for start in range(0, len(window), BATCH):
                keys = [key for key, _ in window[start : start + BATCH]]
                texts = self._texts(keys)
                # "data" has the encoder put a document's prompt in front, where it has one
                vectors = encoder.batchtransform([(None, text, None) for text in texts], "data")
                self._vectors.put(dict(zip(keys, vectors, strict=True)))
                self.encoded += len(keys)
                listen(Progress("encoding", self.encoded, len(todo)))

    def _missing(self) -> list[tuple[bytes, int]]:
        """Digest and length of each pending text without a vector."""
        rows = self._pending.execute("select digest, max(length) from rows group by digest").fetchall()
        rows = [(key, length) for key, length in rows if key not in self._rows]
        have = self._vectors.get(key for key, _ in rows)
        return [(key, length) for key, length in rows if key not in have]

    def _texts(self, keys: Sequence[bytes]) -> list[str]:
        marks = ",".join("?" * len(keys))
        found = dict(
            self._pending.execute(
                f"select digest, json_extract(row, '$.text') from rows where digest in ({marks}) group by digest",
                list(keys),
            )
        )
        return [found[key] for key in keys]

    def _known(self, texts: list[str]) -> Vectors:
        """The vectors of these texts, from the old generation or from this run."""
        keys = [digest(text) for text in texts]
        new = self._vectors.get(key for key in keys if key not in self._rows)
        return np.stack([self._matrix[self._rows[key]] if key in self._rows else new[key] for key in keys])

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


def _vector_file(staging: Path, fingerprint: str) -> Path:
    """The file for this encoder's vectors; what another encoder left is removed."""
    name = f"vectors.{digest(fingerprint).hex()}.db"
    for other in staging.glob("vectors.*"):
        if not other.name.startswith(name):
            other.unlink()
    return staging / name
