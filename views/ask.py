"""The page Ask: one question, one answer, each statement with its evidence."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pipelines.application import Vademecum
from pipelines.errors import QuestionError
from pipelines.generation import Generation
from pipelines.schema import Filters, Mode, Query
from views import adding, address, announcer, answer, draft, exports, filters, kept, markup, server, words
from views.answer import PENDING
from views.draft import Begun
from views.kept import Kept

RUN, REFUSED = "run", "refused"  # the question that is being answered; one that can't be, and why


def page() -> None:
    """Draws the page."""
    st.set_page_config(page_title=f"{words.common.ASK} · {words.common.NAME}", layout="centered")
    vademecum = server.application()
    chosen = kept.shown()
    if chosen and address.get(address.PRINT):
        exports.flat(vademecum, chosen.answer)
    else:
        st.title(words.ask.ASK_TITLE, anchor=False)
        generation = vademecum.library.open()
        if generation is None or not generation.manifest.documents:
            _empty()
        else:
            _asking(vademecum, generation)


def _asking(vademecum: Vademecum, generation: Generation) -> None:
    """The box, the answer that is being made, and those that were."""
    with st.container():  # straight in the page's body the box would throw the page to its end
        question = st.chat_input(words.ask.BOX, key="question")
    mode, chosen = filters.controls(generation, vademecum.settings.retrieve.mode)
    _model_missing(vademecum)
    if question:
        answer.later(Query(question, mode, chosen))
    slot = st.empty()  # in every run, or all below would move up a place after the answer and a button lose the focus
    if PENDING in st.session_state:
        _start(vademecum, st.session_state.pop(PENDING))
    if RUN in st.session_state:
        _follow(vademecum, generation, slot)
    with st.container():  # one place, whether it holds something or not
        _refused(Query("", mode, chosen))
        if kept.unknown() and REFUSED not in st.session_state:
            markup.card(words.ask.NOT_HERE, words.ask.NOT_HERE_MORE)
        if why := kept.unkept():
            markup.card(words.ask.NOT_KEPT, why)
    if one := kept.shown():
        answer.show(vademecum, generation, one, Query("", mode, chosen), first=len(kept.now()) == 1)
    else:
        _examples(generation, mode, chosen)
    _earlier(one)


def _empty() -> None:
    markup.card(words.ask.EMPTY, words.ask.EMPTY_MORE)
    with st.container(horizontal=True):
        if st.button(words.ask.ADD_DOCUMENTS, type="primary"):
            st.switch_page("library.py")
        if st.button(words.ask.USE_SAMPLES):
            adding.samples()
            st.switch_page("library.py")


def _model_missing(vademecum: Vademecum) -> None:
    with st.container():
        if path := answer.missing_model(vademecum):
            markup.card(words.ask.MODEL_MISSING, words.ask.until_back(path))
            st.page_link("settings.py", label=words.ask.HOW_TO_FIX)


def _start(vademecum: Vademecum, query: Query) -> None:
    """Has a question answered; one that is still being answered gives way."""
    if RUN in st.session_state:
        st.session_state[RUN].run.stop()
    st.session_state.pop(REFUSED, None)
    st.session_state[RUN] = Begun(vademecum.asking(query), query)


def _follow(vademecum: Vademecum, generation: Generation, slot: DeltaGenerator) -> None:
    """Draws the answer as it comes, and keeps it. A run of the page that a click cuts short leaves it to the next."""
    begun: Begun = st.session_state[RUN]
    try:
        found = draft.follow(begun, generation.manifest.documents, slot)
    except QuestionError as error:
        st.session_state[REFUSED] = (begun.query.question, str(error))
        announcer.say(str(error), alert=True, again=True)
        slot.empty()
        return
    finally:
        if not begun.run.running:
            del st.session_state[RUN]
    unfiltered = Query(found.asked or found.question, found.mode, quotes=True)
    kept.add(found, found.abstained and bool(found.filters) and not vademecum.ask(unfiltered).abstained)


def _refused(now: Query) -> None:
    """A question that can't be answered as it stands, to be mended."""
    if REFUSED not in st.session_state:
        return
    question, told = st.session_state[REFUSED]
    markup.card(told, alert=True)
    with st.form("mend", border=False):
        mended = st.text_area(words.ask.YOUR_QUESTION, question)
        if st.form_submit_button(words.ask.ASK_EDITED) and mended.strip():
            answer.later(replace(now, question=mended))
            st.rerun()


def _earlier(now: Kept | None) -> None:
    """The other answers of the session, and those that were kept before it."""
    others = [one for one in kept.every() if one is not now]
    if not others:
        return
    with st.expander(words.ask.EARLIER):
        for one in others:
            st.button(markup.label(one.answer.question), key=f"earlier-{one.name}", type="tertiary",
                      on_click=kept.show, args=(one.name,))  # fmt: skip


def _examples(generation: Generation, mode: Mode, chosen: Filters) -> None:
    """Three topics that the library covers: titles, spread over all of them."""
    titles = [entry.title for entry in generation.catalogue.documents() if 8 <= len(entry.title) <= 80]
    if titles:
        markup.text("h2", words.ask.TRY, "try")
    with st.container(gap="xsmall"):
        for i, title in enumerate(titles[:: max(len(titles) // 3, 1)][:3]):
            query = Query(title, mode, chosen)
            st.button(markup.label(title), key=f"try-{i}", type="tertiary", on_click=answer.later, args=(query,))


page()
