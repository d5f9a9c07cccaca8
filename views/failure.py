"""What a person sees instead of a traceback."""

import logging
import re

import streamlit as st

from pipelines import trouble
from pipelines.errors import Damaged, VademecumError
from views import announcer, markup, words

_FIRST = re.compile(r"(?<=[.!?]) (?=[A-Z])")  # where the first sentence of a message ends


class _NoDetails(logging.Filter):
    """Keeps Streamlit from logging a script's exception with its message, which may hold a question or a path."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None


logging.getLogger("streamlit.error_util").addFilter(_NoDetails())


def show(error: Exception) -> bool:
    """Draws the card for an error; True tells Streamlit that nothing is left to show."""
    told = sentence(error)
    markup.card(*told, alert=True)
    announcer.say(" ".join(told), alert=True)
    if not isinstance(error, VademecumError):
        number = trouble.note(error)
        with st.expander(words.common.DETAILS):
            markup.text("p", words.common.DETAILS_MORE)
            st.code(words.common.details(number, trouble.place(error)), language=None, wrap_lines=True)
    return True


def sentence(error: Exception) -> tuple[str, str]:
    """Title and text for an error: its own first sentence and the others when a person can mend it, else its number."""
    if isinstance(error, Damaged):
        return words.common.damaged(error.number), words.common.DAMAGED_MORE
    if isinstance(error, VademecumError):
        title, _, rest = _FIRST.sub("\n", words.common.in_page(str(error)), count=1).partition("\n")
        return title, rest
    return words.common.unexpected(trouble.number(error)), words.common.UNCHANGED
