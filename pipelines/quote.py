"""Makes citations: a verbatim piece of a passage, with all that tells where it stands."""

from pipelines.generation import Generation
from pipelines.schema import Chunk, Citation


def quote(generation: Generation, chunk: Chunk, number: int, start: int, end: int) -> Citation:
    """The citation of `document.text[start:end]`, inside the chunk; `number` is the passage's in the answer."""
    document = generation.catalogue.document(chunk.document) if chunk.page else None
    return Citation(
        number=number,
        chunk=chunk.id,
        document=chunk.document,
        title=chunk.title,
        section=chunk.section,
        page=document.page(start) if document else chunk.page,
        quote=chunk.body[start - chunk.start : end - chunk.start],
        start=start,
        end=end,
        url=chunk.url,
        context=chunk.context,
    )
