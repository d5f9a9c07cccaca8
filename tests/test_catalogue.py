"""The catalogue: what is put in comes out, and reading changes nothing."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue import Catalogue, content_hash, pack, unpack
from pipelines.records import Source
from pipelines.schema import KINDS, Document, Reference
from pipelines.sections import Section, Table

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SPANS = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
DOCUMENTS = st.builds(
    Document,
    id=TEXT,
    title=TEXT,
    text=TEXT,
    source=TEXT,
    url=TEXT,
    published=st.sampled_from(["", "2019", "2019-03"]),
    kind=st.sampled_from(KINDS),
    sections=st.lists(st.builds(Section, TEXT, st.integers(), st.integers(), st.none() | st.integers())).map(tuple),
    tables=st.lists(SPANS.map(lambda span: Table(*span))).map(tuple),
    pages=st.lists(st.integers()).map(tuple),
    reference=st.builds(Reference, st.lists(TEXT).map(tuple), TEXT, TEXT, TEXT, TEXT),
)
GOUT = Document("1", "Gout", "Gout hurts.", "a.txt", published="2019-03", kind="review", pages=(0, 5))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.db", write=True)


@given(DOCUMENTS)
def test_a_packed_document_comes_out_as_it_was(document: Document) -> None:
    assert unpack(pack(document)) == document


@settings(deadline=None)
@given(DOCUMENTS)
def test_content_is_told_apart_whatever_its_name(document: Document) -> None:
    named = replace(document, id="other", source="other", url="other", kind="trial")
    assert content_hash(named) == content_hash(document)
    assert content_hash(replace(document, text=document.text + "x")) != content_hash(document)
    assert content_hash(replace(document, title=document.title + "x")) != content_hash(document)


def test_documents_by_title_with_what_a_list_shows(catalogue: Catalogue) -> None:
    catalogue.put_document(replace(GOUT, id="2", title="Asthma", published="", pages=()), 3, "d", "now")
    catalogue.put_document(GOUT, 2, "digest", "now")
    catalogue.hold("/b.txt", "1")
    catalogue.hold("/a.txt", "1")
    one, two = catalogue.documents()
    assert (one.title, one.year, one.pages, one.passages, one.source) == ("Asthma", None, None, 3, "")
    assert (two.title, two.year, two.pages, two.passages, two.source) == ("Gout", 2019, 2, 2, "/a.txt")
    assert catalogue.document("1") == GOUT
    assert catalogue.digest("1") == "digest"
    assert catalogue.with_hash(content_hash(GOUT)) == "1"
    assert catalogue.size() == (2, 5)
    assert catalogue.document("absent") is catalogue.digest("absent") is catalogue.with_hash("absent") is None


def test_putting_again_replaces(catalogue: Catalogue) -> None:
    catalogue.put_document(GOUT, 2, "digest", "now")
    catalogue.put_document(replace(GOUT, text="New."), 1, "other", "later")
    assert catalogue.size() == (1, 1)
    assert catalogue.digest("1") == "other"


def test_sources_and_what_they_hold(catalogue: Catalogue) -> None:
    for path in ("/b.txt", "/a.txt"):
        catalogue.put_source(Source(path, path[1:], "hash", "ready", documents=1))
        catalogue.hold(path, "1")
    catalogue.put_document(GOUT, 1, "digest", "now")
    assert [source.path for source in catalogue.sources()] == ["/a.txt", "/b.txt"]
    assert catalogue.holders("1") == ["/a.txt", "/b.txt"]
    assert catalogue.held_under("a.txt") == catalogue.held_under("/a.txt") == {"1"} == catalogue.held("/b.txt")
    assert (catalogue.titled("Gout"), catalogue.titled("gout!")) == ({"1"}, set())
    catalogue.drop_source("/a.txt")
    assert catalogue.source("/a.txt") is None
    assert catalogue.orphans() == []
    catalogue.release("/b.txt", "1")
    assert catalogue.orphans() == ["1"]
    catalogue.drop_document("1")
    assert catalogue.size() == (0, 0)


def test_dropping_a_document_drops_its_holdings(catalogue: Catalogue) -> None:
    catalogue.put_document(GOUT, 1, "digest", "now")
    catalogue.hold("/a.txt", "1")
    catalogue.drop_document("1")
    assert catalogue.held("/a.txt") == set()


def test_a_new_source_of_a_document_changes_its_record_alone(catalogue: Catalogue) -> None:
    catalogue.put_document(GOUT, 2, "digest", "now")
    catalogue.relabel(replace(GOUT, source="b.txt"))
    assert catalogue.document("1") == replace(GOUT, source="b.txt")
    assert (catalogue.digest("1"), catalogue.size()) == ("digest", (1, 2))


def test_an_opened_catalogue_is_for_reading(catalogue: Catalogue) -> None:
    catalogue.commit()
    reader = Catalogue(catalogue.path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.drop_source("/a.txt")
    reader.close()


def test_a_missing_catalogue_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Catalogue(tmp_path / "absent.db")
    assert not (tmp_path / "absent.db").exists()


def test_signs_in_a_path_are_no_options(tmp_path: Path) -> None:
    folder = tmp_path / "100% a?mode=ro#b"
    folder.mkdir()
    writer = Catalogue(folder / "catalogue.db", write=True)
    writer.put_document(GOUT, 1, "digest", "now")
    writer.commit()
    assert (folder / "catalogue.db").exists()
    assert Catalogue(folder / "catalogue.db").size() == (1, 1)


def test_threads_read_one_catalogue(catalogue: Catalogue) -> None:
    for n in range(20):
        catalogue.put_document(replace(GOUT, id=str(n)), 1, "digest", "now")
    wrong: list[object] = []

    def look() -> None:
        for n in range(100):
            found = catalogue.document(str(n % 20))
            if found is None or found.id != str(n % 20):
                wrong.append(found)

    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
