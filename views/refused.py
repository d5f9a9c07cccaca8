"""The files that were not taken in, or only in part: why, what to do, try again, put out of sight."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from pipelines.errors import VademecumError
from pipelines.records import Source
from views import after, failure, markup, server
from views.words import library as words

PAGE = 5  # rows at a time: what was refused stands above the documents, and may not push them away
_FAILED = "retry-failed"  # why a file could not be tried again
_PAGE = "refused-page"


def show(sources: Sequence[Source], partial: Sequence[Source]) -> None:
    """Both lists, as far as there is something in them."""
    if sources:
        _refused(sources)
    if partial:
        title = words.partial(len(partial))
        markup.text("h2", title)
        markup.table(title, words.REFUSED_COLUMNS, [(one.label, one.reason, one.remedy) for one in partial])


def _refused(sources: Sequence[Source]) -> None:
    """Each file with its two buttons; they stay here until they are read, or put out of sight."""
    markup.text("h2", words.refused(len(sources)))
    if failed := st.session_state.pop(_FAILED, None):
        failure.show(failed)
    pages = -(-len(sources) // PAGE)
    st.session_state[_PAGE] = min(st.session_state.get(_PAGE, 1), pages)
    first = (st.session_state[_PAGE] - 1) * PAGE
    for number, source in enumerate(sources[first : first + PAGE]):
        _row(number, source)
    with st.container(horizontal=True, vertical_alignment="center", key="refused-end"):
        if pages > 1:
            st.pagination(pages, key=_PAGE)
        if len(sources) > 1:
            st.button(words.DISMISS_ALL, on_click=_dismiss, args=([source.path for source in sources],))


def _row(number: int, source: Source) -> None:
    parts = zip(words.REFUSED_COLUMNS, (source.label, source.reason, source.remedy), strict=True)
    body = "".join(f"<dt>{markup.escape(name)}</dt><dd>{markup.escape(text)}</dd>" for name, text in parts if text)
    with st.container(key=f"refused-{number}"):
        st.html(f'<dl class="refused">{body}</dl>')
        with st.container(horizontal=True, gap="small"):
            st.button(words.RETRY, key=f"retry-{number}", on_click=_retry, args=(source.path,))
            st.button(words.DISMISS, key=f"dismiss-{number}", on_click=_dismiss, args=([source.path],))


def _retry(path: str) -> None:
    try:
        server.worker().add([Path(path)])
    except VademecumError as error:
        st.session_state[_FAILED] = error


def _dismiss(paths: list[str]) -> None:
    server.application().dismiss(paths)
    after.later(words.DISMISSED, "shelf-controls")
