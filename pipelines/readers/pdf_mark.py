"""What one line of a PDF looks like: a heading, a label in front of text, a caption."""

import re

from pipelines.readers.boilerplate import boilerplate
from pipelines.readers.pdf_figure import FIGURE
from pipelines.readers.pdf_line import Line, make
from pipelines.readers.pdf_region import TABLE

LONGEST = 160  # characters of a heading
LABEL = 6  # words of a heading that stands in a paragraph's first line
CAPTION = re.compile(f"{TABLE.pattern}|{FIGURE.pattern}")
NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.|[A-Z]\.)\s+[^\W\d_]")


def label(line: Line) -> int:
    """How many words at the line's beginning are a label in a font of their own; 0 for none.

    That is "Methods:" in an abstract, also alone on its line, or "Funding" before the text on it.
    """
    font = line.words[0].style.font
    count = next((i for i, word in enumerate(line.words) if word.style.font != font), len(line.words))
    text = make(line.words[:count]).text
    if count > LABEL or not text[:1].isupper():
        return 0
    if count == len(line.words):
        return count if text.endswith(":") and line.style.bold else 0
    return count if text.endswith(":") or boilerplate(text) else 0


def capitals(text: str) -> bool:
    """Whether a text is set in capitals; a lone acronym isn't."""
    return text.isupper() and sum(char.isalpha() for char in text) > 6


def like_heading(line: Line) -> bool:
    """Whether a line is short, mostly letters, in one style, and doesn't break off."""
    text = line.text
    letters = sum(char.isalpha() for char in text)
    return (
        len(text) <= LONGEST
        and letters >= max(3, 0.6 * len(text.replace(" ", "")))
        and text[-1] not in ",;"
        and even(line)
    )


def opens(text: str) -> bool:
    """Whether a text begins like a heading: with a capital, a number, or a small letter before a capital ("pH")."""
    return text[0].isupper() or NUMBERED.match(text) is not None or text[1:2].isupper() or text[0] in "“‘'\"α-ω"


def even(line: Line) -> bool:
    """Whether nearly all of a line is of one weight: a paragraph with a bold beginning is no heading."""
    total = sum(len(word.text) for word in line.words)
    same = sum(
        len(word.text)
        for word in line.words
        if word.style.bold == line.style.bold and (word.style.font == line.style.font or word.style.italic)
    )
    return same > 0.85 * total
