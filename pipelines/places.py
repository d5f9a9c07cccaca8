"""Where a quote or a passage stands, in a line; and the list of them that goes below an answer that is plain text."""

from collections.abc import Iterator

from pipelines.schema import Answer, Chunk, Citation, Disagreement

NEAREST = 3  # passages shown under "not in this library"


def place(where: Citation | Chunk) -> str:
    """Document, section and page, in one line whatever a document may be called."""
    page = f"page {where.page}" if where.page else ""
    return ", ".join(part for part in (_line(where.title), _line(where.section), page) if part)


def listing(answer: Answer) -> str:
    """What a reader of the text alone needs: the source of each number, or the nearest passages. Empty without any."""
    heading, lines = ("Nearest passages:", _nearest(answer)) if answer.abstained else ("Sources:", _sources(answer))
    found = list(dict.fromkeys(lines))
    listed = "\n".join(["\n", heading, *found]) if found else ""
    return listed + "".join(_disagreement(one) for one in answer.disagreements)


def _disagreement(one: Disagreement) -> str:
    """Both sides, for a reader of the text alone."""
    sides = (f'- "{_line(side.quote)}" ({place(side)})' for side in one.sides)
    return "\n".join([f"\n\nSources disagree on this point: {one.reason}.", *sides])


def _sources(answer: Answer) -> Iterator[str]:
    """A line for each number, in order; quotes under one number come from one passage."""
    first: dict[int, Citation] = {}
    for citation in (citation for statement in answer.statements for citation in statement.citations):
        first.setdefault(citation.number, citation)
    for number, citation in sorted(first.items()):
        yield f"[{number}] " + ", ".join(part for part in (place(citation), _line(citation.url)) if part)


def _nearest(answer: Answer) -> Iterator[str]:
    for passage in answer.passages[:NEAREST]:
        yield f"- {place(passage.chunk)}"


def _line(text: str) -> str:
    return " ".join(text.split())
