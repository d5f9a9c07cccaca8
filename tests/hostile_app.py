"""Serves hostile_page.py as app.py serves the web page."""

import streamlit as st
from starlette.middleware import Middleware

from views.headers import Headers

app = st.App("hostile_page.py", middleware=[Middleware(Headers)])
