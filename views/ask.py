"""The page Ask: one question, one answer, each statement with its evidence."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pipelines.application import Vademecum
from pipelines.generation import Generation
from pipelines.schema import Answer, Filters, Mode, Query
from views import adding, answer, draft, filters, markup, server
from views import wording as words
from views.answer import PENDING

RUN, ANSWERS = "run", "answers"  # the question that is being answered; the session's answers, newest first


def page() -> None:
    """Draws the page."""
    st.set_page_config(page_title=f"{words.ASK} · {words.NAME}", layout="centered")
    st.title(words.ASK_TITLE, anchor=False)
    vademecum = server.application()
    generation = vademecum.library.open()
    if generation is None or not generation.manifest.documents:
        _empty()
        return
    with st.container():  # straight in the page's body the box would throw the page to its end
        question = st.chat_input(words.BOX, key="question")
    mode, chosen = filters.controls(generation, vademecum.settings.retrieve.mode)
    if question:
        answer.later(Query(question, mode, chosen))
    answers: list[Answer] = st.session_state.setdefault(ANSWERS, [])
    slot = st.empty()  # in every run, or all below would move up a place after the answer and a button lose the focus
    if PENDING in st.session_state:
        _start(vademecum, st.session_state.pop(PENDING))
    if RUN in st.session_state:
        answers.insert(0, _follow(generation, slot))
    if answers:
        answer.show(vademecum, generation, answers[0], Query("", mode, chosen), first=len(answers) == 1)
        _earlier(answers)
    else:
        _examples(generation, mode, chosen)


def _empty() -> None:
    markup.card(words.EMPTY, words.EMPTY_MORE)
    with st.container(horizontal=True):
        if st.button(words.ADD_DOCUMENTS, type="primary"):
            st.switch_page("library.py")
        if st.button(words.USE_SAMPLES):
            adding.samples()
            st.switch_page("library.py")


def _start(vademecum: Vademecum, query: Query) -> None:
    """Has a question answered; one that is still being answered gives way."""
    if RUN in st.session_state:
        st.session_state[RUN][0].stop()
    st.session_state[RUN] = (vademecum.asking(query), query)


def _follow(generation: Generation, slot: DeltaGenerator) -> Answer:
    """The answer, drawn as it comes. A run of the page that a click cuts short leaves it to the next one."""
    run, query = st.session_state[RUN]
    try:
        found = draft.follow(run, query.question, generation.manifest.documents, slot)
    finally:
        if not run.running:
            del st.session_state[RUN]
    return found


def _earlier(answers: list[Answer]) -> None:
    if len(answers) == 1:
        return
    with st.expander(words.EARLIER):
        for i, one in enumerate(answers[1:], start=1):
            st.button(markup.label(one.question), key=f"earlier-{i}", type="tertiary", on_click=_to_front, args=(i,))


def _to_front(position: int) -> None:
    answers: list[Answer] = st.session_state[ANSWERS]
    answers.insert(0, answers.pop(position))


def _examples(generation: Generation, mode: Mode, chosen: Filters) -> None:
    """Three topics that the library covers: titles, spread over all of them."""
    titles = [entry.title for entry in generation.catalogue.documents() if 8 <= len(entry.title) <= 80]
    if titles:
        markup.text("h2", words.TRY, "try")
    with st.container(gap="xsmall"):
        for i, title in enumerate(titles[:: max(len(titles) // 3, 1)][:3]):
            query = Query(title, mode, chosen)
            st.button(markup.label(title), key=f"try-{i}", type="tertiary", on_click=answer.later, args=(query,))


page()
