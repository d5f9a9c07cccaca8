"""Finds the quote in a CSV file that is never closed: the parser would take all that follows for one cell."""

import re


def open_quote(content: str, delimiter: str) -> int:
    """The line, from 1, on which a quoted cell opens that has no end; 0 when all are closed.

    A cell over several lines also counts where more text follows its end: its quote was left open, and the next one,
    which should have opened a cell, closed it.
    """
    stop = f"{re.escape(delimiter)}\\n"
    cell = re.compile(rf'(?:"(?P<inner>[^"]*(?:""[^"]*)*)(?P<end>"?))?(?P<rest>[^{stop}]*)(?:[{stop}]|\Z)')
    for found in cell.finditer(content):
        inner = found["inner"]
        if inner is not None and (not found["end"] or ("\n" in inner and found["rest"].strip())):
            return content.count("\n", 0, found.start()) + 1
    return 0
