"""The answers of a session, newest first, each under a random name that may stand in the address."""

import secrets
from dataclasses import dataclass

import streamlit as st

from pipelines.schema import Answer
from views import address

_ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer under its name."""

    name: str
    answer: Answer
    unfiltered: bool = False  # whether a question that got no answer has one without its filters


def every() -> list[Kept]:
    """All answers of the session."""
    found: list[Kept] = st.session_state.setdefault(_ANSWERS, [])
    return found


def add(answer: Answer, unfiltered: bool = False) -> None:
    """Keeps an answer, and puts its name into the address."""
    every().insert(0, Kept(secrets.token_hex(6), answer, unfiltered))
    show(every()[0].name)


def show(name: str) -> None:
    """Has the page show another answer; for a button's callback."""
    address.close()
    address.put(address.ANSWER, name)


def shown() -> Kept | None:
    """The answer that the address names, else the newest; None without any."""
    name = address.get(address.ANSWER)
    return next((one for one in every() if one.name == name), next(iter(every()), None))


def unknown() -> bool:
    """Whether the address names an answer that isn't here: of another computer, or of before the page was closed."""
    name = address.get(address.ANSWER)
    return bool(name) and all(one.name != name for one in every())
