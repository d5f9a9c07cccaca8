"""A page of the web page's own building blocks, each with a text that tries to be more than text."""

import streamlit as st

from tests.hostile import TEXTS
from views import markup

for number, text in enumerate(TEXTS):
    with st.container(key=f"text-{number}"):
        markup.text("p", text, "total")
        markup.card(text, text)
        markup.table(text, (text, text), [(text, text)])
        st.button(markup.label(text, 20_000), key=f"label-{number}")
