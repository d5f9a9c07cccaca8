"""The drawer at the right that shows a quote where it stands: marked in its section, or boxed on its page.

The address says which quote is shown: buttons write it, and the page opens the drawer where it finds it there.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from pipelines import listing, original
from pipelines.context import LIMIT, Context, context
from pipelines.export.copied import quoted
from pipelines.generation import Generation
from pipelines.grounding.differing import differing
from pipelines.schema import Document
from views import address, announcer, markup, pagepicture, server, words
from views.shown import Shown

_WHOLE, _VIEW = "evidence-whole", "evidence-view"


def button(item: Shown, key: str) -> None:
    """Opens the drawer at `item`."""
    st.button(item.label, key=key, type="tertiary", on_click=_go, args=(item,))


def drawer(groups: Sequence[Sequence[Shown]]) -> None:
    """Opens the drawer where the address names one of these; its buttons step through the others of the group."""
    at = address.get(address.STATEMENT), address.get(address.EVIDENCE)
    group = next((group for group in groups if any(item.place == at for item in group)), None)
    if group:
        title = words.evidence.TITLES.get(at[0][:1], words.evidence.EVIDENCE)
        st.dialog(title, position="right", width=560, on_dismiss=address.close)(_drawer)(group)


def _drawer(shown: Sequence[Shown]) -> None:
    at = address.get(address.STATEMENT), address.get(address.EVIDENCE)
    position = next((i for i, item in enumerate(shown) if item.place == at), 0)
    item = shown[position]
    with st.container(key="evidence-body"):  # one place, so that the buttons below keep theirs, and the focus
        _about(item, words.evidence.position(position + 1, len(shown), item.label, item.doubtful))
        generation = server.application().library.open()
        if generation is not None:
            _where(generation, item)
    _steps(shown, position)


def _about(item: Shown, position: str) -> None:
    """Which quote it is, the statement that rests on it, and how it was judged."""
    markup.text("p", position, "position")
    if item.statement is None:
        return
    statement = item.statement
    st.html(f'<p class="basis"><b>{words.evidence.STATEMENT}</b> {markup.escape(statement.text)}</p>')
    word, icon, colour = words.ask.STATES[statement.support]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(word, icon=icon, color=colour)
        markup.text("span", statement.reason, "reason")
    if item.doubtful and (told := words.evidence.numbers(*differing(statement.text, item.quote))):
        markup.text("p", told, "numbers")


def _where(generation: Generation, item: Shown) -> None:
    """The document, and the quote in it."""
    limit = None if st.session_state.get(_WHOLE) else LIMIT
    place = context(generation, item.document, item.start, item.end, item.quote, limit)
    markup.text("h3", place.document.title if place else item.title)
    st.html(markup.chips(*_facts(item, place.document if place else None)))
    if place is None:
        held = generation.catalogue.digest(item.document) is not None
        markup.card(words.evidence.CHANGED if held else words.evidence.REMOVED, words.evidence.KEPT)
        _text(Context(Document(item.document, item.title, "", ""), "", None, "", item.quote, "", False))
    elif _view(place.document) == words.evidence.PAGE:
        pagepicture.show(generation, item.document, item.start, item.end, item.quote)
    else:
        _text(place)
        if place.cut:
            st.button(words.evidence.WHOLE_SECTION, on_click=_show_whole, type="tertiary")
    _take_along(generation, item, place)


def _facts(item: Shown, document: Document | None) -> tuple[list[str], list[str]]:
    """Kind and year for the chips; journal, identifiers, section and page behind them."""
    where = [item.section, words.common.page(item.page)]
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


def _view(document: Document) -> str:
    """Text or page, as chosen; text alone for a format without pages, which is told."""
    if not document.pages:
        markup.text("p", words.evidence.NO_PAGES, "note")
        return words.evidence.TEXT
    st.session_state.setdefault(_VIEW, words.evidence.VIEWS.get(address.get(address.VIEW), words.evidence.TEXT))
    chosen = st.segmented_control(words.evidence.VIEW, words.evidence.VIEWS.values(), required=True, key=_VIEW)
    address.put(address.VIEW, next((name for name, view in words.evidence.VIEWS.items() if view == chosen), ""))
    return chosen or words.evidence.TEXT


def _text(place: Context) -> None:
    starts = markup.element("span", f"[{words.evidence.QUOTE_STARTS}] ", "unseen")
    ends = markup.element("span", f" [{words.evidence.QUOTE_ENDS}]", "unseen")
    lead, tail = ("… ", " …") if place.cut else ("", "")
    st.html(
        f'<div class="section">{lead}{markup.escape(place.before)}{starts}'
        f"<mark>{markup.escape(place.quote)}</mark>{ends}{markup.escape(place.after)}{tail}</div>"
    )


def _take_along(generation: Generation, item: Shown, place: Context | None) -> None:
    """The quote to copy, and ways to the document."""
    with st.expander(words.evidence.COPY):
        text = quoted(generation.catalogue, item.document, item.quote, item.page, item.section)
        st.code(text, language=None, wrap_lines=True)
    if place is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        named = {address.DOC: listing.key(item.document)}
        st.page_link("library.py", label=words.evidence.IN_LIBRARY, query_params=named)
        if place.document.url.startswith(("https://", "http://")):
            link = markup.escape(place.document.url)
            st.html(f'<a href="{link}" target="_blank" rel="noopener noreferrer">{words.evidence.OPEN_LINK}</a>')
        if place.document.pages and (path := original.found(generation.catalogue, item.document)):
            read: Callable[[], bytes] = path.read_bytes
            st.download_button(words.evidence.SAVE_PDF, read, path.name, "application/pdf", on_click="ignore")


def _show_whole() -> None:
    st.session_state[_WHOLE] = True


def _go(item: Shown) -> None:
    """Points the address at `item`."""
    address.put(address.STATEMENT, item.place[0])
    address.put(address.EVIDENCE, item.place[1])
    st.session_state[_WHOLE] = False
    pagepicture.reset()


def _step(shown: Sequence[Shown], to: int) -> None:
    _go(shown[to])
    told = words.evidence.position(to + 1, len(shown), shown[to].label, shown[to].doubtful)
    announcer.say(told, focus="evidence-steps", lost=True)  # at either end a button goes grey and loses the focus


def _steps(shown: Sequence[Shown], at: int) -> None:
    with st.container(horizontal=True, key="evidence-steps"):
        st.button(words.evidence.PREVIOUS, on_click=_step, args=(shown, at - 1), disabled=at == 0)
        st.button(words.evidence.NEXT, on_click=_step, args=(shown, at + 1), disabled=at == len(shown) - 1)
