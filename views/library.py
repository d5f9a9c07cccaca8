"""The page Library: add documents, see what there is and what was refused, remove, go back."""

import streamlit as st

from pipelines import status
from pipelines.records import Manifest, Source
from pipelines.status import Status
from views import adding, documents, markup, phrases, server
from views import wording as words


def page() -> None:
    """Draws the page."""
    st.set_page_config(page_title=f"{words.LIBRARY} · {words.NAME}", layout="wide")
    st.title(words.LIBRARY, anchor=False)
    found = status.of(server.application())
    current = found.current
    if current is not None:
        markup.text("p", phrases.totals(current, _size(current)), "totals")
    adding.show()
    _refused(found.refused)
    _partial(found.partial)
    generation = server.application().library.open()
    if generation is not None:
        documents.show(generation)
    _versions(found)


def _size(current: Manifest) -> int:
    """Bytes that a version takes on disk."""
    folder = server.application().library.folder(current.number)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _refused(sources: tuple[Source, ...]) -> None:
    """The files that were not taken in: they stay here until they are read or cleared away."""
    if not sources:
        return
    title = phrases.refused(len(sources))
    markup.text("h2", title)
    markup.table(title, words.REFUSED_COLUMNS, [(s.label, s.reason, s.remedy) for s in sources])
    st.button(words.DISMISS, on_click=server.worker().remove, args=([source.path for source in sources],))


def _partial(sources: tuple[Source, ...]) -> None:
    """The files of which some records were left out."""
    if sources:
        title = phrases.partial(len(sources))
        markup.text("h2", title)
        markup.table(title, words.REFUSED_COLUMNS, [(s.label, s.reason, s.remedy) for s in sources])


def _versions(found: Status) -> None:
    """The versions that are kept, each with a way back to it."""
    if found.current is None:
        return
    markup.text("h2", words.VERSIONS)
    for manifest in found.generations:
        with st.container(horizontal=True, vertical_alignment="center", key=f"version-{manifest.number}"):
            now = manifest.number == found.current.number
            markup.text("span", phrases.version(manifest, now))
            if not now and st.button(phrases.go_to(manifest.number, found.current.number)):
                _confirm(manifest, found.current)


@st.dialog(words.VERSIONS)
def _confirm(manifest: Manifest, current: Manifest) -> None:
    markup.card(phrases.go_question(manifest.number, current.number), phrases.going(manifest.documents, current.number))
    with st.container(horizontal=True):
        if st.button(phrases.stay(current.number), type="primary"):
            st.rerun()
        if st.button(phrases.go_to(manifest.number, current.number)):
            server.application().rollback(manifest.number)
            st.rerun()


page()
