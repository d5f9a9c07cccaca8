"""Text of documents made fit for a line of any format: white space folded, nothing in it that isn't seen."""

import re

# What takes no part in reading, and would hide text, turn its order round or break a line: control characters, soft
# hyphens, zero-width space and joiner, embeddings and overrides of direction, byte order marks, tags. The marks that
# scripts need (U+200C to U+200F, U+061C) stay.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)


def line(text: str) -> str:
    """The text in one line; half a character, which no file can hold, becomes a question mark."""
    return " ".join(UNSEEN.sub("", text).encode("utf-8", "replace").decode().split())


def lines(text: str) -> tuple[str, ...]:
    """The lines of the text that hold something, each made fit."""
    return tuple(filter(None, map(line, text.splitlines())))
