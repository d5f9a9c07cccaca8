"""The words of the drawer Evidence."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

EVIDENCE = "Evidence"
TITLES: Mapping[str, str] = MappingProxyType({"d": "Sources that disagree", "p": "Passages found"})  # by place
PREVIOUS, NEXT = "Previous", "Next"
WHOLE_SECTION = "Show the whole section"
STATEMENT = "Statement"
QUOTE_STARTS, QUOTE_ENDS = "quote starts", "quote ends"
REMOVED = "This document was removed from your library."
CHANGED = "This document has another text by now."
KEPT = "The quote is kept here, without the text around it, until you close or reload the page."
OPEN_LINK = "Open the original"
IN_LIBRARY = "Open in Library"
SAVE_PDF = "Save the PDF"
COPY = "Copy quote with reference"
CLOSEST = "Closest passage"

VIEW, TEXT, PAGE = "View", "Text", "Page"
VIEWS: Mapping[str, str] = MappingProxyType({"text": TEXT, "page": PAGE})  # by their names in the address
NO_PAGES = "This format has no pages, so the text is shown."
PAGE_BEFORE, PAGE_AFTER, ZOOM = "Previous page", "Next page", "Zoom"
PICTURE = "Picture of the page"
DRAWING = "Drawing the page..."


def evidence(number: int) -> str:
    return f"Evidence {number}"


def source(number: int) -> str:
    return f"Source {number}"


def passage(number: int) -> str:
    return f"Passage {number}"


def position(number: int, total: int, label: str, doubtful: bool) -> str:
    """ "Quote 2 of 3 · Evidence 1"; for a statement that is not supported it says that this is but the closest one."""
    place = f"Quote {number} of {total} · {label}"
    return f"{CLOSEST} · {place}" if doubtful else place


def numbers(statement: Sequence[str], passage: Sequence[str]) -> str:
    """The numbers that differ, side by side: "Statement: 20. Passage: 30." """
    sides = ((STATEMENT, statement), ("Passage", passage))
    return " ".join(f"{side}: {', '.join(found) or 'none'}." for side, found in sides) if statement else ""


def page_of(number: int, total: int) -> str:
    return f"Page {number} of {total}"


def percent(zoom: int) -> str:
    return f"{zoom} %"
