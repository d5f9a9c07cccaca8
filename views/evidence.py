"""The drawer at the right that shows a quote, marked, in the section that it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pipelines.context import LIMIT, Context, context
from pipelines.schema import Citation, Document, Passage, Statement
from views import markup, phrases, server
from views import wording as words

_POSITION, _WHOLE = "evidence-position", "evidence-whole"


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that the drawer can show: a quote or a passage, and the statement that rests on it."""

    label: str
    document: str
    start: int
    end: int
    quote: str
    title: str
    section: str
    page: int | None
    statement: Statement | None = None


def cited(statement: Statement, citation: Citation) -> Shown:
    """A citation of a statement."""
    c = citation
    label = phrases.evidence(c.number)
    return Shown(label, c.document, c.start, c.end, c.quote, c.title, c.section, c.page, statement)


def side(number: int, citation: Citation) -> Shown:
    """One side of a disagreement."""
    c = citation
    return Shown(phrases.source(number), c.document, c.start, c.end, c.quote, c.title, c.section, c.page)


def found(number: int, passage: Passage) -> Shown:
    """A passage that was found."""
    c = passage.chunk
    return Shown(phrases.passage(number), c.document, c.start, c.end, c.body, c.title, c.section, c.page)


def open_drawer(shown: Sequence[Shown], position: int) -> None:
    """Opens the drawer at one of the things shown; its buttons step through the others."""
    st.session_state[_POSITION], st.session_state[_WHOLE] = position, False
    _drawer(shown)


@st.dialog(words.EVIDENCE, position="right", width=560)
def _drawer(shown: Sequence[Shown]) -> None:
    position = min(st.session_state.get(_POSITION, 0), len(shown) - 1)
    item = shown[position]
    markup.text("p", f"{phrases.place(position + 1, len(shown))} · {item.label}", "position")
    if item.statement is not None:
        _statement(item.statement)
    generation = server.application().library.open()
    limit = None if st.session_state.get(_WHOLE) else LIMIT
    place = context(generation, item.document, item.start, item.end, item.quote, limit) if generation else None
    markup.text("h3", place.document.title if place else item.title)
    st.html(markup.chips(*_facts(item, place.document if place else None)))
    if place is None:
        markup.card(words.GONE, words.GONE_MORE)
    _text(place or _alone(item))
    if place and place.cut:
        st.button(words.WHOLE_SECTION, on_click=_show_whole, type="tertiary")
    _steps(position, len(shown))


def _statement(statement: Statement) -> None:
    st.html(f'<p class="basis"><b>{words.STATEMENT}</b> {markup.escape(statement.text)}</p>')
    word, icon, colour = words.STATES[statement.support]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(word, icon=icon, color=colour)
        markup.text("span", statement.reason, "reason")


def _facts(item: Shown, document: Document | None) -> tuple[list[str], list[str]]:
    """Kind and year for the chips; journal, identifiers, section and page behind them."""
    where = [item.section.replace(" › ", " > "), phrases.page(item.page)]
    if document is None:
        return [], where
    reference = document.reference
    ids = [
        reference.journal,
        f"PMID {reference.pmid}" if reference.pmid else "",
        reference.pmcid,
        f"doi {reference.doi}" if reference.doi else "",
    ]
    kind = "" if document.kind == "other" else document.kind.capitalize()
    return [kind, str(document.year or "")], [*ids, *where, document.source]


def _alone(item: Shown) -> Context:
    """The quote without the text around it."""
    return Context(Document(item.document, item.title, "", ""), item.section, item.page, "", item.quote, "", False)


def _text(place: Context) -> None:
    starts = markup.element("span", f"[{words.QUOTE_STARTS}] ", "unseen")
    ends = markup.element("span", f" [{words.QUOTE_ENDS}]", "unseen")
    lead, tail = ("… ", " …") if place.cut else ("", "")
    st.html(
        f'<div class="section">{lead}{markup.escape(place.before)}{starts}'
        f"<mark>{markup.escape(place.quote)}</mark>{ends}{markup.escape(place.after)}{tail}</div>"
    )
    if place.document.url.startswith(("https://", "http://")):
        link = markup.escape(place.document.url)
        st.html(f'<p><a href="{link}" target="_blank" rel="noopener noreferrer">{words.OPEN_LINK}</a></p>')


def _show_whole() -> None:
    st.session_state[_WHOLE] = True


def _step(to: int) -> None:
    st.session_state[_POSITION], st.session_state[_WHOLE] = to, False


def _steps(position: int, total: int) -> None:
    with st.container(horizontal=True, key="evidence-steps"):
        st.button(words.PREVIOUS, on_click=_step, args=(position - 1,), disabled=position == 0)
        st.button(words.NEXT, on_click=_step, args=(position + 1,), disabled=position == total - 1)
