"""What is said, and where the focus goes, after a press that takes its own button away: else it would be nowhere."""

import streamlit as st

from views import announcer

_NEXT = "after-press"


def later(text: str, focus: str) -> None:
    """For a button's callback: in the next run `text` is said and the key `focus` gets the focus, where it was lost."""
    st.session_state[_NEXT] = (text, focus)


def settle() -> None:
    """Does what was put off; once in each run of a page that has such buttons."""
    if _NEXT in st.session_state:
        text, focus = st.session_state.pop(_NEXT)
        announcer.say(text, focus=focus, lost=True, again=True)
