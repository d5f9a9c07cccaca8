"""What the page's address says: an answer by a random name, where its drawer stands open, what a list shows.

Never a question, a quote or the name of a file: addresses stay in the browser's history. Of a document it holds a
digest of its id (`pipelines.listing.key`).
"""

from hashlib import blake2b

import streamlit as st

ANSWER, STATEMENT, EVIDENCE, VIEW, PRINT = "a", "s", "e", "view", "print"
DOC, FIND, STATUS, SORT, PAGE = "doc", "find", "status", "sort", "page"


def get(name: str) -> str:
    """What it says under a name; "" for nothing."""
    return st.query_params.get(name, "")


def put(name: str, value: str) -> None:
    """Writes a value, or takes the name out for ""; for a button's callback too."""
    if value and get(name) != value:
        st.query_params[name] = value
    elif not value:
        st.query_params.pop(name, None)


def close() -> None:
    """Takes the drawer out of it."""
    for name in (STATEMENT, EVIDENCE, VIEW):
        put(name, "")


def code(text: str) -> str:
    """Letters and digits that stand for a name of a file, which nobody can read out of them."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
