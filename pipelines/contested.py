"""What the passages of an answer disagree on, cited as the answer cites: its own numbers first, then the next ones."""

from collections.abc import Sequence

from pipelines.generation import Generation
from pipelines.grounding.disagree import disagreements
from pipelines.quote import quote
from pipelines.schema import Disagreement, Retrieved, Statement


def contested(
    generation: Generation, retrieved: Retrieved, statements: Sequence[Statement]
) -> tuple[Disagreement, ...]:
    """The disagreements of the passages on the point asked, two sides each; none where nothing was answered."""
    if not statements:
        return ()
    numbers = {citation.chunk: citation.number for statement in statements for citation in statement.citations}
    found = []
    for conflict in disagreements(retrieved.question, retrieved.passages, generation.encode):
        one, other = (
            quote(
                generation,
                side.chunk,
                numbers.setdefault(side.chunk.id, max(numbers.values(), default=0) + 1),
                side.chunk.start + side.start,
                side.chunk.start + side.end,
            )
            for side in conflict.sides
        )
        found.append(Disagreement(conflict.reason, (one, other)))
    return tuple(found)
