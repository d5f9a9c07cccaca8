"""The page of a PDF in the drawer: a picture with the quote boxed, zoom, and the pages before and after."""

import streamlit as st

from pipelines.errors import NotHeld
from pipelines.generation import Generation
from pipelines.pages.picture import Picture
from pipelines.pages.shown import ZOOMS
from views import markup, server
from views.words import evidence as words

_PAGE, _ZOOM = "evidence-page", "evidence-zoom"
KEPT = 16  # pictures in memory; one of a page is a few hundred kB


def reset() -> None:
    """Back to the page that the quote stands on, for another quote; the zoom stays."""
    st.session_state.pop(_PAGE, None)


def show(generation: Generation, document: str, start: int, end: int, quote: str) -> None:
    """Draws the page, or says why it can't be shown."""
    percent = st.session_state.setdefault(_ZOOM, ZOOMS[0])
    page = st.session_state.get(_PAGE)
    version = f"{server.config().absolute()} {generation.manifest.number}"
    picture = _picture(version, document, start, end, quote, page, percent)
    if picture is None:
        return
    if picture.note:
        markup.text("p", picture.note, "note")
    if not picture.png:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="evidence-pages"):
        at = picture.page or 1
        st.button(words.PAGE_BEFORE, on_click=_turn, args=(at - 1,), disabled=at == 1)
        markup.text("span", words.page_of(at, picture.pages), "total")
        st.button(words.PAGE_AFTER, on_click=_turn, args=(at + 1,), disabled=at == picture.pages)
    st.segmented_control(words.ZOOM, ZOOMS, required=True, key=_ZOOM, format_func=words.percent)
    with st.container(key=f"evidence-picture-{percent}", gap=None):
        st.image(picture.png, width=picture.width, alt=picture.alt, output_format="PNG")  # JPEG would blur letters
        if picture.starts:  # announcer.js scrolls to it
            left, top = picture.starts
            st.html(f'<span class="marked" style="left: {left * percent:.0f}%; top: {top:.0%}"></span>')


def _turn(to: int) -> None:
    st.session_state[_PAGE] = to


@st.cache_data(max_entries=KEPT, show_spinner=words.DRAWING)
def _picture(
    version: str, document: str, start: int, end: int, quote: str, page: int | None, percent: int
) -> Picture | None:
    """The picture, kept for the next look; None where the document was removed just now."""
    try:
        return server.application().pages.quoted(document, start, end, quote, page, percent)
    except NotHeld:
        return None
