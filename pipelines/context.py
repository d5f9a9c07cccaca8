"""A quote where it stands: the section around it, so that a person can judge what it means there."""

from dataclasses import dataclass

from pipelines.generation import Generation
from pipelines.schema import Document

LIMIT = 4000  # characters of a section that are shown at first


@dataclass(frozen=True, slots=True)
class Context:
    """A quote in its section: `before + quote + after` is the section's text, or the part around the quote when cut."""

    document: Document
    section: str
    page: int | None
    before: str
    quote: str
    after: str
    cut: bool  # whether the section goes on beyond what is here


def context(
    generation: Generation, document: str, start: int, end: int, quote: str, limit: int | None = LIMIT
) -> Context | None:
    """The section that holds `text[start:end]` of a document, around the quote; the whole section without a limit.

    None when the library no longer holds the document, or holds another text at that place: a wrong sentence must never
    be marked.
    """
    found = generation.catalogue.document(document)
    if found is None or found.text[start:end] != quote:
        return None
    section = found.section(start)
    first, last = (section.start, max(section.end, end)) if section else (0, len(found.text))
    before, after = found.text[first:start], found.text[end:last]
    short_before, short_after = (before, after) if limit is None else _around(before, after, limit - len(quote))
    return Context(
        document=found,
        section=section.title if section else "",
        page=found.page(start),
        before=short_before,
        quote=quote,
        after=short_after,
        cut=(short_before, short_after) != (before, after),
    )


def _around(before: str, after: str, room: int) -> tuple[str, str]:
    """The end of `before` and the beginning of `after`, together at most `room` characters, cut between words."""
    room = max(room, 0)
    if len(before) + len(after) <= room:
        return before, after
    left = min(len(before), max(room // 2, room - len(after)))
    right = min(len(after), room - left)
    return _tail(before, left), _head(after, right)


def _tail(text: str, size: int) -> str:
    if size >= len(text):
        return text
    part = text[len(text) - size :]
    return part[part.find(" ") + 1 :] if " " in part else part


def _head(text: str, size: int) -> str:
    if size >= len(text):
        return text
    part = text[:size]
    return part[: part.rfind(" ")] if " " in part else part
