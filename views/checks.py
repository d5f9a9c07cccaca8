"""Parts of the page Settings: how one thing that was looked at shows, and lines of config.yml to copy."""

from collections.abc import Mapping

import streamlit as st
import yaml

from pipelines.doctor import Check
from views import markup
from views.words import settings as words


def check(one: Check, key: str) -> None:
    """One thing that was looked at: its state in a word, what was found, what to do, the command to copy."""
    with st.container(key=key, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(words.CHECK_STATES[one.state], icon=words.ICONS[one.state], color=words.COLOURS[one.state])
            markup.text("b", one.name)
        markup.text("p", one.text, "found")
        if one.remedy:
            markup.text("p", one.remedy, "found")
        if one.command:
            st.code(one.command, language=None, wrap_lines=True)


def lines(settings: Mapping[str, object]) -> None:
    """Lines of config.yml as they stand now, to copy."""
    st.code(yaml.safe_dump(dict(settings), sort_keys=False).strip(), language=None, wrap_lines=True)
