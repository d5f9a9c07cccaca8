"""Lists in running text: which sentence opens one, and how far it goes.

"Do not use in:" and the items below it are one statement; an item alone says the opposite.
"""

import re
from collections.abc import Sequence

from pipelines.sentences import Span

ITEM = re.compile(r"[-–•◦▪●‣*] |\(?\d{1,2}[.)] |\(?[a-z]\) ")


def list_end(text: str, spans: Sequence[Span], position: int) -> int:
    """The last sentence of the list that the one at `position` opens; `position` itself where it opens none.

    Sentences inside an item with a line of its own belong to the list as long as another item comes behind them.
    """
    if not _opens(text, spans, position):
        return position
    last = position
    following = position + 1
    while following < len(spans):
        if ITEM.match(text, spans[following][0]):
            last = following
        elif not (follows(text, spans, following - 1) and _in_item(text, spans[following][0])):
            break
        following += 1
    return last


def follows(text: str, spans: Sequence[Span], position: int) -> bool:
    """Whether a sentence comes next on the same line."""
    return position + 1 < len(spans) and "\n" not in text[spans[position][1] : spans[position + 1][0]]


def _opens(text: str, spans: Sequence[Span], position: int) -> bool:
    """Whether items follow that say nothing without this sentence.

    It ends in a colon or without a stop, or they stand in its own paragraph: "Do not use in these cases.\\n- gout".
    """
    if position + 1 == len(spans) or not ITEM.match(text, spans[position + 1][0]):
        return False
    start, end = spans[position]
    if text[end - 1] == ":":
        return True
    if _in_item(text, start) or ITEM.match(text, start):
        return False
    return text[end - 1] not in ".?!" or text[end : spans[position + 1][0]].count("\n") == 1


def _in_item(text: str, start: int) -> bool:
    """Whether the line of this place begins an item."""
    return ITEM.match(text, text.rfind("\n", 0, start) + 1) is not None
