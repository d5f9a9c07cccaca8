"""The words of a document's own page."""

from views.words import common

OPENED = "The document is open."
BACK = "Back to the list"
GONE = "This document is not in your library."
GONE_MORE = "It was removed, or the address is from another library."
REFERENCE, TEXT, PASSAGES, FILE = "Reference", "Text", "Passages", "File"
PASSAGE_COLUMNS = ("Number", "Section", "Page", "Text")
ORIGINAL = "Open the original on the web"
DOWNLOAD = "Save a copy of the file"
NO_FILE = "The file is gone from where it was, or has changed since it was read. What was read of it is below."
UNTITLED = "Text without a heading"
FACTS = ("File", "Where it lies", "Added", "Pages", "Passages")


def title(name: str) -> str:
    return f"{name} · {common.LIBRARY} · {common.NAME}"


def cut(characters: int) -> str:
    return f"The text goes on for {characters:,} characters; open the file to read all of it."


def passages(number: int) -> str:
    return f"{PASSAGES} ({number:,})"
