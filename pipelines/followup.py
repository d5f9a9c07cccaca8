"""Makes a question that leans on earlier ones stand alone: "And in children?" -> "What is the dose of X in children?".

A language model may rewrite it; its words are taken only where they keep the question's own and add none that was
never said. Without one, or where it fails, the subject is carried over by rules. A question that stands alone is left
as it is: to carry a subject into it would find the wrong documents.
"""

from collections.abc import Callable, Sequence

import regex

from pipelines.carry import carried
from pipelines.errors import VademecumError
from pipelines.lean import leans
from pipelines.phrases import Rarity, words_of

Rewrite = Callable[[str, Sequence[str]], str]

LONGEST = 2000  # characters of a question, as answer.characters has it
SANE = 300  # characters of a model's line
PREFIX = regex.compile(r"^(?:[-*>#\s]*)(?:\p{L}+[ -]?){1,3}(?:question|query)?\s*:\s+", regex.I)
QUOTES = " \t\"'`*_“”„‘’«»"


def standalone(
    question: str, history: Sequence[str], rewrite: Rewrite | None = None, rarity: Rarity | None = None
) -> str:
    """The question as it can be asked without the earlier ones, oldest first, in `history`.

    `rewrite(question, history)` is called only for a question that leans on them. `rarity` is the library's IDF of a
    term: it tells the main subject of an earlier question. The result is never longer than 2,000 characters, unless
    the question itself is.
    """
    earlier = [" ".join(one.split()) for one in history if one.strip()]
    if not earlier or not leans(question):
        return question
    if rewrite is not None:
        try:
            written = cleaned(rewrite(question, tuple(earlier)))
        except VademecumError:  # no model, out of time: the rules serve
            written = ""
        if sane(written, question, earlier):
            return written
    made = carried(question, earlier, rarity)
    return made if len(made) <= max(LONGEST, len(question)) else question


def cleaned(written: str) -> str:
    """A model's line without quotes and a label such as "Rewritten question:"; empty where it wrote several."""
    lines = [line.strip() for line in written.strip().splitlines() if line.strip()]
    if len(lines) != 1:
        return ""
    return PREFIX.sub("", lines[0].strip(QUOTES)).strip(QUOTES)


def sane(written: str, question: str, history: Sequence[str]) -> bool:
    """Whether a rewritten question can be asked in place of the person's.

    It is short, ends as a question, keeps all that was asked, and names no subject that was never named.
    """
    if not written.endswith("?") or len(written) > SANE:
        return False
    asked = {word.stem for word in words_of(question) if word.part != "function"}
    made = words_of(written)
    said = {word.stem for text in (question, *history) for word in words_of(text)}
    return asked <= {word.stem for word in made} and all(
        word.stem in said
        for word in made
        if word.part in ("subject", "circumstance") or any(char.isdigit() for char in word.low)
    )
