"""An answer statement by statement: the text, its state in a word, and a button for each piece of evidence."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from textwrap import shorten

import streamlit as st

from pipelines.generation import Generation
from pipelines.schema import Answer, Passage, Statement
from pipelines.show import terms
from views import evidence, markup, shown, words
from views.shown import Shown

BEGINNING = 300  # characters of a passage in a list
TERMS = 6  # of SPLADE, in a table


def show(generation: Generation, answer: Answer) -> None:
    """All statements of an answer, under one line that counts them."""
    first, rest = words.ask.summary(answer.statements)
    st.html(f'<p class="summary"><b>{markup.escape(first)}</b> {markup.escape(rest)}</p>')
    items = shown.cited(answer.statements)
    gone = _gone(generation, answer)
    position = 0
    for number, statement in enumerate(answer.statements, start=1):
        with st.container(key=f"stmt-{statement.support.replace(' ', '-')}-{number}", gap="xsmall"):
            _statement(number, len(answer.statements), statement, items, position)
            _removed(statement, gone)
        position += len(statement.citations)


def _gone(generation: Generation, answer: Answer) -> Set[str]:
    """The documents cited that the library doesn't hold any more."""
    if answer.generation == generation.manifest.number:
        return frozenset()
    cited = {citation.document for statement in answer.statements for citation in statement.citations}
    return {document for document in cited if generation.catalogue.digest(document) is None}


def _removed(statement: Statement, gone: Set[str]) -> None:
    if numbers := sorted({citation.number for citation in statement.citations if citation.document in gone}):
        markup.text("p", words.ask.removed(numbers), "why")


def _statement(number: int, total: int, statement: Statement, items: list[Shown], position: int) -> None:
    unseen = markup.element("span", words.ask.statement(number, total, statement.support), "unseen")
    if (rows := _rows(statement)) is None:
        st.html(f'<p class="statement">{unseen}{markup.escape(statement.text)}</p>')
    else:
        caption, header, cells = rows
        st.html(f'<p class="statement">{unseen}{markup.escape(caption)}</p>')
        markup.table(caption, header, cells)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        word, icon, colour = words.ask.STATES[statement.support]
        st.badge(word, icon=icon, color=colour)
        for i in range(position, position + len(statement.citations)):
            evidence.button(items[i], f"evidence-{number}-{i}")
    if statement.support != "supported" and statement.reason:
        markup.text("p", words.ask.why(statement.reason), "why")
        for citation in statement.citations[:1]:
            closest = markup.element("p", words.ask.CLOSEST, "where")
            st.html(f"{closest}{markup.element('blockquote', markup.flowing(citation.quote))}")


def _rows(statement: Statement) -> tuple[str, list[str], list[list[str]]] | None:
    """Caption, header and cells of a statement that is a part of a table; None where it is none, or they don't fit."""
    quoted = [citation for citation in statement.citations if citation.context]
    if not quoted:
        return None
    *caption, last = quoted[0].context.strip().splitlines()
    header = last.split(markup.CELL)
    cells = [line.split(markup.CELL) for line in quoted[0].quote.splitlines()]
    if len(header) < 2 or any(len(row) > len(header) for row in cells):
        return None
    return " ".join(caption), header, [row + [""] * (len(header) - len(row)) for row in cells]


def groups(answer: Answer) -> list[list[Shown]]:
    """All that the drawer can show of an answer, in groups to be stepped through."""
    disagreements = [shown.sides(number, one.sides) for number, one in enumerate(answer.disagreements, start=1)]
    return [shown.cited(answer.statements), *disagreements, shown.found(_listed(answer)[0])]


def _listed(answer: Answer) -> tuple[list[Passage], int]:
    """The passages of an answer as they are listed, and how many of them were cited; those first, by their numbers."""
    if not answer.statements:
        return list(answer.passages[:3]), 0
    numbers = {citation.chunk: citation.number for s in answer.statements for citation in s.citations}
    cited = sorted((p for p in answer.passages if p.chunk.id in numbers), key=lambda p: numbers[p.chunk.id])
    return [*cited, *(p for p in answer.passages if p.chunk.id not in numbers)], len(cited)


def sources(answer: Answer) -> None:
    """The passages that were cited, and apart from them those that were only found; of a no the nearest."""
    found, cited = _listed(answer)
    if not answer.statements:
        _passages(found, "nearest", {0: words.ask.PASSAGES})
        return
    with st.expander(words.ask.sources(cited, len(found) - cited)):
        _passages(found, "source", {0: words.ask.CITED, cited: words.ask.ALSO_FOUND})


def _passages(found: Sequence[Passage], key: str, headings: Mapping[int, str]) -> None:
    """A list of passages, each with where it stands, how it begins, and a button that opens it.

    `headings` come before the passages at these positions.
    """
    for i, item in enumerate(shown.found(found)):
        if i in headings:
            markup.text("h3", headings[i])
        with st.container(key=f"{key}-{i}", gap="xsmall"):
            where = " · ".join(part for part in (item.section, words.common.page(item.page)) if part)
            st.html(
                f'<div class="passage">{markup.element("b", item.title)} {markup.element("span", where, "where")}'
                f"{markup.element('p', shorten(markup.flowing(item.quote), BEGINNING, placeholder=' …'))}</div>"
            )
            evidence.button(item, f"{key}-open-{i}")


def searched(answer: Answer) -> None:
    """How each passage was found, as a table."""
    cited = {citation.chunk for s in answer.statements for citation in s.citations}
    mode = next(name for name, mode in words.ask.MODES.items() if mode == answer.mode)
    with st.expander(words.ask.SEARCHED):
        if answer.asked:
            markup.text("p", f"{words.ask.ASKED_AS} {answer.asked}")
        markup.text("p", f"{words.ask.SEARCH_BY}: {mode}. {words.ask.described(answer.filters)}")
        if answer.dropped:
            markup.text("p", words.ask.dropped(len(answer.dropped)))
        learned = any(p.splade for p in answer.passages)
        moved = any(p.reranked for p in answer.passages)
        columns = words.ask.columns(learned, moved)
        rows = [
            (
                ", ".join(part for part in (p.chunk.title, p.chunk.section) if part),
                str(p.dense_rank or words.ask.NONE),
                str(p.sparse_rank or words.ask.NONE),
                *(_by_splade(p) if learned else ()),
                *(_by_reranker(p) if moved else ()),
                str(number),
                ", ".join(p.terms) or words.ask.NONE,
                words.ask.YES if p.chunk.id in cited else words.ask.NO,
            )
            for number, p in enumerate(answer.passages[:20], start=1)
        ]
        markup.table(words.ask.SEARCHED, columns, rows)


def _by_reranker(passage: Passage) -> tuple[str, str]:
    """The rank before the reranker came, and by the reranker alone."""
    moved = passage.reranked
    return (str(moved.before), str(moved.rank)) if moved else (words.ask.NONE, words.ask.NONE)


def _by_splade(passage: Passage) -> tuple[str, str]:
    """The rank by SPLADE, and the terms that add most to it."""
    if passage.splade is None or passage.splade.rank is None:
        return words.ask.NONE, words.ask.NONE
    most = replace(passage.splade, terms=passage.splade.terms[:TERMS])
    return str(passage.splade.rank), terms(most)
