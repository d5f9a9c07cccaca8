"""The words of taking an answer along."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pipelines.schema import Statement
from views.words import common

EXPORT, COPY = "Export", "Copy with references"
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "markdown": "Markdown",
        "ris": "RIS",
        "bibtex": "BibTeX",
        "vancouver": "Text, references in Vancouver style",
        "print": "Page to print, as a file",
    }
)
NO_WORKS = "RIS and BibTeX hold references alone, and what would be exported cites no document."
PRINT = "Show to print"
BACK = "Back to the answer"
HOW_TO_PRINT = "To print this page, press Ctrl+P (on a Mac Cmd+P)."
CHOICES = (("Leave it out", "Keep it, marked"), ("Leave them out", "Keep them, marked"))  # for one, for several


def doubts(statements: Sequence[Statement]) -> tuple[str, int]:
    """What is not supported, in a sentence, and how many statements that is: "1 statement is unsupported." """
    states = [statement.support for statement in statements]
    unsupported, unchecked = states.count("unsupported"), states.count("not checked")
    parts = []
    if unsupported:
        parts.append(f"{common.count(unsupported, 'statement')} {'is' if unsupported == 1 else 'are'} unsupported")
    if unchecked:
        what = str(unchecked) if unsupported else common.count(unchecked, "statement")
        parts.append(f"{what} {'was' if unchecked == 1 else 'were'} not checked")
    return f"{', '.join(parts)}." if parts else "", unsupported + unchecked
