"""Libraries made straight from passages, for tests of searching that need many or very particular ones."""

from collections.abc import Iterable

from pipelines.build import build
from pipelines.catalogue import Catalogue
from pipelines.encoder import encoder_of
from pipelines.library import Library
from pipelines.schema import Chunk


def publish(library: Library, chunks: Iterable[Chunk]) -> Library:
    """The library with a generation of exactly these passages."""
    encoder = encoder_of(library.embeddings, library.models)
    with library.writing() as staging:
        draft = staging / "draft"
        draft.mkdir()
        catalogue = Catalogue(draft / "catalogue.db", write=True)
        catalogue.commit()
        catalogue.close()
        passages = build(
            draft / "index",
            ((chunk.id, chunk.row()) for chunk in chunks),
            lambda texts: encoder.batchtransform([(None, text, None) for text in texts], "data"),
            library.embeddings,
            library.models,
        )
        library.publish(draft, passages, passages)
    return library


def chunk(number: int, body: str, title: str = "", **fields: object) -> Chunk:
    """A passage that is a document of its own: "d7#1" of "d7"."""
    return Chunk(f"d{number}#1", f"d{number}", title, "", body, 0, len(body), **fields)  # type: ignore[arg-type]
