"""Every fixed word and sentence of the web page; those with something to fill in stand in phrases.py."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pipelines.schema import Mode, Support

NAME = "Vademecum"
ASK, LIBRARY, SETTINGS = "Ask", "Library", "Settings"
OPENING = "Opening your library..."

# Errors
CANNOT = "This does not work yet."
UNCHANGED = "Nothing in your library was changed."
TRY_AGAIN = "Try again"

# Ask
ASK_TITLE = "Ask your documents"
BOX = "Ask a medical question"
EMPTY = "Your library is empty."
EMPTY_MORE = "Add documents and I can answer from them."
ADD_DOCUMENTS = "Add documents"
USE_SAMPLES = "Use the sample documents"
TRY = "Try a topic"
CARE = "Answers come only from your documents and can be wrong. Open the evidence before you act on a dose or a number."
AGAIN = "Ask again"
CHANGED = "The search settings were changed since this answer."
EARLIER = "Earlier questions"
WRITING = "Writing..."
DRAFT = "Draft, not checked yet"
ASKED_AS, EDIT, ASK_EDITED = "Asked as:", "Edit", "Ask this"
FOLLOW_UP = "Ask a follow-up"
QUOTES_INSTEAD = "Answer with quotes only"
FOUND_READ = "These passages were found; you can read them yourself."
WITHHELD = "I could not support any statement of a draft answer, so I show none."
STOPPED_ANSWER, TIMED_OUT, CUT_SHORT = "Stopped.", "The language model was too slow.", "The answer ends early."
NO_MODEL = "The language model did not answer."
DISAGREE = "Sources disagree on this point."
DISAGREE_MORE = "I show both and do not choose."

MODES: Mapping[str, Mode] = MappingProxyType({"Both": "hybrid", "Meaning": "dense", "Words": "sparse"})
SEARCH_BY = "Search by"
SEARCH_HELP = (
    "Meaning finds other wordings. Words finds exact names and numbers. Both is the default because it did best in our "
    "tests."
)
FROM_YEAR, TO_YEAR, KIND, SOURCE = "From year", "To year", "Kind", "Source"
CLEAR = "Clear all"
ANY = "Any"

ABSTAINED = "I could not find this in your library."
NEAREST = "The nearest passages are below; none of them answers the question."
ABSTAINED_FILTERS = "I could not find this with these filters."
WITHOUT_FILTERS = "Without them your documents hold an answer."
WITHOUT_NEITHER = "Without them I could not find it either."
BY_WORDS = "Search by words"
CLEAR_FILTERS = "Clear filters"
PASSAGES = "Nearest passages"

STATES: Mapping[Support, tuple[str, str, Literal["green", "orange", "gray"]]] = MappingProxyType(
    {  # word, icon, colour
        "supported": ("Supported", ":material/check_circle:", "green"),
        "unsupported": ("Unsupported", ":material/warning:", "orange"),
        "not checked": ("Not checked", ":material/help:", "gray"),
    }
)
QUOTES = "Answered by quotes."
QUOTES_ONLY = "Answered by quotes only: no language model is set up."

CITED, ALSO_FOUND = "Cited", "Also found, not used"
SEARCHED = "How this was searched"
SEARCHED_COLUMNS = ("Passage", "Rank by meaning", "Rank by words", "Final rank", "Words that matched", "Used in answer")
SEARCHED_LEARNED = (
    *SEARCHED_COLUMNS[:3], "Rank by SPLADE", "Terms of SPLADE (question x passage, + is added)", *SEARCHED_COLUMNS[3:],
)  # fmt: skip
YES, NO, NONE = "yes", "no", "none"

# Evidence
EVIDENCE = "Evidence"
PREVIOUS, NEXT = "Previous", "Next"
WHOLE_SECTION = "Show the whole section"
STATEMENT = "Statement"
QUOTE_STARTS, QUOTE_ENDS = "quote starts", "quote ends"
GONE = "This document is no longer in your library as it was."
GONE_MORE = "The quote is kept here, without the text around it."
OPEN_LINK = "Open the original"

# Library
UPLOAD = "Choose files, or drop them here"
FORMATS = "PDF, DOCX, HTML, Markdown, text, XML, MEDLINE, JSONL, CSV"
FOLDER = "Or name a file or folder on this computer"
FOLDER_EXAMPLE = "/home/you/papers"
ADD = "Add"
STOP = "Stop"
STARTING = "Starting..."
STOPPED = "Stopped."
STOPPED_MORE = "Nothing in your library was changed. Add the files again to go on where it stopped."
HIDE = "Hide"
YOUR_FILES = "Files stay where they are: nothing is ever deleted from your disk."
DOCUMENTS = "Documents"
FIND = "Find"
FIND_EXAMPLE = "part of a title"
NO_MATCH = "No document matches."
COLUMNS = ("Title", "Kind", "Year", "Pages", "Passages", "Added", "Status")
TABLE_HELP = "Select rows to remove documents."
READY = "Ready"
KEEP = "Keep them"
REMOVE = "Remove"
REMOVE_MORE = (
    "They will no longer be found or cited. Your files stay on the disk: adding their folder again brings them back. "
    "You can also go back to the version before."
)
REFUSED_COLUMNS = ("File", "Why", "What to do")
DISMISS = "Clear this list"
CLEARED = "The list of refused files was cleared."
VERSIONS = "Versions"

# Settings
DOCTOR = "Check-up"
CHECK = "Check everything"
CHECKING = "Checking..."
CHECK_COLUMNS = ("What", "State", "Found", "What to do")
CHECK_STATES = MappingProxyType({"ok": "OK", "look": "Look", "broken": "Broken"})
PRIVACY = "Privacy"
PRIVACY_LOCAL = "Nothing leaves this computer."
PRIVACY_TEXT = (
    "This page is served to this computer only, and it tells your browser to load from "
    "and send to no other. Questions, quotes and file paths are written to no log and to no web address. Questions are "
    "kept until you close or reload the page."
)
ABOUT = "About"
