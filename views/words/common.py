"""Words that several pages share."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from types import MappingProxyType

NAME = "Vademecum"
ASK, LIBRARY, MEASURE, SETTINGS = "Ask", "Library", "Measure", "Settings"
OPENING = "Opening your library..."

UNCHANGED = "Nothing in your library was changed."
TRY_AGAIN = "Try again"
DAMAGED_MORE = "Files of it are gone or damaged. Go to another version, or add your documents again."
DETAILS, DETAILS_MORE = "Details to report", "What went wrong and where, without your question or your documents:"

# What the shell offers, and what the page has instead
_WAYS: Mapping[re.Pattern[str], str] = MappingProxyType(
    {
        re.compile(r": \w+ in \S+:\d+\. See what is wrong with: vademecum doctor$"): (
            ". Check everything in Settings to see why."
        ),
        re.compile(r"\s*Go back with: vademecum rollback$"): " Go back to an older version.",
        re.compile(r"run the ingest again: it goes on where it stopped\.$"): "add them again: what was done is kept.",
    }
)


def damaged(generation: int) -> str:
    return f"Version {generation} of your library can't be read."


def details(number: str, place: str) -> str:
    """What a report of an unforeseen error needs; nothing of it is about what was asked."""
    return f"{NAME} {version('vademecum')}, Streamlit {version('streamlit')}, error {number}: {place}"


def unexpected(number: str) -> str:
    return f"Something went wrong (error {number})."


def count(number: int, noun: str) -> str:
    """ "1 document", "5,476 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def sentence(text: str) -> str:
    """With a capital and a full stop: "500 mg in one, 850 mg in the other." """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def page(number: int | None) -> str:
    return f"page {number}" if number else ""


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"


@lru_cache(maxsize=4096)  # the documents of one ingest share a stamp, or nearly so
def day(stamp: str) -> str:
    """The day of an ISO 8601 stamp in this computer's time, in one piece: "20 Nov 2026"."""
    try:
        when = datetime.fromisoformat(stamp).astimezone()
    except ValueError:
        return stamp
    return f"{when.day}\N{NO-BREAK SPACE}{when:%b}\N{NO-BREAK SPACE}{when.year}"


def in_page(told: str) -> str:
    """A message of the program with the page's way to mend it, where it names the shell's."""
    for command, way in _WAYS.items():
        told = command.sub(way, told)
    return told
