"""The web page: `streamlit run app.py`. It serves this computer, and the browser loads nothing from elsewhere."""

import streamlit as st
from starlette.middleware import Middleware

from views import blocked, server
from views.failure import show
from views.headers import Headers

server.SERVING.set()
app = st.App("views/frame.py", routes=[blocked.route], middleware=[Middleware(Headers)], on_script_error=show)
