"""Pairs of the user's own library: what a heading promises, and a passage that stands below it.

A heading that asks ("What causes gout?") is the anchor as it stands; any other one makes it with the title ("Gout:
Treatment"), and an abstract or a section without a name is told by the title alone. What the anchor says is left out
of the texts, since else the model would learn to compare headings. Negatives are what the library's own search finds
for the anchor in other sections.
"""

import re
from collections.abc import Iterator

from pipelines.errors import DataError
from pipelines.generation import Generation
from pipelines.retrieve import Retriever
from pipelines.schema import Chunk
from pipelines.starting import empty
from pipelines.training.held import Held, alike
from pipelines.training.pairs import Pair
from pipelines.words import words

DEEP = 30  # passages that the search is asked for
TOGETHER = 64  # anchors searched together
SHORT = 40  # characters of a passage below which it says too little
ASKS = re.compile(r"\?\s*$|^(?:what|who|when|where|which|why|how|is|are|do|does|can|should|will)\b", re.I)
TITLE_ALONE = re.compile(r"^(?:abstract|summary|overview|introduction|background|description)?$", re.I)
NOTHING = re.compile(
    r"\b(?:references?|bibliography|acknowledge?ments?|funding|conflicts? of interests?|competing interests|"
    r"author contributions|abbreviations|supplementary|further reading|disclaimer|copyright|licen[cs]e)\b", re.I
)  # fmt: skip


def pairs(retriever: Retriever, held: Held, negatives: int = 2) -> Iterator[Pair]:
    """The pairs of the library's current generation; DataError where it has none."""
    generation = retriever.library.open()
    if generation is None or not generation.rows:
        raise DataError(f"The library is empty. {empty()}")
    number = 0
    for first in range(0, generation.rows, TOGETHER):
        chunks = generation.chunks(range(first, min(first + TOGETHER, generation.rows)))
        usable = [(chunk, asked) for chunk in chunks if (asked := anchor(chunk))]
        for pair in filter(None, map(held.without, _mined(retriever, generation, usable, negatives))):
            number += 1
            yield pair
    if not number:
        raise DataError("The library gives no pair: its documents have neither titles nor headings.")


def anchor(chunk: Chunk) -> str:
    """What a passage answers, by its headings; empty where they tell nothing."""
    heading = chunk.section.rpartition("›")[2].strip()
    if NOTHING.search(heading) or len(chunk.body) < SHORT:
        return ""
    if TITLE_ALONE.match(heading) or heading == chunk.title:
        return chunk.title
    alone = ASKS.search(heading) and (set(words(heading)) & set(words(chunk.title)) or not chunk.title)
    return heading if alone or not chunk.title else f"{chunk.title}: {heading}"


def text(chunk: Chunk, asked: str) -> str:
    """A passage as it is embedded, without the headings that the anchor says."""
    heading = chunk.section.rpartition("›")[2].strip()
    title = chunk.title if asked == heading else ""
    return "\n".join(filter(None, (title, chunk.context, chunk.body)))


def _mined(retriever: Retriever, generation: Generation, usable: list[tuple[Chunk, str]], most: int) -> Iterator[Pair]:
    found = retriever.find(generation, [asked for _, asked in usable], "dense", limit=DEEP)
    for (chunk, asked), one in zip(usable, found, strict=True):
        positive = text(chunk, asked)
        taken: list[str] = []
        for other in generation.chunks(one.rows):
            same = (other.document, other.section) == (chunk.document, chunk.section) or anchor(other) == asked
            near = text(other, asked)
            if not same and not any(alike(near, known) for known in [positive, *taken]):
                taken.append(near)
        yield Pair(asked, positive, tuple(taken[:most]))
