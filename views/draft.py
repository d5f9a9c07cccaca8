"""An answer while it is being made: how far it is, what is written so far, and the button that stops it.

The asking runs in a thread of its own, so a click anywhere only makes the page look at it anew.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pipelines.asking import Asking
from pipelines.schema import Answer, Statement
from views import markup, phrases
from views import wording as words

GLANCE = 0.1  # seconds between two looks


def follow(run: Asking, question: str, documents: int, slot: DeltaGenerator) -> Answer:
    """Draws the run in `slot` until it is done; raises what went wrong."""
    with slot.container(key="draft"):
        markup.text("h2", question, "question")
        status = st.empty()
        text = st.empty()
        st.button(words.STOP, key="stop", on_click=run.stop)
        while True:
            done = run.wait(GLANCE)
            # Something is drawn at every look: that is when Streamlit lets a click through.
            status.html(markup.element("p", phrases.state(run, documents), "state"))
            text.html(_draft(run))
            if done:
                break
    slot.empty()
    if run.error is not None:
        raise run.error
    assert run.answer is not None
    return run.answer


def _draft(run: Asking) -> str:
    """What is written so far, as HTML: the statements that are judged, each with its state, and what follows them."""
    judged = list(run.statements)
    shown = "".join(_judged(statement) for statement in judged)
    rest = markup.element("p", run.part.strip(), "draft") if run.part.strip() else ""
    head = markup.element("h3", words.DRAFT) if shown or rest else ""
    return f'<div class="drafted" aria-busy="true">{head}{shown}{rest}</div>'


def _judged(statement: Statement) -> str:
    word, _, _ = words.STATES[statement.support]
    return f'<p class="draft">{markup.escape(statement.text)} {markup.element("b", word, "chip")}</p>'
