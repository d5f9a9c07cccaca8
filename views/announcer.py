"""What a screen reader is told: two live regions that stay for the whole session, and a focus that can be moved.

Streamlit announces nothing, and a live region drawn by `st.html` is made anew in every run, so that it says nothing or
all of it again. A component of ours (announcer.js) puts the regions below the page's body, where nothing draws, and
watches a slot in which `say` writes: so a sentence can come at any time of a run, in a fragment and in a dialog too. It
also sees to it that the focus, once it is on the page, never gets lost with what had it.
"""

from html import escape
from pathlib import Path

import streamlit as st

from views.words import evidence as words

_SLOT, _SAID = "announcer-slot", "announcer-said"  # where `say` writes; the number and text of what was said last

_component = st.components.v2.component(
    "vademecum_announcer", js=(Path(__file__).parent / "announcer.js").read_text(encoding="utf-8"), isolate_styles=False
)


def mount() -> None:
    """Puts the regions on the page; once in every run, before the page draws."""
    with st.container(key="announcer"):
        _component(key="announcer-watch", data={"picture": words.PICTURE})
        st.session_state[_SLOT] = st.empty()


def say(text: str, alert: bool = False, focus: str | None = None, lost: bool = False, again: bool = False) -> None:
    """Has a screen reader say `text`: when it is done with what it says, or as an alert at once.

    What was said last is not said anew, so that each run of a page may repeat it; `again` says it in any case. `focus`
    is the key of a widget or container that gets the focus: its first control, or itself where it has none; with `lost`
    only where what had the focus goes away before a key or the mouse is pressed.
    """
    slot = st.session_state.get(_SLOT)
    if slot is None:
        return  # what went wrong did so before there was a page
    number, last = st.session_state.get(_SAID, (0, ""))
    if text != last or again:
        number += 1
        st.session_state[_SAID] = (number, text)
    aim = f' data-focus="{escape(focus)}"{" data-lost" if lost else ""}' if focus else ""
    region = "alert" if alert else "status"
    slot.html(f'<span hidden data-said="{number}" data-region="{region}"{aim}>{escape(text)}</span>')
