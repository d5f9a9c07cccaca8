"""One document on a page of its own: its reference, its sections, its passages, its file."""

from collections.abc import Callable

import streamlit as st

from pipelines import listing, original
from pipelines.generation import Generation
from pipelines.listing import Listing
from pipelines.records import Entry
from pipelines.schema import Document
from views import address, after, markup, references, removing, server
from views.words import common
from views.words import document as words
from views.words import library as shared

LONGEST = 200_000  # characters of text that are drawn
PAGE = 20  # passages
_PAGE = "passages-page"


def open_page(document: str) -> None:
    """Goes to a document's page; for a button's callback."""
    st.query_params[address.DOC] = listing.key(document)
    st.session_state.pop(_PAGE, None)
    after.later(words.OPENED, "document-top")


def show(generation: Generation, found: Listing, name: str) -> None:
    """Draws the page of the document with this key."""
    entry = found.named(name) or found.named(listing.key(name))
    document = generation.catalogue.document(entry.id) if entry else None
    if entry is None or document is None:
        st.title(common.LIBRARY, anchor=False)
        markup.card(words.GONE, words.GONE_MORE)
        st.button(words.BACK, on_click=_back)
        return
    if name != listing.key(entry.id):
        st.query_params[address.DOC] = listing.key(entry.id)
    after.settle()
    with st.container(key="document-top", gap=None):
        st.button(words.BACK, on_click=_back, type="tertiary", icon=":material/arrow_back:")
        markup.text("h1", document.title, "document")
    kind = "" if document.kind == "other" else document.kind.capitalize()
    st.html(markup.chips([kind, str(document.year or "")], [_identifiers(document)]))
    with st.container(horizontal=True, key="document-bar"):
        if st.button(shared.remove(1), key="remove"):
            removing.confirm([entry], generation)
        references.button([entry.id])
        _file(generation, entry)
    _about(document, entry, found, generation)
    _text(document)
    _passages(generation, entry)


def _back() -> None:
    st.query_params.pop(address.DOC, None)
    after.later(common.LIBRARY, "shelf-controls")


def _identifiers(document: Document) -> str:
    one = document.reference
    parts = [f"PMID {one.pmid}" if one.pmid else "", one.pmcid, f"doi {one.doi}" if one.doi else ""]
    return " · ".join(part for part in parts if part)


def _file(generation: Generation, entry: Entry) -> None:
    """A copy of the file, where it still is what was read."""
    path = original.found(generation.catalogue, entry.id)
    if path is not None:
        read: Callable[[], bytes] = path.read_bytes
        st.download_button(words.DOWNLOAD, read, path.name, "application/octet-stream", on_click="ignore")


def _about(document: Document, entry: Entry, found: Listing, generation: Generation) -> None:
    """The reference, and where the file is."""
    markup.text("h2", words.REFERENCE)
    text = server.application().references([entry.id], "vancouver").strip()
    markup.text("p", text.removeprefix("1. "), "reference")
    if document.url.startswith(("https://", "http://")):
        link = markup.escape(document.url)
        st.html(f'<p><a href="{link}" target="_blank" rel="noopener noreferrer">{words.ORIGINAL}</a></p>')
    holders = generation.catalogue.holders(entry.id)
    rows = [
        (words.FACTS[0], ", ".join(found.labels.get(path, path) for path in holders)),
        (words.FACTS[1], ", ".join(holders)),
        (words.FACTS[2], common.day(entry.added)),
        (words.FACTS[3], str(entry.pages or "")),
        (words.FACTS[4], f"{entry.passages:,}"),
    ]
    parts = "".join(f"<dt>{name}</dt><dd>{markup.escape(value)}</dd>" for name, value in rows if value)
    markup.text("h2", words.FILE)
    st.html(f'<dl class="facts">{parts}</dl>')
    if original.found(generation.catalogue, entry.id) is None:
        markup.text("p", words.NO_FILE, "total")


def _text(document: Document) -> None:
    """The sections, each folded but the first; what is beyond the limit is counted."""
    markup.text("h2", words.TEXT)
    parts = []
    for number, section in enumerate(document.sections):
        if section.start >= LONGEST:
            break
        body = markup.escape(document.text[section.start : min(section.end, LONGEST)].strip())
        where = f" ({common.page(section.page)})" if section.page else ""
        title = markup.escape(section.title or words.UNTITLED)
        unfolded = " open" if not number else ""
        parts.append(f'<details{unfolded}><summary>{title}{where}</summary><div class="section">{body}</div></details>')
    if not parts:
        parts = [f'<div class="section">{markup.escape(document.text[:LONGEST])}</div>']
    st.html("".join(parts))
    if len(document.text) > LONGEST:
        markup.text("p", words.cut(len(document.text) - LONGEST), "total")


def _passages(generation: Generation, entry: Entry) -> None:
    """How the text was cut for searching, a page at a time."""
    title = words.passages(entry.passages)
    with st.expander(title):
        chunks = generation.passages(entry.id)
        pages = max(-(-len(chunks) // PAGE), 1)
        number = min(st.session_state.get(_PAGE, 1), pages)
        rows = [(str(n), chunk.section, str(chunk.page or ""), chunk.body) for n, chunk in enumerate(chunks, start=1)]
        markup.table(title, words.PASSAGE_COLUMNS, rows[(number - 1) * PAGE : number * PAGE])
        if pages > 1:
            st.pagination(pages, key=_PAGE)
