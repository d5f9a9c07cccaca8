"""The documents of the library in a table: find some, remove some."""

from collections.abc import Sequence

import streamlit as st

from pipelines.generation import Generation
from pipelines.records import Entry
from pipelines.schema import KINDS
from views import markup, phrases, server
from views import wording as words


def show(generation: Generation) -> None:
    """The table under its two filters, and the button for the rows selected."""
    markup.text("h2", words.DOCUMENTS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        find = st.text_input(words.FIND, key="find", placeholder=words.FIND_EXAMPLE, persist_state="session", width=260)
        kinds = st.pills(words.KIND, KINDS, selection_mode="multi", format_func=str.capitalize, key="kinds",
                         wrap=True)  # fmt: skip
    wanted = find.strip().casefold()
    entries = [
        entry
        for entry in generation.catalogue.documents()
        if wanted in entry.title.casefold() and (not kinds or entry.kind in kinds)
    ]
    if not entries:
        markup.text("p", words.NO_MATCH)
        return
    chosen = _table(entries, f"{generation.manifest.number}-{wanted}-{kinds}")
    if chosen and st.button(phrases.selected(len(chosen)), key="remove"):
        _confirm(chosen, generation)
    elif not chosen:
        markup.text("p", words.TABLE_HELP, "total")


def _table(entries: Sequence[Entry], key: str) -> list[Entry]:
    """Draws the entries and returns those selected; with another key, for other entries, nothing is."""
    rows = [
        dict(
            zip(
                words.COLUMNS,
                (e.title, e.kind.capitalize(), e.year, e.pages, e.passages, phrases.day(e.added), words.READY),
                strict=True,
            )
        )
        for e in entries
    ]
    state = st.dataframe(
        rows, hide_index=True, key=f"documents-{key}", on_select="rerun", selection_mode="multi-row", placeholder="",
        alt=words.DOCUMENTS, column_config={words.COLUMNS[2]: st.column_config.NumberColumn(format="%d")},
    )  # fmt: skip
    return [entries[row] for row in state.selection.rows]


@st.dialog(words.REMOVE)
def _confirm(chosen: Sequence[Entry], generation: Generation) -> None:
    markup.card(phrases.remove(len(chosen)), words.REMOVE_MORE)
    for entry in chosen[:5]:
        markup.text("p", entry.title)
    with st.container(horizontal=True):
        if st.button(words.KEEP, type="primary"):
            st.rerun()
        if st.button(words.REMOVE):
            server.worker().remove(_names(chosen, generation))
            st.rerun()


def _names(chosen: Sequence[Entry], generation: Generation) -> list[str]:
    """What to take out: the files that hold nothing else, so that these can be added again, else the documents."""
    catalogue = generation.catalogue
    holders = {entry.id: [catalogue.source(path) for path in catalogue.holders(entry.id)] for entry in chosen}
    files = {s.path for sources in holders.values() for s in sources if s is not None and s.documents == 1}
    rest = [id for id, sources in holders.items() if not all(s is not None and s.path in files for s in sources)]
    return [*files, *rest]
