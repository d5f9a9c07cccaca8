"""The versions of the library that are kept, each with a way to it."""

from contextlib import suppress

import streamlit as st

from pipelines.errors import Damaged, LibraryBusy, VademecumError
from pipelines.records import Manifest
from pipelines.versions import apart
from views import after, announcer, failure, markup, server
from views.words import library as words


def show(current: Manifest) -> None:
    """The list; the version of the moment comes first where it is the newest."""
    markup.text("h2", words.VERSIONS)
    for manifest in server.application().library.generations():
        with st.container(horizontal=True, vertical_alignment="center", key=f"version-{manifest.number}"):
            now = manifest.number == current.number
            markup.text("span", words.version(manifest, now))
            if not now and st.button(words.go_to(manifest.number, current.number), key=f"go-{manifest.number}"):
                _confirm(manifest.number, current.number)


def instead(error: Damaged) -> None:
    """Ways to the versions that are kept beside one that can't be read."""
    for manifest in server.application().library.generations():
        if (number := manifest.number) != error.number:
            st.button(words.go_to(number, error.number), key=f"go-{number}", on_click=_go, args=(number,))


def _go(number: int) -> None:
    with suppress(LibraryBusy):  # the card stays, and so does the way
        server.application().rollback(number)


@st.dialog(words.VERSION)
def _confirm(number: int, now: int) -> None:
    library = server.application().library
    try:
        markup.card(words.go_question(number, now), words.going(apart(library, number), number, now))
    except VademecumError as error:
        failure.show(error)
        return
    with st.container(horizontal=True):
        announcer.say(words.go_question(number, now), focus="stay", again=True)  # the safe button first
        if st.button(words.stay(now), type="primary", key="stay"):
            st.rerun()
        if st.button(words.go_to(number, now), key="go"):
            try:
                server.application().rollback(number)
            except VademecumError as error:  # another program writes, or has cleared it meanwhile
                failure.show(error)
            else:
                after.later(words.went(number), f"version-{now}")
                st.rerun()
