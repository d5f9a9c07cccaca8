"""Passages: exact, inside one section, within the budget, and together the whole text."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.chunk import Chunker, estimate
from pipelines.readers.compose import Composer
from pipelines.schema import Chunk, Document
from pipelines.sections import Section

WORDS = st.sampled_from(
    ["Metformin", "dose", "5 mg.", "Why?", "e.g.", "- item", "x" * 90, "α", "\n", "was given.", "No. 5"]
)
PROSE = st.lists(WORDS, max_size=60).map(" ".join)
CELLS = st.lists(st.sampled_from(["drug", "500 mg", "", "very long cell " * 9]), min_size=1, max_size=4)
TABLES = st.tuples(st.sampled_from(["", "Table 1. Doses"]), CELLS, st.lists(CELLS, max_size=8))
TITLES = st.sampled_from(["", "Dosage", "A very long heading that goes on " * 6])


def composed(composer: Composer, title: str = "Diabetes") -> Document:
    text, sections, tables, pages = composer.build()
    return Document(
        id="PMC1",
        title=title,
        text=text,
        source="samples/a.xml",
        url="https://example.org/a",
        published="2019-03",
        kind="guideline",
        sections=sections,
        tables=tables,
        pages=pages,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    composer = Composer()
    for title, paged, blocks in draw(
        st.lists(st.tuples(TITLES, st.booleans(), st.lists(st.one_of(PROSE, TABLES), max_size=3)), max_size=3)
    ):
        if paged:
            composer.page()
        composer.heading(title)
        for block in blocks:
            if isinstance(block, str):
                composer.paragraph(block)
            else:
                composer.table(*block)
    return composed(composer, draw(TITLES))


@settings(deadline=None)
@given(documents(), st.integers(1, 80), st.none() | st.integers(1, 4), st.integers(0, 20))
def test_passages_are_exact_and_complete(document: Document, tokens: int, limit: int | None, tail: int) -> None:
    chunks = list(Chunker(tokens, sentences=limit, tail=tail).chunks(document))
    assert [chunk.id for chunk in chunks] == [f"PMC1#{n + 1}" for n in range(len(chunks))]
    seen = [False] * len(document.text)
    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.body == chunk.body.strip() != ""
        section = document.section(chunk.start)
        assert section is not None
        assert chunk.end <= section.end
        assert (chunk.section, chunk.page) == (section.title, document.page(chunk.start))
        assert Chunk.from_row(chunk.id, chunk.row()) == chunk
        assert not any(seen[chunk.start : chunk.end])
        seen[chunk.start : chunk.end] = [True] * len(chunk.body)
    heads = {i for table in document.tables for i in range(table.start, table.body)}
    assert all(seen[i] == (i not in heads) for i, character in enumerate(document.text) if not character.isspace())


@settings(deadline=None)
@given(documents(), st.integers(8, 80))
def test_passages_keep_to_the_budget(document: Document, tokens: int) -> None:
    for chunk in Chunker(tokens).chunks(document):
        head, context, body = estimate([f"{chunk.title}\n{chunk.section}", chunk.context, chunk.body])
        assert context <= tokens // 2
        room = max(tokens - head - context, tokens // 4, 1)
        assert body <= room
        if head + context + tokens // 4 <= tokens:
            assert estimate([chunk.text])[0] <= tokens


@settings(deadline=None)
@given(documents())
def test_table_rows_carry_their_header(document: Document) -> None:
    tables = {i: table for table in document.tables for i in range(table.body, table.end)}
    for chunk in Chunker(5000).chunks(document):
        table = tables.get(chunk.start)
        assert chunk.context == (document.text[table.start : table.body].strip() if table else "")
        assert table is None or chunk.end <= table.end


def document_of(text: str) -> Document:
    return Document("a", "T", text, "a.txt", sections=(Section("S", 0, len(text)),))


SENTENCES = ("One two three four five six. ", "Seven eight nine ten eleven twelve. ", "Only three words. ")


def bodies(chunker: Chunker, text: str) -> list[str]:
    return [chunk.body for chunk in chunker.chunks(document_of(text))]


def test_a_limit_of_sentences() -> None:
    text = "A b c d e f. " * 9
    assert [body.count(".") for body in bodies(Chunker(500, sentences=3, tail=0), text)] == [3, 3, 3]
    assert [body.count(".") for body in bodies(Chunker(500, sentences=4, tail=15), text)] == [4, 5]


def test_a_short_tail_takes_over_a_sentence() -> None:
    text = "".join(SENTENCES).strip()
    assert bodies(Chunker(23, tail=0), text) == [(SENTENCES[0] + SENTENCES[1]).strip(), SENTENCES[2].strip()]
    assert bodies(Chunker(23, tail=5), text) == [SENTENCES[0].strip(), (SENTENCES[1] + SENTENCES[2]).strip()]


def test_a_long_sentence_is_cut_at_words_and_a_long_word_at_letters() -> None:
    text = " ".join(f"word{n}" for n in range(100))
    assert " ".join(bodies(Chunker(20), text)) == text
    blob = "ACGT" * 500
    parts = bodies(Chunker(40), blob)
    assert "".join(parts) == blob
    assert max(map(len, parts)) <= 160


def test_an_unknown_word_of_a_megabyte_is_no_single_token() -> None:
    parts = bodies(Chunker(200, count=lambda texts: [len(text.split()) for text in texts]), "A" * 1_000_000)
    assert max(map(len, parts)) <= 4_000


def test_each_text_is_counted_once() -> None:
    counted: list[str] = []

    def count(texts: list[str]) -> list[int]:
        counted.extend(texts)
        return estimate(texts)

    text = "".join(f"Sentence number {n} has six words. " for n in range(200))
    list(Chunker(60, count=count).chunks(document_of(text)))
    assert sum(map(len, counted)) < len(text) + 10


def test_text_without_sections_is_not_lost() -> None:
    chunks = list(Chunker().chunks(Document("a", "T", "Some text.", "a.txt")))
    assert [(chunk.section, chunk.body) for chunk in chunks] == [("", "Some text.")]
    assert list(Chunker().chunks(Document("a", "T", "", "a.txt"))) == []


def test_the_header_of_a_table_without_rows_is_its_row() -> None:
    composer = Composer()
    composer.paragraph("Before.")
    composer.table("Only a caption", ["x"], [])
    chunks = Chunker().chunks(composed(composer))
    assert [(chunk.context, chunk.body) for chunk in chunks] == [("", "Before."), ("Only a caption", "x")]


LEAD = "Do not give tranexamic acid to:"


@pytest.mark.parametrize("number", range(12, 20))  # so that the passages have more room left and less
@pytest.mark.parametrize("tokens", [90, 96, 102, 108])
def test_a_list_over_several_passages_keeps_what_opens_it(number: int, tokens: int) -> None:
    items = [f"- people who have had disease number {n} in the last year" for n in range(number)]
    text = "\n".join([LEAD, *items]) + "\n\nGive it to all others who bleed. " + "Then measure fibrinogen. " * 4
    chunks = list(Chunker(tokens).chunks(document_of(text)))
    assert len(chunks) > 2
    for chunk in chunks:
        assert text[chunk.start : chunk.end] == chunk.body
        assert estimate([chunk.text])[0] <= tokens
        begins = chunk.body.startswith("- ")
        assert chunk.context == (LEAD if begins else "")
        assert not (begins and "all others" in chunk.body), "the context holds for the whole body"


def test_what_opens_a_list_is_left_out_where_it_takes_the_room() -> None:
    lead = "Do not give tranexamic acid to any of the people " + "who are named in this long list " * 8 + "below:"
    chunks = list(
        Chunker(100).chunks(document_of("\n".join([lead, *[f"- people with disease {n}" for n in range(30)]])))
    )
    assert {chunk.context for chunk in chunks} == {""}
    assert max(estimate([chunk.text for chunk in chunks])) <= 100


def test_a_list_that_nothing_opens_has_no_context() -> None:
    items = "\n".join(f"- people with disease number {n} in the last year" for n in range(20))
    assert {chunk.context for chunk in Chunker(100).chunks(document_of(items))} == {""}


def test_as_a_txtai_pipeline() -> None:
    from txtai.app import Application

    task = {"action": "pipelines.chunk.Chunker"}
    config: dict[str, Any] = {"pipelines.chunk.Chunker": {"tokens": 30}, "workflow": {"chunk": {"tasks": [task]}}}
    long, short = document_of("A sentence of six words. " * 20), document_of("Short.")
    expected = Chunker(30)([long, short])
    assert [len(chunks) > 1 for chunks in expected] == [True, False]
    assert list(Application(config).workflow("chunk", [long, short])) == [*expected[0], *expected[1]]
