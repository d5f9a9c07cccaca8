"""Libraries made straight from passages, for tests of searching that need many or very particular ones."""

from collections.abc import Callable, Iterable

import numpy as np

from pipelines.build import build
from pipelines.catalogue import Catalogue
from pipelines.encoder import encoder_of
from pipelines.library import Library
from pipelines.schema import KINDS, Chunk


def nothing(catalogue: Catalogue) -> int:
    """Leaves the catalogue empty."""
    return 0


def publish(library: Library, chunks: Iterable[Chunk], fill: Callable[[Catalogue], int] = nothing) -> Library:
    """The library with a generation of exactly these passages.

    `fill` writes the catalogue, and gives the number of documents in it.
    """
    encoder = encoder_of(library.embeddings, library.models)
    with library.writing() as staging:
        draft = staging / "draft"
        draft.mkdir()
        catalogue = Catalogue(draft / "catalogue.db", write=True)
        documents = fill(catalogue)
        catalogue.commit()
        catalogue.close()
        passages = build(
            draft / "index",
            ((chunk.id, chunk.row()) for chunk in chunks),
            lambda texts: encoder.batchtransform([(None, text, None) for text in texts], "data"),
            library.embeddings,
            library.models,
        )
        library.publish(draft, documents, passages)
    return library


def chunk(number: int, body: str, title: str = "", **fields: object) -> Chunk:
    """A passage that is a document of its own: "d7#1" of "d7"."""
    return Chunk(f"d{number}#1", f"d{number}", title, "", body, 0, len(body), **fields)  # type: ignore[arg-type]


VOCABULARY = "gout asthma croup dose 5mg IL-6 child adult acute chronic".split()
SIZE = 120


def shelf() -> list[Chunk]:
    """Passages of a few words each, many alike, over all kinds, some years and sources."""
    random = np.random.default_rng(7)
    passages = []
    for n in range(SIZE):
        body = " ".join(random.choice(VOCABULARY, random.integers(1, 6)))
        year = None if n % 5 == 0 else int(2000 + random.integers(0, 8))
        passages.append(chunk(n, body, kind=KINDS[n % len(KINDS)], source=f"s{n % 4}", year=year))
    return passages


PASSAGES = shelf()
TEXTS = [passage.text for passage in PASSAGES]
