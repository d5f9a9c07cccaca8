"""A library made of a BEIR corpus: each entry one passage, so that judgements fit, and the product's search on it."""

import hashlib
from pathlib import Path
from typing import Any

from pipelines import built, models
from pipelines.beir import TestSet
from pipelines.build import FORMAT
from pipelines.draft import Draft, Listener
from pipelines.library import Library
from pipelines.schema import Chunk, Document
from pipelines.sections import Section


def open_library(
    folder: Path,
    embeddings: dict[str, Any],
    tests: TestSet,
    titled: bool,
    listen: Listener,
    splade: dict[str, Any] | None = None,
) -> Library:
    """The library of the corpus below `folder`, built at the first call and opened at later ones.

    One with an index of an older format is built anew from the vectors that it holds.
    Vectors are kept whole and cut when it is opened, so that one build serves every `dimensionality`. With `titled` the
    title stands in front of each passage, as it does in the product; without, it is left out.
    """
    models.check(embeddings)
    whole = {key: value for key, value in embeddings.items() if key != "dimensionality"}
    library = Library(folder / _key(whole, tests, titled, splade), whole, keep=1, splade=splade)
    old = library.open()
    if old is None or old.manifest.format != FORMAT:
        with library.writing() as staging:
            draft = Draft(staging, old, models.fingerprint(str(embeddings["path"])), library.learned())
            for entry in tests.corpus:
                title = entry.title if titled else ""
                section = (Section("", 0, len(entry.text)),)
                document = Document(entry.id, title, entry.text, tests.name, sections=section)
                chunk = Chunk(entry.id, entry.id, title, "", entry.text, 0, len(entry.text), source=tests.name)
                draft.replace(document, [chunk], "", "")
            documents, passages = draft.finish(whole, library.models, listen)
            library.publish(draft.folder, documents, passages)
            draft.close()
            draft.published()
    return library if whole == embeddings else Library(library.path, embeddings, keep=1, splade=splade)


def _key(embeddings: dict[str, Any], tests: TestSet, titled: bool, splade: dict[str, Any] | None) -> str:
    """A name that changes with the corpus, the encoder and what the index is made of."""
    found = hashlib.sha256(models.fingerprint(str(embeddings["path"])).encode())
    found.update(repr((sorted(map(repr, embeddings.items())), titled)).encode())
    if splade:
        found.update(built.fingerprint(splade).encode())
    for entry in tests.corpus:
        found.update(f"{entry.id}\0{entry.title}\0{entry.text}\0".encode("utf-8", "replace"))
    return f"{tests.name}-{'titled' if titled else 'bare'}-{found.hexdigest()[:12]}"
