"""Which parts of a passage speak to a program instead of a reader: orders to a language model, marks of its chats.

They stay in the text, which is the person's own; but they are no evidence for a statement, and they aren't quoted.
"""

import re
from functools import lru_cache

from pipelines.neutral import KNOWN
from pipelines.sentences import CELL, sentences

SAID = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,60}\b(?:instructions?|prompts?|directives|passages)\b"
    r"|\b(?:AI|virtual|chat|language)[ -](?:assistants?|models?|systems?)\b|\bchat ?bots?\b|\bLLMs?\b"
    r"|\b(?:you are|act as|behave as|pretend to be)\b[^.]{0,40}\b(?:assistant|model|bot|mode|AI)\b"
    r"|^[\W\d]*(?:and\s+)?(?:say|claim|reply|respond)\s+that\b"
    r"|\b(?:reply|respond|answer)\b[^.]{0,30}\b(?:only|with)\b[^.]{0,10}:",
    re.IGNORECASE,
)
SPEAKER = re.compile(r"^\W*(?:SYSTEM|ASSISTANT|USER|System|Assistant|User)\s*:")  # as chats are written down


@lru_cache(maxsize=2048)  # a passage is looked at for each statement that cites it
def without_orders(text: str) -> str:
    """The text with spaces in place of each sentence that gives an order, and of all that follows a chat mark.

    It keeps its length, so that offsets stay as they are.
    """
    mark = KNOWN.search(text)
    end = mark.start() if mark else len(text)
    kept = list(text[:end] + " " * (len(text) - end))
    for start, stop in sentences(text[:end]):
        if SAID.search(text[start:stop]) or SPEAKER.match(text[start:stop]):
            stop = _row_end(text, stop)
            kept[start:stop] = " " * (stop - start)
    return "".join(kept)


def _row_end(text: str, stop: int) -> int:
    """Where the row of a table ends that the text up to `stop` is a cell of; else `stop`."""
    line = text.find("\n", stop) if "\n" in text[stop:] else len(text)
    return line if CELL in text[stop:line] else stop
