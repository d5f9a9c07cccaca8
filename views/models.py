"""The models in the page Settings: which are set up, whether they work, which others there are."""

from pathlib import Path

import streamlit as st

from pipelines import doctor, inventory, models, systems
from pipelines.config import LOCAL, Settings
from pipelines.doctor import Check
from pipelines.llm import PROVIDERS
from views import announcer, checks, markup, server
from views.words import ask
from views.words import settings as words

TESTED = "model-tested"  # how the last test of the language model went


def language(settings: Settings) -> None:
    """The language model: none, a file or a server."""
    markup.text("h2", words.LANGUAGE_MODEL)
    if settings.llm is None:
        markup.text("p", words.NO_MODEL)
        markup.text("p", words.SET_UP_FILE)
        checks.lines({"llm": {"path": "models/model.gguf", "method": LOCAL, "n_ctx": 4096, "seconds": 120}})
        markup.text("p", words.SET_UP_SERVER)
        checks.lines({"llm": {"path": "ollama/qwen2.5:1.5b", "method": LOCAL}})
        return
    path = settings.llm.path
    markup.text("p", f"{_kind(settings)}: {path}")
    markup.text("p", words.TEST_MORE)
    if st.button(words.TEST, key="test-model"):
        with st.spinner(words.TESTING):
            st.session_state[TESTED] = doctor.language_model(server.application())
        announcer.say(words.CHECK_STATES[st.session_state[TESTED].state], again=True)
    tested: Check | None = st.session_state.get(TESTED)
    if tested is not None:
        checks.check(tested, "tested")


def _kind(settings: Settings) -> str:
    assert settings.llm is not None
    if settings.llm.path.lower().endswith(".gguf"):
        return words.IN_FILE
    remote = settings.llm.path.split("/", 1)[0] in PROVIDERS or "api_base" in settings.llm.extra
    return words.ON_SERVER if remote else words.IN_FOLDER


def search(settings: Settings) -> None:
    """The encoder, and the others that could be chosen."""
    markup.text("h2", words.SEARCH_MODEL)
    markup.text("p", words.SEARCH_MORE)
    place = models.located(str(settings.embeddings["path"]))
    size = settings.embeddings.get("dimensionality") or _dimensions(place)
    facts = [
        models.name(settings.embeddings),
        words.profile(settings.profile),
        words.dimensions(size),
        words.tokens(settings.embeddings.get("maxlength") or models.longest(place)),
        words.splade(models.name(settings.learned) if settings.learned else ""),
    ]
    markup.text("p", " · ".join(fact for fact in facts if fact), "model")
    with st.expander(words.OTHERS):
        found = inventory.found()
        rows = [
            (one.title, one.profile, one.kind, ask.YES if one.present else ask.NO, words.size(one.megabytes),
             str(one.dimensions or ""), str(one.tokens or ""), one.licence)
            for one in found
        ]  # fmt: skip
        markup.table(words.OTHERS, words.MODEL_COLUMNS, rows)
        markup.text("p", words.CHOOSE)
        st.code("vademecum --profile NAME app", language=None, wrap_lines=True)
        missing = [one for one in found if not one.present]
        if missing:
            markup.text("p", words.FETCH)
            st.html(f"<ul>{''.join(markup.element('li', one.remedy) for one in missing)}</ul>")


def _dimensions(place: str) -> int | None:
    return systems.dimensions(Path(place))
