"""The documents of the library: controls that narrow and sort them, the list, and what can be done with those chosen.

Up to a page of them are cards. More are a table, which takes thousands of rows and lets many be chosen; beside it the
cards, page by page, of which the style sheet shows the one on narrow screens and the other on wide ones: the server
doesn't know how wide a window is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from pipelines.generation import Generation
from pipelines.listing import SORTS, STATES, Listing, Sort, State
from pipelines.records import Entry
from pipelines.schema import Kind
from views import address, cards, document, markup, references, removing
from views.words import ask, common
from views.words import library as words

ALL: Literal["all"] = "all"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls say."""

    find: str
    kinds: tuple[Kind, ...]
    year: int | None
    state: State | None
    sort: Sort


def filters(listing: Listing) -> Chosen:
    """Draws the controls."""
    markup.text("h2", words.DOCUMENTS)
    with st.container(horizontal=True, vertical_alignment="bottom", key="shelf-controls"):
        find = st.text_input(words.FIND, key=address.FIND, placeholder=words.FIND_EXAMPLE, width=220,
                             on_change=cards.first_page, bind="query-params", persist_state="session")  # fmt: skip
        year = st.selectbox(words.YEAR, [0, *listing.years], format_func=_year, key="shelf-year", width=130,
                            on_change=cards.first_page, persist_state="session")  # fmt: skip
        sort = st.selectbox(words.SORT, SORTS, format_func=words.sort, key=address.SORT, width=200, bind="query-params",
                            on_change=cards.first_page, persist_state="session")  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="shelf-choices"):
        kinds = st.pills(ask.KIND, listing.kinds, selection_mode="multi", format_func=str.capitalize, key="kinds",
                         wrap=True, on_change=cards.first_page)  # fmt: skip
        state = None
        _status()
        if listing.partial or listing.refused:  # else all are ready, and there is nothing to choose
            said = st.segmented_control(words.STATUS, [ALL, *STATES], default=ALL, required=True, key=address.STATUS,
                                        format_func=words.state, bind="query-params",
                                        on_change=cards.first_page)  # fmt: skip
            state = next((one for one in STATES if one == said), None)
    return Chosen(find.strip(), tuple(kinds), year or None, state, sort)


def _status() -> None:
    """Takes up a state that the address tells by its name, `?status=refused`; the control itself knows its words."""
    said = next((one for one in STATES if one == st.query_params.get(address.STATUS)), None)
    if said:
        st.session_state.setdefault(address.STATUS, said)


def _year(year: int) -> str:
    return str(year) if year else words.ANY_YEAR


def show(generation: Generation, listing: Listing, chosen: Chosen) -> None:
    """The documents that the controls let through."""
    entries = listing.pick(chosen.find, chosen.kinds, chosen.year, chosen.state, chosen.sort)
    if not entries:
        markup.text("p", words.NO_MATCH)
        return
    markup.text("p", words.shown(len(entries), len(listing.entries)), "total")
    bar = st.container(horizontal=True, vertical_alignment="center", key="shelf-bar")
    few = len(entries) <= cards.PAGE
    with st.container(key="shelf-few" if few else "shelf-cards"):
        picked = cards.show(entries, listing)
    if not few:
        with st.container(key="shelf-table"):
            key = f"{generation.manifest.number}-{hash(chosen)}"
            picked = [*picked, *_table(entries, listing, key)]
    with bar:
        _bar(list(dict.fromkeys(picked)), generation, few)


def _table(entries: Sequence[Entry], listing: Listing, key: str) -> list[Entry]:
    """Draws the entries and returns those selected; with another key, for other entries, nothing is."""
    rows = pd.DataFrame(
        [
            (e.title, e.kind.capitalize(), e.year, e.pages, e.passages, common.day(e.added),
             words.state(listing.state(e)))
            for e in entries
        ],
        columns=list(words.COLUMNS),
    )  # fmt: skip
    title, year = words.COLUMNS[0], words.COLUMNS[2]
    state = st.dataframe(
        rows, hide_index=True, key=f"documents-{key}", on_select="rerun", selection_mode="multi-row", placeholder="",
        alt=words.TABLE, height=560,
        column_config={
            title: st.column_config.TextColumn(width="large"),
            year: st.column_config.NumberColumn(format="%d"),
        },
    )  # fmt: skip
    return [entries[row] for row in state.selection.rows if row < len(entries)]


def _bar(picked: Sequence[Entry], generation: Generation, few: bool) -> None:
    """What can be done with the documents chosen; before any is, how to choose."""
    if not picked:
        for text, shown in ((words.CARDS_HELP, "with-cards"), (words.TABLE_HELP, "with-table")):
            if not few or shown == "with-cards":
                markup.text("p", text, f"total {'' if few else shown}".strip())
        return
    markup.text("span", words.chosen(len(picked)), "chosen")
    if len(picked) == 1:
        st.button(words.OPEN, key="open", on_click=document.open_page, args=(picked[0].id,))
    if st.button(words.remove(len(picked)), key="remove"):
        removing.confirm(picked, generation)
    references.button([entry.id for entry in picked])
