"""A quote in the section that it stands in."""

import pytest

from pipelines.application import Vademecum, start
from pipelines.context import context
from pipelines.generation import Generation
from tests import web

LONG = "Every patient is seen again. " * 400


@pytest.fixture(scope="module")
def vademecum(tmp_path_factory: pytest.TempPathFactory) -> Vademecum:
    config = web.configure(tmp_path_factory.mktemp("context"))
    web.fill(config)
    long = config.parent / "long.jsonl"
    long.write_text(f'{{"id": "long", "title": "Long", "text": "{LONG}Warn of lactic acidosis. {LONG}"}}\n')
    found = start(config)
    found.add([long])
    return found


@pytest.fixture
def generation(vademecum: Vademecum) -> Generation:
    found = vademecum.library.open()
    assert found is not None
    return found


def place(generation: Generation, document: str, quote: str) -> tuple[int, int]:
    found = generation.catalogue.document(document)
    assert found is not None
    start = found.text.index(quote)
    return start, start + len(quote)


def test_citation_stands_in_its_whole_section(vademecum: Vademecum, generation: Generation) -> None:
    answer = vademecum.ask(web.QUESTION)
    citation = answer.statements[0].citations[0]
    found = context(generation, citation.document, citation.start, citation.end, citation.quote)
    assert found is not None
    assert found.before + found.quote + found.after == web.DOCUMENTS[0]["sections"][0]["text"]
    assert (found.section, found.document.title, found.cut) == ("Dose", "Metformin in adults", False)


def test_long_section_is_cut_between_words_around_the_quote(generation: Generation) -> None:
    quote = "Warn of lactic acidosis."
    start, end = place(generation, "long", quote)
    found = context(generation, "long", start, end, quote)
    assert found is not None
    assert found.cut
    assert 3900 < len(found.before + found.quote + found.after) <= 4000
    assert found.before.split()[0] in LONG.split()
    assert found.after.split()[-1] in LONG.split()
    whole = context(generation, "long", start, end, quote, limit=None)
    assert whole is not None
    assert not whole.cut
    assert whole.before.endswith(found.before)
    assert whole.after.startswith(found.after)
    assert len(whole.before) > len(LONG) - 2


def test_quote_at_the_edge_uses_all_the_room(generation: Generation) -> None:
    quote = "Every patient is seen again."
    found = context(generation, "long", 0, len(quote), quote)
    assert found is not None
    assert found.before == ""
    assert 3900 < len(found.after) <= 4000


@pytest.mark.parametrize("document", ["metformin", "not there"])
def test_nothing_is_shown_where_the_text_is_another(generation: Generation, document: str) -> None:
    assert context(generation, document, 0, 10, "Something else") is None


def test_format_without_pages_has_none(generation: Generation) -> None:
    quote = "Metformin is taken with meals."
    found = context(generation, "metformin", *place(generation, "metformin", quote), quote)
    assert found is not None
    assert found.page is None
