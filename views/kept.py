"""The answers of a session, newest first, each under a random name that may stand in the address.

Where the person has questions kept on this computer, those of before are among them, after the session's own.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pipelines import questions
from pipelines.errors import LibraryError
from pipelines.schema import Answer
from views import address, server

_ANSWERS, _UNKEPT = "answers", "answers-unkept"
BEFORE = 30  # questions of before that are listed; the shell lists all


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer under its name."""

    name: str
    answer: Answer
    unfiltered: bool = False  # whether a question that got no answer has one without its filters
    before: bool = False  # whether it is of an earlier session


def every() -> list[Kept]:
    """All answers of the session, and the last ones of before."""
    if _ANSWERS not in st.session_state:
        before = questions.every(_library(), BEFORE)
        st.session_state[_ANSWERS] = [Kept(one.name, one.answer, before=True) for one in before]
    found: list[Kept] = st.session_state[_ANSWERS]
    return found


def now() -> list[Kept]:
    """The session's own."""
    return [one for one in every() if not one.before]


def add(answer: Answer, unfiltered: bool = False) -> None:
    """Keeps an answer, and puts its name into the address."""
    one = Kept(secrets.token_hex(6), answer, unfiltered)
    every().insert(0, one)
    show(one.name)
    st.session_state.pop(_UNKEPT, None)
    try:
        questions.add(_library(), one.name, answer)
    except LibraryError as error:
        st.session_state[_UNKEPT] = str(error)


def unkept() -> str:
    """Why the last answer could not be written to the disk; "" where it was, or was not to be."""
    return str(st.session_state.get(_UNKEPT, ""))


def show(name: str) -> None:
    """Has the page show another answer; for a button's callback."""
    address.close()
    address.put(address.ANSWER, name)


def shown() -> Kept | None:
    """The answer that the address names, else the newest of this session; None without any."""
    name = address.get(address.ANSWER)
    found = next((one for one in every() if one.name == name), None) or _older(name)
    return found or next(iter(now()), None)


def _older(name: str) -> Kept | None:
    """One that is kept on the disk and not among those listed."""
    answer = questions.named(_library(), name)
    if answer is None:
        return None
    every().append(Kept(name, answer, before=True))
    return every()[-1]


def unknown() -> bool:
    """Whether the address names an answer that isn't here: of another computer, or of before the page was closed."""
    name = address.get(address.ANSWER)
    return bool(name) and all(one.name != name for one in every())


def forget() -> int:
    """Removes all answers, of the session and of the disk, and returns how many there were."""
    names = questions.forget(_library()) | {one.name for one in now()}
    st.session_state[_ANSWERS] = []
    address.put(address.ANSWER, "")
    return len(names)


def _library() -> Path:
    return server.application().library.path
