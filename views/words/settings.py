"""The words of the page Settings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pipelines.doctor import State
from views.words import common

Colour = Literal["green", "gray", "orange"]

DOCTOR = "Check-up"
DOCTOR_MORE = "Looks at installation, models, library and disk, and says what to mend. It takes some seconds."
CHECK, CHECKING = "Check everything", "Checking..."
CHECK_STATES = MappingProxyType({"ok": "OK", "look": "Look", "broken": "Broken"})
ICONS = MappingProxyType({"ok": ":material/check_circle:", "look": ":material/info:", "broken": ":material/warning:"})
COLOURS: Mapping[State, Colour] = MappingProxyType({"ok": "green", "look": "gray", "broken": "orange"})

LANGUAGE_MODEL = "Language model"
NO_MODEL = "None is set up: answers are quotes from your documents, word for word. That needs no further model."
TEST, TESTING = "Load and test", "Loading. A large model takes a minute or more..."
TEST_MORE = "Loads the model, has it say a line, and tells its speed and its context."
IN_FILE, ON_SERVER, IN_FOLDER = "A file on this computer", "A server", "A model of transformers"
SET_UP_FILE = "To use a model file (GGUF), put it into models/ and add these lines:"
SET_UP_SERVER = "To use a server on this computer, such as Ollama, add these instead:"

SEARCH_MODEL = "Search model"
SEARCH_MORE = "Finds passages by meaning. A library is built with one model; another one needs a library of its own."
OTHERS = "Models that are supported"
MODEL_COLUMNS = ("Model", "Profile", "Kind", "Here", "Size", "Dimensions", "Tokens", "Licence")
CHOOSE = "To take another one, start the page with its profile:"
FETCH = "One that is not here says what to do:"

ANSWERS = "Answers"
FLAG = "Unsupported statements are shown, marked as such."
STRICT = "Unsupported statements are left out."
LIBRARY = "Library and limits"
CHANGE = "To change one of these, change its line and start the page again:"

PRIVACY = "Privacy"
PRIVACY_LOCAL = "Nothing leaves this computer."
PRIVACY_TEXT = (
    "This page is served to this computer only, and it tells your browser to load from "
    "and send to no other. Questions, quotes and file paths are written to no log and to no web address."
)
KEEP_QUESTIONS = "Keep my questions on this computer"
FORGET = "Forget all questions"
KEPT_OFF = "Questions and answers are kept until you close or reload the page."
KEPT_ON = (
    "Questions asked on Ask are kept with their answers, in plain files in the library's folder. Ask lists them under "
    "Earlier questions."
)
KEPT = "The library keeps the text of your documents in plain files in its folder. Encrypt the disk if it can be lost."
FETCHED = "Models that are named but not here may be fetched from the Hugging Face Hub. To forbid that:"

LOOK = "Look"
LOOK_TEXT = (
    "Light or dark: open the menu at the top right (three dots), then Settings. At first it follows your system. Text "
    "size: zoom in the browser (Ctrl and +); the page keeps its order up to 400 %."
)

ABOUT = "About"
LIMITS_TITLE = "Known limits for accessibility"
LIMITS = (
    "The key R draws the page anew and C clears its cache where no text box has the focus. Streamlit sets these keys "
    "and they can't be turned off; neither changes the library.",
    "The table of many documents is drawn on a canvas. It can be used by keyboard, and cards do the same on narrow "
    "windows, but its columns' menus can't be reached by keyboard: sort by the control above it.",
    "Checked in Chromium with axe and by keyboard alone; not yet with a screen reader, in Firefox or Safari.",
)
PACKAGES = "Packages and their licences"
PACKAGE_COLUMNS = ("Package", "Version", "Licence")
UNKNOWN = "not said"


def sent_to(place: str) -> str:
    """Where a language model that runs elsewhere gets its questions."""
    return f"Questions and the passages found are sent to {place}, since the language model runs there."


def blocked(number: int) -> str:
    """How many requests the browser refused by the page's policy."""
    return f"Requests to other computers blocked since start: {number:,}."


def questions(number: int) -> str:
    return f"{common.count(number, 'question')} {'is' if number == 1 else 'are'} kept in the library's folder."


def forgotten(number: int) -> str:
    return f"{common.count(number, 'question')} {'was' if number == 1 else 'were'} forgotten."


def about_project(version: str, config: str, profile: str) -> str:
    laid = f" and the profile {profile}" if profile else ""
    return (
        f"{common.NAME} {version}, Apache-2.0. Settings are read from {config}{laid}; docs/config.md explains each. "
        "They are changed there and nowhere else, so that page, shell and API always answer alike."
    )


def summary(good: int, total: int) -> str:
    """ "6 of 7 checks are fine"."""
    return f"{good} of {common.count(total, 'check')} {'is' if total == 1 else 'are'} fine."


def size(megabytes: float) -> str:
    return f"{megabytes:,.0f} MB"


def profile(name: str) -> str:
    return f"profile {name}" if name else "no profile"


def dimensions(number: int | None) -> str:
    return common.count(number, "dimension") if number else ""


def tokens(number: int | None) -> str:
    return f"up to {common.count(number, 'token')}" if number else ""


def splade(name: str) -> str:
    """The sparse model beside it."""
    return f"with SPLADE: {name}" if name else ""
