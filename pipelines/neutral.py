"""Makes a model's control marks in documents and questions harmless: text stays text, whatever it says.

A chat prompt is one string in which marks such as <|im_start|> or [INST] say who speaks; the tokenizer turns them into
control tokens wherever they stand. In text that we put in, the brackets of such marks become look-alikes that no
tokenizer knows: ‹¦im_start¦›, ⟦INST⟧. A person can still read them.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

# Characters that are not seen: zero width, order of writing, variation selectors, tags, control characters.
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
# Marks of chat templates in use, whatever model is loaded.
WORDS = (
    "s|bos|eos|unk|pad|mask|sep|cls|think|thinking|tool_call|tool_calls|tool_response|tools|system|user|assistant|"
    "start_of_turn|end_of_turn|start_of_image|end_of_image|endoftext|unused[0-9]+|extra_id_[0-9]+|fim_[a-z]+"
)
SQUARE = (
    "INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|ARGS|CALL_ID|THINK|IMG|CLS|SEP|PAD|"
    "UNK|MASK|BOS|EOS|gMASK"
)
KNOWN = re.compile(
    rf"[<＜][|｜][^<>|\n＜＞｜]{{1,64}}[|｜][>＞]|<<\s*/?\s*SYS\s*>>|<\s*/?\s*(?:{WORDS})\s*>|\[\s*/?\s*(?:{SQUARE})\s*\]",
    re.IGNORECASE,
)
LOOKALIKES = str.maketrans("<>|[]{}＜＞｜", "‹›¦⟦⟧❴❵‹›¦")


def neutral(text: str, marks: Iterable[str] = ()) -> str:
    """The text without hidden characters and with its control marks defused; `marks` are a loaded model's own."""
    text = HIDDEN.sub("", text)
    text = KNOWN.sub(_defuse, text)
    own = _pattern(frozenset(marks))
    return own.sub(_defuse, text) if own else text


@lru_cache(maxsize=4)
def _pattern(marks: frozenset[str]) -> re.Pattern[str] | None:
    """Any of the marks, longest first; one character can't be taken apart, and stays."""
    longest = sorted((re.escape(mark) for mark in marks if len(mark.strip()) > 1), key=len, reverse=True)
    return re.compile("|".join(longest)) if longest else None


def _defuse(match: re.Match[str]) -> str:
    mark = match[0]
    changed = mark.translate(LOOKALIKES)
    return changed if changed != mark else f"{mark[0]} {mark[1:]}"  # a mark without brackets gets a gap
