"""Documents as cards, a page of them at a time: for narrow screens, and where there are few."""

from collections.abc import Sequence

import streamlit as st

from pipelines.listing import Listing, key
from pipelines.records import Entry
from views import address, document, markup
from views.words import common
from views.words import library as words

PAGE = 20


def first_page() -> None:
    """Goes back to the first page, since there are other documents now; for a control's callback."""
    if address.PAGE in st.session_state:
        st.session_state[address.PAGE] = 1


def show(entries: Sequence[Entry], listing: Listing) -> list[Entry]:
    """Draws one page of them and returns those that are ticked."""
    pages = -(-len(entries) // PAGE)
    slot, number = st.container(gap=None), 1
    if pages > 1:
        if st.session_state.get(address.PAGE, 1) > pages:
            st.session_state[address.PAGE] = pages
        number = st.pagination(pages, key=address.PAGE, bind="query-params")
    with slot:
        return [entry for entry in entries[(number - 1) * PAGE : number * PAGE] if _card(entry, listing)]


def _card(entry: Entry, listing: Listing) -> bool:
    """One document; returns whether it is ticked."""
    name = key(entry.id)
    title = markup.label(entry.title, 200)
    with st.container(horizontal=True, key=f"card-{name}", gap="small"):
        ticked = st.checkbox(words.select(markup.unseen(entry.title, 200)), key=f"pick-{name}",
                             label_visibility="collapsed", width="content")  # fmt: skip
        with st.container(gap=None):
            st.button(title, key=f"open-{name}", type="tertiary", on_click=document.open_page, args=(entry.id,))
            st.html(markup.chips(*_facts(entry, listing)))
    return ticked


def _facts(entry: Entry, listing: Listing) -> tuple[list[str], list[str]]:
    """Kind and year for the chips; the rest behind them."""
    state = listing.state(entry)
    pages = common.count(entry.pages, "page") if entry.pages else ""
    rest = [pages, common.count(entry.passages, "passage"), common.day(entry.added), words.state(state)]
    return [entry.kind.capitalize() if entry.kind != "other" else "", str(entry.year or "")], rest
