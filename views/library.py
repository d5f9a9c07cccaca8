"""The page Library: add documents, see what there is and what was refused, remove, go back; one document on its own."""

import streamlit as st

from pipelines import dismissed, listing
from pipelines.records import Manifest
from views import adding, address, document, documents, markup, refused, server, versions
from views.words import common
from views.words import library as words


def page() -> None:
    """Draws the page: all documents, or the one that the address names."""
    st.set_page_config(page_title=f"{common.LIBRARY} · {common.NAME}", layout="wide")
    generation = server.application().library.open()
    if address.DOC in st.query_params and generation is not None:
        document.show(generation, listing.of(generation), st.query_params[address.DOC])
        return
    st.title(common.LIBRARY, anchor=False)
    if generation is not None:
        markup.text("p", words.totals(generation.manifest, _size(generation.manifest)), "totals")
    adding.show()
    if generation is None:
        return
    found = listing.of(generation)
    above = st.container()
    chosen = documents.filters(found)
    if chosen.state in (None, "refused"):
        with above if chosen.state is None else st.container():  # before the documents, or what was asked for instead
            refused.show(dismissed.seen(server.application().library.path, found.refused), found.partial)
    if chosen.state != "refused":
        documents.show(generation, found, chosen)
    versions.show(generation.manifest)


def _size(current: Manifest) -> int:
    """Bytes that a version takes on disk."""
    folder = server.application().library.folder(current.number)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


page()
