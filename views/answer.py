"""An answer that is done: how it was asked, its statements, its sources, and what can be done next."""

from dataclasses import replace

import streamlit as st

from pipelines import fetch
from pipelines.answer import MODEL as QUOTES
from pipelines.application import Vademecum
from pipelines.generation import Generation
from pipelines.schema import Answer, Query
from views import draft, evidence, exports, filters, markup, shown, statements, words
from views.kept import Kept

PENDING = "pending"  # the query that the next run of the page is to answer


def later(query: Query) -> None:
    """Has the next run answer a question; for a button's callback."""
    st.session_state[PENDING] = query


def missing_model(vademecum: Vademecum) -> str:
    """The path of the language model's file where it is set up and not there; else nothing."""
    llm = vademecum.settings.llm
    return llm.path if llm and fetch.lacks(llm.path, vademecum.settings.offline) else ""


def show(vademecum: Vademecum, generation: Generation, kept: Kept, now: Query, first: bool) -> None:
    """Draws the answer; `now` holds the search settings that are chosen at present."""
    answer = kept.answer
    markup.text("h2", answer.question, "question")
    with st.container():  # one place, whether it holds a notice or none
        _notices(vademecum, generation, answer, now)
    _asked_as(answer, now)
    if answer.abstained:
        _abstained(generation, kept)
    else:
        _disagreements(answer)
        if answer.statements:
            statements.show(generation, answer)
    _ways_on(vademecum, answer, now)
    statements.sources(answer)
    statements.searched(answer)
    made = words.ask.provenance(
        "" if answer.abstained else answer.model, answer.seconds, answer.generation, vademecum.model is not None
    )
    markup.text("p", made, "provenance")
    if first and not answer.abstained:
        markup.text("p", words.ask.CARE, "care")
    with st.container():
        question = st.chat_input(words.ask.FOLLOW_UP, key=draft.follow_up(answer))
    if question:
        later(replace(now, question=question, history=(answer.asked or answer.question,)))
        st.rerun()
    evidence.drawer(statements.groups(answer))


def _notices(vademecum: Vademecum, generation: Generation, answer: Answer, now: Query) -> None:
    if answer.generation != generation.manifest.number:
        markup.card(words.ask.outdated(answer.generation, generation.manifest.number))
    if (answer.mode, answer.filters) != (now.mode, now.filters):
        markup.card(words.ask.CHANGED)
    if answer.ended == "finished" and answer.note and not missing_model(vademecum):  # that is told above the answer
        markup.card(words.ask.NO_MODEL, words.common.in_page(answer.note))
    if answer.ended != "finished":
        llm = vademecum.settings.llm
        markup.card(*words.progress.ended(answer, llm.seconds if llm else 0))
    if answer.withheld and answer.statements:
        markup.card(words.ask.withheld(answer.withheld))


def _asked_as(answer: Answer, now: Query) -> None:
    """How a question that leaned on an earlier one was put to the library, to be mended by the person."""
    if not answer.asked:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        markup.text("p", f"{words.ask.ASKED_AS} {answer.asked}", "asked")
        with st.popover(words.ask.EDIT, key="edit"), st.form("edit-asked", border=False):
            question = st.text_area(words.ask.ASKED_AS, answer.asked)
            if st.form_submit_button(words.ask.ASK_EDITED) and question.strip():
                later(replace(now, question=question))
                st.rerun()


def _abstained(generation: Generation, kept: Kept) -> None:
    """Says that the library holds no answer, and whether the filters are to blame."""
    answer = kept.answer
    nearest = (words.ask.DENIED if _denied(answer) else words.ask.NEAREST) if answer.passages else ""
    if answer.withheld:
        markup.card(words.ask.WITHHELD, words.ask.FOUND_READ)
    elif answer.filters:
        rest = words.ask.WITHOUT_FILTERS if kept.unfiltered else words.ask.WITHOUT_NEITHER
        mask = generation.mask(answer.filters) if answer.generation == generation.manifest.number else None
        outside = words.ask.outside(int(mask.size - mask.sum()), mask.size) if mask is not None else ""
        markup.card(words.ask.ABSTAINED_FILTERS, " ".join(part for part in (outside, rest, nearest) if part))
    else:
        markup.card(words.ask.ABSTAINED, nearest)


def _denied(answer: Answer) -> bool:
    """Whether it was the language model that found no answer in what the search had found."""
    return answer.abstained and not answer.withheld and answer.model != QUOTES


def _disagreements(answer: Answer) -> None:
    """Both sides of each point on which sources disagree, beside each other."""
    chunks = {passage.chunk.id: passage.chunk for passage in answer.passages}
    for number, one in enumerate(answer.disagreements, start=1):
        with st.container(key=f"disagree-{number}", gap="xsmall"):
            more = f"{words.ask.DISAGREE_MORE} {words.common.sentence(one.reason)}"
            st.html(f'<p class="disagree"><b>{words.ask.DISAGREE}</b> {markup.escape(more)}</p>')
            items = shown.sides(number, one.sides)
            for column, item, side in zip(st.columns(2), items, one.sides, strict=True):
                chunk = chunks.get(side.chunk)
                with column:
                    markup.text("blockquote", markup.flowing(item.quote))
                    kind, year = (chunk.kind, chunk.year) if chunk else ("other", None)
                    markup.text("p", words.ask.whose(item.title, kind, year), "where")
                    evidence.button(item, f"side-open-{number}-{item.place[1]}")


def _ways_on(vademecum: Vademecum, answer: Answer, now: Query) -> None:
    """Buttons for what can be done next."""
    again = replace(now, question=answer.asked or answer.question)
    with st.container(horizontal=True, key="ways-on"):
        if answer.abstained:
            _ways_out(answer)
        exports.show(vademecum, answer)
        st.button(
            words.ask.AGAIN if answer.ended in ("finished", "stopped") else words.common.TRY_AGAIN,
            key="again",
            on_click=later,
            args=(again,),
        )
        if answer.ended in ("timed out", "failed") or _denied(answer):
            st.button(words.ask.QUOTES_INSTEAD, on_click=later, args=(replace(again, quotes=True),))


def _ways_out(answer: Answer) -> None:
    """Buttons for what may still find an answer."""
    if st.button(words.ask.ADD_DOCUMENTS):
        st.switch_page("library.py")
    if answer.mode != "sparse":
        st.button(words.ask.BY_WORDS, on_click=_by_words, args=(answer,))
    if answer.filters:
        st.button(words.ask.CLEAR_FILTERS, on_click=_unfiltered, args=(answer,))


def _by_words(answer: Answer) -> None:
    filters.by_words()
    later(Query(answer.asked or answer.question, "sparse", answer.filters))


def _unfiltered(answer: Answer) -> None:
    filters.clear()
    later(Query(answer.asked or answer.question, answer.mode))
