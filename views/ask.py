"""The page Ask: one question, one answer, each statement with its evidence."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pipelines.application import Vademecum
from pipelines.generation import Generation
from pipelines.schema import Answer, Filters, Mode, Query
from views import adding, filters, markup, phrases, server, statements
from views import wording as words

PENDING, ANSWERS = "pending", "answers"  # the query that waits for its answer; the session's answers, newest first


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
        st.session_state[PENDING] = Query(question, mode, chosen)
    answers: list[Answer] = st.session_state.setdefault(ANSWERS, [])
    slot = st.empty()  # in every run, or all below would move up a place after the answer and a button lose the focus
    if PENDING in st.session_state:
        answers.insert(0, _ask(vademecum, generation, st.session_state[PENDING], slot))
        del st.session_state[PENDING]  # only now: a run that a click cuts short is done again
    if answers:
        _answer(vademecum, generation, answers, mode, chosen)
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


def _ask(vademecum: Vademecum, generation: Generation, query: Query, slot: DeltaGenerator) -> Answer:
    """The answer, its text drawn in `slot` piece by piece as it comes."""
    with slot.container(key="draft"):
        markup.text("h2", query.question, "question")
        status = st.status(phrases.searching(generation.manifest.documents))
        draft = st.empty()
        try:
            answer = vademecum.ask(query)
        except Exception:
            del st.session_state[PENDING]  # or every run to come would fail on it
            status.update(state="error")
            raise
        status.update(label=words.WRITING)
        written = ""
        for piece in vademecum.answerer.pieces(answer):
            written += piece
            draft.html(markup.element("p", written, "draft"))
    slot.empty()
    return answer


def _later(query: Query) -> None:
    """Has the next run answer a question; for a button's callback."""
    st.session_state[PENDING] = query


def _answer(vademecum: Vademecum, generation: Generation, answers: list[Answer], mode: Mode, chosen: Filters) -> None:
    answer = answers[0]
    markup.text("h2", answer.question, "question")
    with st.container():  # one place, whether it holds a notice or none
        if answer.generation != generation.manifest.number:
            markup.card(phrases.outdated(answer.generation, generation.manifest.number))
        if (answer.mode, answer.filters) != (mode, chosen):
            markup.card(words.CHANGED)
    if answer.abstained:
        _abstained(vademecum, answer)
    else:
        statements.show(answer)
    with st.container(horizontal=True):
        if answer.abstained:
            _ways_out(answer)
        st.button(words.AGAIN, on_click=_later, args=(Query(answer.question, mode, chosen),))
    if answer.abstained:
        statements.passages(answer.passages[:3], "nearest", {0: words.PASSAGES})
    else:
        statements.sources(answer)
    statements.searched(answer)
    markup.text("p", phrases.provenance(answer.model, answer.seconds, answer.generation), "provenance")
    if len(answers) == 1 and not answer.abstained:
        markup.text("p", words.CARE, "care")
    _earlier(answers)


def _abstained(vademecum: Vademecum, answer: Answer) -> None:
    """Says that the library holds no answer, and whether the filters are to blame."""
    nearest = words.NEAREST if answer.passages else ""
    if not answer.filters:
        markup.card(words.ABSTAINED, nearest)
        return
    unfiltered = vademecum.ask(Query(answer.question, answer.mode))
    rest = words.WITHOUT_NEITHER if unfiltered.abstained else words.WITHOUT_FILTERS
    markup.card(words.ABSTAINED_FILTERS, f"{rest} {nearest}".strip())


def _ways_out(answer: Answer) -> None:
    """Buttons for what may still find an answer."""
    if st.button(words.ADD_DOCUMENTS):
        st.switch_page("library.py")
    if answer.mode != "sparse":
        st.button(words.BY_WORDS, on_click=_by_words, args=(answer,))
    if answer.filters:
        st.button(words.CLEAR_FILTERS, on_click=_unfiltered, args=(answer,))


def _by_words(answer: Answer) -> None:
    filters.by_words()
    _later(Query(answer.question, "sparse", answer.filters))


def _unfiltered(answer: Answer) -> None:
    filters.clear()
    _later(Query(answer.question, answer.mode))


def _earlier(answers: list[Answer]) -> None:
    if len(answers) == 1:
        return
    with st.expander(words.EARLIER):
        for i, answer in enumerate(answers[1:], start=1):
            st.button(markup.label(answer.question), key=f"earlier-{i}", type="tertiary", on_click=_to_front, args=(i,))


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
            st.button(markup.label(title), key=f"try-{i}", type="tertiary", on_click=_later, args=(query,))


page()
