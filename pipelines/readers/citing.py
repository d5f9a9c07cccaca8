"""Takes the numbers of references out of running text: "levels [6–8]." becomes "levels.".

An answer has citation numbers of its own; a quote that carries those of its source would be misread.
"""

import re

MARK = re.compile(r"[\s\f]*\[[\s\f]*\d{1,3}[a-z]?(?:[\s\f]*[-–—,;][\s\f]*\d{1,3}[a-z]?)*[\s\f]*\](?=[\s\f.,;:)’”\"]|$)")
NEEDED = re.compile(  # what a number in brackets can't be taken away from: "as described in [12]", "95% CI [2, 9]"
    r"(?:\b(?:in|by|from|see|refs?\.?|references?|of|CI|CrI|IQR|range|ranges|interval|median|mean|score|scores|age|aged|years|n"
    r"|SD|quartiles?|min|max|between)|[=:%<>≤≥±\d])[\s\f]*,?$",
    re.I,
)
MEASURED = re.compile(r"\d[\s\f]*(?:[^\W\d_]+|%)(?:[/\s\f]+[^\W_]+){0,2}$")  # "5 days", "12 mg/L", "20 mg a day"
RANGE = re.compile(r"[\s\f]*\[[\s\f]*\d+[\s\f]*[-–—,;][\s\f]*\d+[\s\f]*\]")
FEWEST = 5  # citations before a text is taken to cite by number


def numbered(text: str) -> bool:
    """Whether a document cites by numbers in square brackets."""
    return len(MARK.findall(text)) >= FEWEST


def uncited(text: str) -> str:
    """The text without its reference numbers, but for those that a sentence can't do without.

    A form feed, which stands for the beginning of a page, is kept.
    """
    return MARK.sub(_kept, text)


def _kept(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 40) : match.start()]
    if NEEDED.search(before) or (MEASURED.search(before) and RANGE.fullmatch(match.group())):
        return match.group()
    return "\f" * match.group().count("\f")
