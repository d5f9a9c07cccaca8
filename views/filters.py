"""How to search: by meaning, by words or both, and in which documents."""

from typing import cast

import streamlit as st

from pipelines.generation import Generation
from pipelines.schema import KINDS, Filters, Kind, Mode
from views import address, markup
from views.words import ask as words
from views.words import common

# Names in the address. A source is a file's name, so a code stands for it there.
MODE, FROM, TO, KIND, SOURCE = "mode", "from", "to", "kind", "source"
NAMES = {mode: name for name, mode in words.MODES.items()}
YEARS = range(1000, 3000)
_ROUND = "filters-round"


def controls(generation: Generation, default: Mode) -> tuple[Mode, Filters]:
    """Draws the controls in one row and returns what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        name = st.segmented_control(
            words.SEARCH_BY,
            list(words.MODES),
            default=NAMES[default],
            required=True,
            key=MODE,
            bind="query-params",
            help=words.SEARCH_HELP,
        )
        _from_address(generation)
        with st.popover(words.filters(_number_set()), key="filters"):
            chosen = _filters(generation)
        _to_address(chosen)
        markup.text("p", common.count(generation.manifest.documents, "document"), "total")
    return words.MODES[name or NAMES[default]], chosen


def clear() -> None:
    """Takes all filters off; for a button's callback.

    The widgets get new keys: those in a closed popover would come back with their old values.
    """
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for name in (FROM, TO, KIND, SOURCE):
        st.query_params.pop(name, None)


def by_words() -> None:
    """Sets the search to words; for a button's callback."""
    st.session_state[MODE] = NAMES["sparse"]


def _key(name: str) -> str:
    return f"filter-{name}-{st.session_state.get(_ROUND, 0)}"


def _number_set() -> int:
    return sum(bool(st.session_state.get(_key(name))) for name in (FROM, TO, KIND, SOURCE))


def _from_address(generation: Generation) -> None:
    """Gives the widgets, the first time, what the address says."""
    for name in (FROM, TO):
        year = st.query_params.get(name, "")
        st.session_state.setdefault(_key(name), int(year) if year.isdecimal() and int(year) in YEARS else None)
    st.session_state.setdefault(_key(KIND), [kind for kind in st.query_params.get_all(KIND) if kind in KINDS])
    if _key(SOURCE) not in st.session_state:
        codes = set(st.query_params.get_all(SOURCE))
        named = sorted(source for source in generation.sources if codes and address.code(source) in codes)
        st.session_state[_key(SOURCE)] = named


def _to_address(chosen: Filters) -> None:
    """Writes the filters into the address, where they changed."""
    wanted = {KIND: list[str](chosen.kinds), SOURCE: [address.code(source) for source in chosen.sources]}
    for name, year in ((FROM, chosen.since), (TO, chosen.until)):
        wanted[name] = [str(year)] if year else []
    for name, values in wanted.items():
        if values and st.query_params.get_all(name) != values:
            st.query_params[name] = values
        elif not values:
            st.query_params.pop(name, None)


def _filters(generation: Generation) -> Filters:
    with st.container(horizontal=True):
        since, until = _year(words.FROM_YEAR, FROM), _year(words.TO_YEAR, TO)
    kinds = st.pills(words.KIND, KINDS, selection_mode="multi", format_func=str.capitalize, key=_key(KIND),
                     persist_state="session")  # fmt: skip
    sources = st.multiselect(
        words.SOURCE,
        sorted(generation.sources),
        key=_key(SOURCE),
        persist_state="session",
        placeholder=words.ANY,
    )
    st.button(words.CLEAR, on_click=clear)
    return Filters(since, until, cast(tuple[Kind, ...], tuple(kinds)), tuple(sources))


def _year(label: str, name: str) -> int | None:
    year = st.number_input(
        label, YEARS.start, YEARS.stop - 1, None, step=1, key=_key(name), placeholder=words.ANY, width=140,
        persist_state="session",
    )  # fmt: skip
    return int(year) if year is not None else None
