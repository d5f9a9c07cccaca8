"""An answer statement by statement: the text, its state in a word, and a button for each piece of evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from pipelines.schema import Answer, Passage, Statement
from pipelines.show import terms
from views import evidence, markup, phrases
from views import wording as words
from views.evidence import Shown

CELL = " | "  # between the cells of a row, as the readers write it
BEGINNING = 300  # characters of a passage in a list
TERMS = 6  # of SPLADE, in a table


def show(answer: Answer) -> None:
    """All statements of an answer, under one line that counts them."""
    first, rest = phrases.summary(answer.statements)
    st.html(f'<p class="summary" role="status"><b>{markup.escape(first)}</b> {markup.escape(rest)}</p>')
    shown = [evidence.cited(s, c) for s in answer.statements for c in s.citations]
    position = 0
    for number, statement in enumerate(answer.statements, start=1):
        with st.container(key=f"stmt-{statement.support.replace(' ', '-')}-{number}", gap="xsmall"):
            _statement(number, len(answer.statements), statement, shown, position)
        position += len(statement.citations)


def _statement(number: int, total: int, statement: Statement, shown: list[Shown], position: int) -> None:
    unseen = markup.element("span", phrases.statement(number, total, statement.support), "unseen")
    if (rows := _rows(statement)) is None:
        st.html(f'<p class="statement">{unseen}{markup.escape(statement.text)}</p>')
    else:
        caption, header, cells = rows
        st.html(f'<p class="statement">{unseen}{markup.escape(caption)}</p>')
        markup.table(caption, header, cells)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        word, icon, colour = words.STATES[statement.support]
        st.badge(word, icon=icon, color=colour)
        for i in range(position, position + len(statement.citations)):
            if st.button(shown[i].label, key=f"evidence-{number}-{i}", type="tertiary"):
                evidence.open_drawer(shown, i)
    if statement.support != "supported" and statement.reason:
        markup.text("p", phrases.why(statement.reason), "why")
        for citation in statement.citations[:1]:
            markup.text("blockquote", citation.quote)


def _rows(statement: Statement) -> tuple[str, list[str], list[list[str]]] | None:
    """Caption, header and cells of a statement that is a part of a table; None where it is none, or they don't fit."""
    quoted = [citation for citation in statement.citations if citation.context]
    if not quoted:
        return None
    *caption, last = quoted[0].context.strip().splitlines()
    header = last.split(CELL)
    cells = [line.split(CELL) for line in quoted[0].quote.splitlines()]
    if len(header) < 2 or any(len(row) > len(header) for row in cells):
        return None
    return " ".join(caption), header, [row + [""] * (len(header) - len(row)) for row in cells]


def sources(answer: Answer) -> None:
    """The passages that were cited, and apart from them those that were only found."""
    cited = {citation.chunk: citation.number for s in answer.statements for citation in s.citations}
    first = sorted((p for p in answer.passages if p.chunk.id in cited), key=lambda p: cited[p.chunk.id])
    others = [p for p in answer.passages if p.chunk.id not in cited]
    with st.expander(phrases.sources(len(first), len(others))):
        passages((*first, *others), "source", {0: words.CITED, len(first): words.ALSO_FOUND})


def passages(found: Sequence[Passage], key: str, headings: Mapping[int, str]) -> None:
    """A list of passages, each with where it stands, how it begins, and a button that opens it.

    `headings` come before the passages at these positions.
    """
    shown = [evidence.found(number, passage) for number, passage in enumerate(found, start=1)]
    for i, item in enumerate(shown):
        if i in headings:
            markup.text("h3", headings[i])
        with st.container(key=f"{key}-{i}", gap="xsmall"):
            where = " · ".join(part for part in (item.section, phrases.page(item.page)) if part)
            body = " ".join(item.quote.split())
            st.html(
                f'<div class="passage">{markup.element("b", item.title)} {markup.element("span", where, "where")}'
                f"{markup.element('p', body[:BEGINNING] + ('…' if len(body) > BEGINNING else ''))}</div>"
            )
            if st.button(item.label, key=f"{key}-open-{i}", type="tertiary"):
                evidence.open_drawer(shown, i)


def searched(answer: Answer) -> None:
    """How each passage was found, as a table."""
    cited = {citation.chunk for s in answer.statements for citation in s.citations}
    mode = next(name for name, mode in words.MODES.items() if mode == answer.mode)
    with st.expander(words.SEARCHED):
        markup.text("p", f"{words.SEARCH_BY}: {mode}. {phrases.described(answer.filters)}")
        if answer.dropped:
            markup.text("p", phrases.dropped(len(answer.dropped)))
        learned = any(p.splade for p in answer.passages)
        columns = words.SEARCHED_LEARNED if learned else words.SEARCHED_COLUMNS
        rows = [
            (
                ", ".join(part for part in (p.chunk.title, p.chunk.section) if part),
                str(p.dense_rank or words.NONE),
                str(p.sparse_rank or words.NONE),
                *(_by_splade(p) if learned else ()),
                str(number),
                ", ".join(p.terms) or words.NONE,
                words.YES if p.chunk.id in cited else words.NO,
            )
            for number, p in enumerate(answer.passages[:20], start=1)
        ]
        markup.table(words.SEARCHED, columns, rows)


def _by_splade(passage: Passage) -> tuple[str, str]:
    """The rank by SPLADE, and the terms that add most to it."""
    if passage.splade is None or passage.splade.rank is None:
        return words.NONE, words.NONE
    most = replace(passage.splade, terms=passage.splade.terms[:TERMS])
    return str(passage.splade.rank), terms(most)
