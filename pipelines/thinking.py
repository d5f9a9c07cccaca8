"""Takes out what a model writes while it thinks: <think> ... </think> at the start of an answer."""

from collections.abc import Iterable, Iterator

OPEN, CLOSE = "<think>", "</think>"


def spoken(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of the answer behind the thinking, the first without blanks before it; marks may be cut anywhere.

    Thinking that never ends gives nothing; txtai's own `cleanstream` would give it out as the answer.
    """
    pieces = iter(pieces)
    head = ""
    for piece in pieces:
        head = (head + piece).lstrip()
        if head.startswith(OPEN) and CLOSE in head:
            head = head.split(CLOSE, 1)[1].lstrip()
        if head and not head.startswith(OPEN) and not OPEN.startswith(head):
            yield head
            yield from filter(None, pieces)
            return
    if head and not head.startswith(OPEN):
        yield head  # a beginning of the mark that came to nothing: "<"
