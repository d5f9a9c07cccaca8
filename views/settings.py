"""The page Settings: is everything in order, which models, which limits, what stays private."""

from importlib.metadata import version

import streamlit as st

from pipelines import doctor, packages, questions
from pipelines.config import Settings
from pipelines.doctor import Check
from pipelines.llm import elsewhere
from views import announcer, blocked, checks, kept, markup, models, server
from views.words import common
from views.words import settings as words

CHECKS = "checks"
KEEP, FORGOTTEN = "keep-questions", "forgotten"


def page() -> None:
    """Draws the page."""
    st.set_page_config(page_title=f"{common.SETTINGS} · {common.NAME}", layout="centered")
    st.title(common.SETTINGS, anchor=False)
    settings = server.application().settings
    _doctor()
    models.language(settings)
    models.search(settings)
    _answers(settings)
    _library(settings)
    _privacy(settings)
    markup.text("h2", words.LOOK)
    markup.text("p", words.LOOK_TEXT)
    _about(settings)


def _doctor() -> None:
    markup.text("h2", words.DOCTOR)
    markup.text("p", words.DOCTOR_MORE)
    if st.button(words.CHECK, key="check"):
        with st.spinner(words.CHECKING):
            st.session_state[CHECKS] = doctor.examine(server.config(), running=server.application())
        found: list[Check] = st.session_state[CHECKS]
        announcer.say(words.summary(sum(one.state == "ok" for one in found), len(found)), again=True)
    for number, one in enumerate(st.session_state.get(CHECKS, ())):
        checks.check(one, f"check-{number}")


def _answers(settings: Settings) -> None:
    markup.text("h2", words.ANSWERS)
    markup.text("p", words.STRICT if settings.verify.mode == "strict" else words.FLAG)
    markup.text("p", words.CHANGE)
    now: dict[str, object] = {
        "verify": {"mode": settings.verify.mode},
        "answer": settings.answer.model_dump(include={"sentences", "threshold"}),
    }
    if settings.llm:
        now["llm"] = {"seconds": settings.llm.seconds, "maxlength": settings.llm.maxlength}
    checks.lines(now)


def _library(settings: Settings) -> None:
    markup.text("h2", words.LIBRARY)
    markup.text("p", words.CHANGE)
    checks.lines(
        {
            "library": {"path": str(settings.library.path), "keep": settings.library.keep},
            "reading": settings.reading.model_dump(include={"file_mb", "unpacked_mb", "tokens"}),
        }
    )


def _privacy(settings: Settings) -> None:
    markup.text("h2", words.PRIVACY)
    away = elsewhere(settings.llm)
    markup.text("p", f"{words.sent_to(away) if away else words.PRIVACY_LOCAL} {words.PRIVACY_TEXT}")
    markup.text("p", words.blocked(blocked.counter.number))
    _questions(settings)
    markup.text("p", words.KEPT)
    if not settings.offline:
        markup.text("p", words.FETCHED)
        checks.lines({"offline": True})


def _questions(settings: Settings) -> None:
    """Whether questions outlive the page, and a button that is rid of them."""
    library = settings.library.path
    on, number = questions.keeping(library), questions.number(library)
    st.session_state[KEEP] = on  # the disk knows: the shell and another window may have turned it
    st.toggle(words.KEEP_QUESTIONS, key=KEEP, on_change=questions.turn, args=(library, not on))
    markup.text("p", words.KEPT_ON if on else words.KEPT_OFF)
    if number:
        markup.text("p", words.questions(number))
    st.button(words.FORGET, key="forget", disabled=not number and not kept.every(), on_click=_forget)
    if FORGOTTEN in st.session_state:
        told = words.forgotten(st.session_state.pop(FORGOTTEN))
        markup.text("p", told)
        announcer.say(told, focus=KEEP, again=True)  # the button has gone grey


def _forget() -> None:
    st.session_state[FORGOTTEN] = kept.forget()


def _about(settings: Settings) -> None:
    markup.text("h2", words.ABOUT)
    markup.text("p", words.about_project(version("vademecum"), str(server.config()), settings.profile))
    markup.text("h3", words.LIMITS_TITLE)
    st.html(f"<ul>{''.join(markup.element('li', one) for one in words.LIMITS)}</ul>")
    with st.expander(words.PACKAGES):
        rows = [(one.name, one.version, one.licence or words.UNKNOWN) for one in packages.found()]
        markup.table(words.PACKAGES, words.PACKAGE_COLUMNS, rows)


page()
