"""An error that nobody foresaw, noted without what it was about: no question, no quote, no path of a document."""

import hashlib
import logging
import traceback
from pathlib import Path

_LOGGER = logging.getLogger("vademecum")


def number(error: BaseException) -> str:
    """Four characters that stay the same for the same error at the same place: "7f3a"."""
    return hashlib.sha256(place(error).encode()).hexdigest()[:4]


def note(error: BaseException) -> str:
    """Writes kind and place of an error to the log, never its message, and returns its number."""
    _LOGGER.error("Error %s: %s", number(error), place(error))
    return number(error)


def place(error: BaseException) -> str:
    """ "KeyError in draft.py:88": the innermost place in our own code, else in another's."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or list(frames)
    return type(error).__name__ + (f" in {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "")
