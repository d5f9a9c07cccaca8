"""An answer that is done: how it was asked, its statements, its sources, and what can be done next."""

from dataclasses import replace

import streamlit as st

from pipelines.application import Vademecum
from pipelines.generation import Generation
from pipelines.schema import Answer, Query
from views import evidence, filters, markup, phrases, statements
from views import wording as words

PENDING = "pending"  # the query that the next run of the page is to answer


def later(query: Query) -> None:
    """Has the next run answer a question; for a button's callback."""
    st.session_state[PENDING] = query


def show(vademecum: Vademecum, generation: Generation, answer: Answer, now: Query, first: bool) -> None:
    """Draws the answer; `now` holds the search settings that are chosen at present."""
    markup.text("h2", answer.question, "question")
    with st.container():  # one place, whether it holds a notice or none
        _notices(generation, answer, now)
    _asked_as(answer, now)
    if answer.abstained:
        _abstained(vademecum, answer)
    else:
        _disagreements(answer)
        if answer.statements:
            statements.show(answer)
    _ways_on(answer, now)
    if answer.statements:
        statements.sources(answer)
    else:
        statements.passages(answer.passages[:3], "nearest", {0: words.PASSAGES})
    statements.searched(answer)
    made = phrases.provenance(answer.model, answer.seconds, answer.generation, vademecum.model is not None)
    markup.text("p", made, "provenance")
    if first and not answer.abstained:
        markup.text("p", words.CARE, "care")
    with st.container():
        question = st.chat_input(words.FOLLOW_UP, key=f"follow-up-{answer.generation}")
    if question:
        later(replace(now, question=question, history=(answer.asked or answer.question,)))
        st.rerun()


def _notices(generation: Generation, answer: Answer, now: Query) -> None:
    if answer.generation != generation.manifest.number:
        markup.card(phrases.outdated(answer.generation, generation.manifest.number))
    if (answer.mode, answer.filters) != (now.mode, now.filters):
        markup.card(words.CHANGED)
    if answer.ended == "finished" and answer.note:
        markup.card(words.NO_MODEL, answer.note)
    if answer.ended != "finished":
        titles = {"stopped": words.STOPPED_ANSWER, "timed out": words.TIMED_OUT, "failed": words.CUT_SHORT}
        more = "" if answer.statements else words.FOUND_READ
        markup.card(titles[answer.ended], f"{answer.note} {more}".removeprefix(words.STOPPED_ANSWER).strip())
    if answer.withheld and answer.statements:
        markup.card(phrases.withheld(answer.withheld))


def _asked_as(answer: Answer, now: Query) -> None:
    """How a question that leaned on an earlier one was put to the library, to be mended by the person."""
    if not answer.asked:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        markup.text("p", f"{words.ASKED_AS} {answer.asked}", "asked")
        with st.popover(words.EDIT, key="edit"), st.form("edit-asked", border=False):
            question = st.text_area(words.ASKED_AS, answer.asked)
            if st.form_submit_button(words.ASK_EDITED) and question.strip():
                later(replace(now, question=question))
                st.rerun()


def _abstained(vademecum: Vademecum, answer: Answer) -> None:
    """Says that the library holds no answer, and whether the filters are to blame."""
    nearest = words.NEAREST if answer.passages else ""
    if answer.withheld:
        markup.card(words.WITHHELD, words.FOUND_READ)
        return
    if not answer.filters:
        markup.card(words.ABSTAINED, nearest)
        return
    unfiltered = vademecum.ask(Query(answer.asked or answer.question, answer.mode, quotes=True))
    rest = words.WITHOUT_NEITHER if unfiltered.abstained else words.WITHOUT_FILTERS
    markup.card(words.ABSTAINED_FILTERS, f"{rest} {nearest}".strip())


def _disagreements(answer: Answer) -> None:
    """Both sides of each point on which sources disagree, beside each other."""
    for number, one in enumerate(answer.disagreements):
        with st.container(key=f"disagree-{number}", gap="xsmall"):
            more = f"{words.DISAGREE_MORE} {phrases.sentence(one.reason)}"
            st.html(f'<p class="disagree"><b>{words.DISAGREE}</b> {markup.escape(more)}</p>')
            shown = [evidence.side(i, side) for i, side in enumerate(one.sides, start=1)]
            for i, (column, item) in enumerate(zip(st.columns(2), shown, strict=True)):
                with column:
                    markup.text("blockquote", item.quote)
                    markup.text("p", item.title, "where")
                    if st.button(item.label, key=f"side-open-{number}-{i}", type="tertiary"):
                        evidence.open_drawer(shown, i)


def _ways_on(answer: Answer, now: Query) -> None:
    """Buttons for what can be done next."""
    again = replace(now, question=answer.asked or answer.question)
    with st.container(horizontal=True):
        if answer.abstained:
            _ways_out(answer)
        st.button(words.AGAIN, on_click=later, args=(again,))
        if answer.ended in ("timed out", "failed"):
            st.button(words.QUOTES_INSTEAD, on_click=later, args=(replace(again, quotes=True),))


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
    later(Query(answer.asked or answer.question, "sparse", answer.filters))


def _unfiltered(answer: Answer) -> None:
    filters.clear()
    later(Query(answer.asked or answer.question, answer.mode))
