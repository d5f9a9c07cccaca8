"""The dialog before documents leave the library: keep them, take them out, or leave no trace of them."""

from collections.abc import Callable, Sequence

import streamlit as st

from pipelines.generation import Generation
from pipelines.records import Entry
from views import address, announcer, markup, server
from views.words import library as words

NAMED = 5  # titles that the dialog names
_SURE = "erase-sure"  # whether the dialog asks about erasing


def confirm(chosen: Sequence[Entry], generation: Generation) -> None:
    """Opens the dialog."""
    st.session_state[_SURE] = False
    _dialog(chosen, generation)


@st.dialog(words.REMOVING)
def _dialog(chosen: Sequence[Entry], generation: Generation) -> None:
    number, library = len(chosen), server.application().library
    erasing = st.session_state.get(_SURE, False)
    question = words.erase_question(number) if erasing else words.remove_question(number)
    more = words.ERASE_MORE if erasing else words.remove_more(number, generation.manifest.number, library.keep)
    markup.card(question, more)
    announcer.say(question, focus="keep", again=True)  # the safe button first
    for entry in chosen[:NAMED]:
        markup.text("p", entry.title, "named")
    if number > NAMED:
        markup.text("p", words.AND_MORE.format(number=number - NAMED), "total")
    with st.container(horizontal=True):
        if st.button(words.KEEP, type="primary", key="keep"):
            st.rerun()
        worker, gone = server.worker(), names(chosen, generation)
        if not erasing and st.button(words.REMOVE, key="remove-sure", on_click=_begin, args=(worker.remove, gone)):
            st.rerun()
        if not erasing:
            st.button(words.ERASE, key="erase", on_click=_ask_again)
        elif st.button(words.ERASE, key="erase-sure-button", on_click=_begin, args=(worker.erase, gone)):
            st.rerun()


def _begin(change: Callable[[Sequence[str]], None], gone: Sequence[str]) -> None:
    """Starts the change and shows how it goes, on the list: a document's own page has nothing left to show."""
    change(gone)
    st.query_params.pop(address.DOC, None)


def _ask_again() -> None:
    st.session_state[_SURE] = True


def names(chosen: Sequence[Entry], generation: Generation) -> list[str]:
    """What to take out: the files that hold nothing else, so that these can be added again, else the documents."""
    catalogue = generation.catalogue
    holders = {entry.id: [catalogue.source(path) for path in catalogue.holders(entry.id)] for entry in chosen}
    files = {s.path for sources in holders.values() for s in sources if s is not None and s.documents == 1}
    rest = [id for id, sources in holders.items() if not all(s is not None and s.path in files for s in sources)]
    return [*files, *rest]
