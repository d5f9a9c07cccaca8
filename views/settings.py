"""The page Settings: is everything in order, and what stays private."""

from importlib.metadata import version

import streamlit as st

from pipelines import doctor
from pipelines.llm import elsewhere
from views import markup, phrases, server
from views import wording as words

CHECKS = "checks"


def page() -> None:
    """Draws the page."""
    st.set_page_config(page_title=f"{words.SETTINGS} · {words.NAME}", layout="centered")
    st.title(words.SETTINGS, anchor=False)
    markup.text("h2", words.DOCTOR)
    if st.button(words.CHECK):
        with st.spinner(words.CHECKING):
            st.session_state[CHECKS] = doctor.examine(server.config(), running=server.application())
    if CHECKS in st.session_state:
        rows = [(one.name, words.CHECK_STATES[one.state], one.text, one.remedy) for one in st.session_state[CHECKS]]
        markup.table(words.DOCTOR, words.CHECK_COLUMNS, rows)
    markup.text("h2", words.PRIVACY)
    away = elsewhere(server.application().settings.llm)
    markup.text("p", f"{phrases.sent_to(away) if away else words.PRIVACY_LOCAL} {words.PRIVACY_TEXT}")
    markup.text("h2", words.ABOUT)
    markup.text(
        "p", phrases.about_project(version("vademecum"), str(server.config()), server.application().settings.profile)
    )


page()
