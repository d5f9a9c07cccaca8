"""What all pages share: style, menu, and the card that stands in for a traceback."""

from pathlib import Path

import streamlit as st

from pipelines.errors import Damaged
from views import announcer, failure, versions, words

HERE = Path(__file__).parent

# A local picture: a :material: icon as a page's icon would have the browser fetch it from Google.
st.set_page_config(page_title=words.common.NAME, page_icon=str(HERE / "icon.png"))
st.html(HERE / "style.css")
# Streamlit tells the browser which scheme is on inside the page only; dialogs lie outside it.
st.html(f"<style>:root {{ color-scheme: {st.context.theme.type or 'light dark'}; }}</style>")
announcer.mount()
page = st.navigation(
    [
        st.Page("ask.py", title=words.common.ASK, default=True),
        st.Page("library.py", title=words.common.LIBRARY),
        st.Page("measure.py", title=words.common.MEASURE),
        st.Page("settings.py", title=words.common.SETTINGS),
    ],
    position="top",
)
try:
    page.run()
except Exception as error:  # whatever it is, the person gets a sentence
    failure.show(error)
    with st.container(horizontal=True):
        st.button(words.common.TRY_AGAIN)
        if isinstance(error, Damaged):
            versions.instead(error)
