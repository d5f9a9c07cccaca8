"""An answer while it is being made: how far it is, what is written so far, and the button that stops it.

The asking runs in a thread of its own, so a click anywhere only makes the page look at it anew.
"""

import time
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pipelines.asking import Asking
from pipelines.schema import Answer, Query, Statement
from views import announcer, markup, words

GLANCE = 0.1  # seconds between two looks
QUIET, APART, STILL = 1, 2, 15  # seconds: before the first word, between two, until it is said that it goes on

WAITING = '<div class="waiting"><i></i><i></i><i></i></div>'  # three lines that are still empty


@dataclass(slots=True)
class Begun:
    """A question that is being answered, and what a screen reader was told of it."""

    run: Asking
    query: Query
    said: str = ""
    at: float = field(default_factory=time.monotonic)  # when that was said, or when it began

    def announce(self) -> None:
        """Says how far it is: at a new step, and now and then while it writes; nothing where it is quick."""
        step = words.progress.spoken(self.run)
        passed = time.monotonic() - self.at
        if step != self.said and passed >= (APART if self.said else QUIET):
            announcer.say(step, again=True)
        elif step == self.said and passed >= STILL:
            announcer.say(words.progress.STILL, again=True)
        else:
            return
        self.said, self.at = step, time.monotonic()


def follow(begun: Begun, documents: int, slot: DeltaGenerator) -> Answer:
    """Draws the run in `slot` until it is done; raises what went wrong."""
    run = begun.run
    with slot.container(key="draft"):
        markup.text("h2", begun.query.question, "question")
        status = st.empty()
        text = st.empty()
        st.button(words.progress.STOP, key="stop", on_click=run.stop)
        while True:
            done = run.wait(GLANCE)
            # Something is drawn at every look: that is when Streamlit lets a click through.
            status.html(markup.element("p", words.progress.state(run, documents), "state"))
            text.html(_draft(run))
            if done:
                break
            begun.announce()
    slot.empty()
    if run.error is not None:
        raise run.error
    assert run.answer is not None
    # Stop, or the box that is drawn anew below the answer, may have had the focus.
    focus = follow_up(run.answer) if begun.query.history and run.answer.ended == "finished" else "again"
    announcer.say(words.progress.ready(run.answer), again=True, focus=focus, lost=True)
    return run.answer


def follow_up(answer: Answer) -> str:
    """The key of the box for the question that follows an answer."""
    return f"follow-up-{answer.generation}"


def _draft(run: Asking) -> str:
    """What is written so far, as HTML: the statements that are judged, each with its state, and what follows them."""
    judged = list(run.statements)
    shown = "".join(_judged(statement) for statement in judged)
    rest = markup.element("p", run.part.strip(), "draft") if run.part.strip() else ""
    head = markup.element("h3", words.progress.DRAFT) if shown or rest else ""
    waiting = "" if shown or rest else WAITING
    return f'<div class="drafted" aria-busy="true">{head}{shown}{rest}</div>{waiting}'


def _judged(statement: Statement) -> str:
    word, _, _ = words.ask.STATES[statement.support]
    state = markup.element("b", word, f"chip {statement.support.replace(' ', '-')}")
    return f'<p class="draft">{markup.escape(statement.text)} {state}</p>'
