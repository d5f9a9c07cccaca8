"""The words of the page Library but for those of adding: its list of documents, its dialogs, its versions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pipelines.listing import Sort, State
from pipelines.records import Manifest
from pipelines.versions import Apart
from views.words import common

DOCUMENTS = "Documents"
FIND, FIND_EXAMPLE = "Find", "words of a title"
YEAR, ANY_YEAR = "Year", "Any year"
SORT, STATUS = "Sort by", "Show"
ALL = "All"
NO_MATCH = "No document matches."
COLUMNS = ("Title", "Kind", "Year", "Pages", "Passages", "Added", "Status")
TABLE_HELP = "Select documents to open, remove or export them. By keyboard: arrows to a row, Shift+Space selects it."
CARDS_HELP = "Press a title to open it. Tick documents to remove or export them."
TABLE = "Documents in a table"
OPEN = "Open"
EXPORT = "Export references"
FORMATS = (("ris", "RIS", ".ris"), ("bibtex", "BibTeX", ".bib"), ("vancouver", "Vancouver (text)", ".txt"))
EXPORT_NAME = "references"

KEEP, REMOVE, ERASE = "Keep", "Remove", "Erase for good"
REMOVING = "Remove documents"
YOUR_FILES = "Files stay where they are: nothing is ever deleted from your disk."
ERASE_MORE = (
    "All older versions of the library go too, and the copies of files that came through this page. There is no way "
    "back. Files elsewhere on your disk stay. What the disk itself keeps of deleted files is beyond this program: use "
    "disk encryption."
)
AND_MORE = "and more: {number:,}"

REFUSED_COLUMNS = ("File", "Why", "What to do")
RETRY, DISMISS, DISMISS_ALL = "Retry", "Dismiss", "Dismiss all"
DISMISSED = "Put out of sight."
VERSIONS = "Versions"
VERSION = "Version"

_STATES: Mapping[State, str] = MappingProxyType({"ready": "Ready", "partial": "Read in part", "refused": "Refused"})
_SORTS: Mapping[Sort, str] = MappingProxyType(
    {"title": "Title", "year": "Year, newest first", "added": "Added, newest first", "passages": "Passages, most first"}
)


def state(state: State | Literal["all"]) -> str:
    return ALL if state == "all" else _STATES[state]


def sort(sort: Sort) -> str:
    return _SORTS[sort]


def totals(current: Manifest, size: int) -> str:
    return " · ".join(
        [
            common.count(current.documents, "document"),
            common.count(current.passages, "passage"),
            f"version {current.number}",
            common.megabytes(size),
        ]
    )


def shown(number: int, total: int) -> str:
    return common.count(total, "document") if number == total else f"{number:,} of {common.count(total, 'document')}"


def chosen(number: int) -> str:
    return f"{number:,} selected"


def select(title: str) -> str:
    return f"Select {title}"


def remove(number: int) -> str:
    return f"Remove {common.count(number, 'document')}"


def remove_question(number: int) -> str:
    return f"{remove(number)}?"


def remove_more(number: int, version: int, keep: int) -> str:
    """What removing means; there is a way back only where older versions are kept."""
    it = "It" if number == 1 else "They"
    back = (
        f"You can go back to version {version} until it is cleared. To erase {it.lower().replace('they', 'them')} for "
        "good, choose Erase."
    )
    alone = "The version before is not kept (library.keep in config.yml), so there is no going back."
    return f"{it} will no longer be found or cited. {back if keep > 1 else alone} {YOUR_FILES}"


def erase_question(number: int) -> str:
    return f"Erase {common.count(number, 'document')} for good?"


def refused(number: int) -> str:
    return f"Refused files ({number:,})"


def partial(number: int) -> str:
    return f"Files read in part ({number:,})"


def retry(label: str) -> str:
    return f"{RETRY}: {label}"


def version(manifest: Manifest, now: bool) -> str:
    """ "Version 12 (now): 5,476 documents, 2026-11-20"."""
    day = common.day(manifest.created)
    return (
        f"{VERSION} {manifest.number}{' (now)' if now else ''}: {common.count(manifest.documents, 'document')}, {day}"
    )


def go_to(number: int, now: int) -> str:
    return f"Go {'back' if number < now else 'forward'} to version {number}"


def go_question(number: int, now: int) -> str:
    return f"{go_to(number, now)}?"


def went(number: int) -> str:
    return f"The library is at version {number}."


def stay(number: int) -> str:
    return f"Stay on {number}"


def going(apart: Apart, number: int, now: int) -> str:
    """What going to another version does to the documents."""
    lost = f"{common.count(apart.lost, 'document')} of version {now} will not be found." if apart.lost else ""
    back = f"{common.count(apart.back, 'document')} will be found again." if apart.back else ""
    same = "" if lost or back else "Both hold the same documents, perhaps in other words."
    return " ".join(part for part in (lost, back, same, f"Version {now} is kept.") if part)
