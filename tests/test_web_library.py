"""The page Library without a browser: each state with its words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from pipelines import begun, listing
from tests import many, pages
from tests.home import Home, numbers, titles
from tests.pages import finish, html, labels, opened, press
from views import server
from views.words import adding
from views.words import document as one
from views.words import library as words

GOUT = {"id": "gout", "title": "Gout in adults", "text": "Gout hurts.", "published": "2020", "kind": "guideline"}
ASTHMA = {"id": "asthma", "title": "Asthma", "text": "Asthma wheezes.", "published": "2010", "kind": "review"}


@pytest.fixture
def empty(home: Home) -> Iterator[Home]:
    with pages.settings(pages.configured(home)):
        yield home


@pytest.fixture
def shelf(empty: Home) -> Home:
    """Two documents and two files that were refused."""
    empty.write("gout.jsonl", GOUT)
    empty.write("asthma.jsonl", ASTHMA)
    for name in ("empty.txt", "none.pdf"):
        (empty.docs / name).touch()
    empty.ingest()
    return empty


def test_an_empty_library_has_the_box_and_no_list(empty: Home) -> None:
    page = opened("library.py")
    assert f"<h2>{adding.TITLE}</h2>" in html(page)
    assert words.VERSIONS not in html(page)
    assert labels(page) == [adding.ADD]


def test_one_document_is_a_card(empty: Home) -> None:
    empty.write("gout.jsonl", GOUT)
    empty.ingest()
    page = opened("library.py")
    assert "1 document · 1 passage · version 1" in html(page)
    assert "Gout in adults" in labels(page)
    assert not page.dataframe
    assert not page.segmented_control, "all are ready: nothing to choose"


def test_what_is_there_stays_after_a_restart(shelf: Home) -> None:
    for _ in range(2):
        shown = html(opened("library.py"))
        assert "2 documents · 2 passages · version 1" in shown
        assert shown.index("<h2>Refused files (2)</h2>") < shown.index(f"<h2>{words.DOCUMENTS}</h2>")
        assert "<dd>docs/empty.txt</dd><dt>Why</dt><dd>The file is empty.</dd><dt>What to do</dt>" in shown
        st.cache_resource.clear()


def test_find_kind_year_and_status_narrow(shelf: Home) -> None:
    page = opened("library.py")
    page.text_input(key="find").set_value("ASTHMA").run()
    assert "Gout in adults" not in labels(page)
    assert "<p class='total'>1 of 2 documents</p>" in html(page)
    page.pills(key="kinds").set_value(["guideline"]).run()
    assert words.NO_MATCH in html(page)
    page.text_input(key="find").set_value("").run()
    assert "Gout in adults" in labels(page)
    page.selectbox(key="shelf-year").set_value(2010).run()
    assert words.NO_MATCH in html(page)
    page.segmented_control(key="status").set_value("refused").run()
    shown = html(page)
    assert words.NO_MATCH not in shown
    assert shown.index(f"<h2>{words.DOCUMENTS}</h2>") < shown.index("<h2>Refused files (2)</h2>"), "below what chose it"


def test_a_refused_file_is_dismissed_without_a_new_version(shelf: Home) -> None:
    page = press(opened("library.py"), words.DISMISS)
    assert "Refused files (1)" in html(page)
    assert numbers(shelf) == [1]
    st.cache_resource.clear()
    assert "docs/empty.txt" not in html(opened("library.py"))


def test_a_refused_file_that_was_mended_is_read_by_retry(shelf: Home) -> None:
    page = opened("library.py")
    (shelf.docs / "empty.txt").write_text("Colchicine helps in gout.")
    press(page, words.RETRY)
    shown = finish(page)
    assert "<b>1 document added.</b>" in shown
    assert "Refused files (1)" in shown
    (shelf.docs / "none.pdf").unlink()
    assert "none.pdf does not exist" in html(press(page, words.RETRY))


def test_a_folder_is_added_and_the_result_says_how_it_went(shelf: Home, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "croup.txt").write_text("Croup barks.")
    (new / "again.jsonl").write_bytes((shelf.docs / "gout.jsonl").read_bytes())
    (new / "empty.md").touch()
    page = opened("library.py")
    page.text_input[0].set_value(str(new))
    press(page, adding.ADD)
    shown = finish(page)
    assert "<b>1 of 3 documents added.</b> 1 was already there, 1 was refused." in shown
    assert "Already in your library as &quot;Gout in adults&quot;." in shown
    press(page, adding.SEE_WHY)
    assert "Refused files (3)" in html(page)
    assert "<p class='total'>" not in html(page).split("Refused files")[1], "the documents are hidden"
    press(page, adding.HIDE)
    assert "documents added" not in html(page)


def test_a_path_that_is_not_there_is_told_and_the_page_stays(shelf: Home) -> None:
    page = opened("library.py")
    page.text_input[0].set_value("/no/such/folder")
    press(page, adding.ADD)
    assert "/no/such/folder does not exist" in html(page)
    assert words.VERSIONS in html(page)


def test_another_program_that_writes_is_told_with_its_time(shelf: Home) -> None:
    with shelf.library().writing():
        shown = html(opened("library.py"))
    assert "Another program is adding documents (started " in shown
    assert adding.MEANWHILE in shown
    assert "Another program" not in html(opened("library.py"))


def test_a_run_that_was_killed_can_go_on_or_be_forgotten(shelf: Home) -> None:
    shelf.write("croup.jsonl", {"id": "croup", "title": "Croup", "text": "Croup barks."})
    folder = shelf.path / "library"
    begun.Note(folder, "2026-11-20T14:02:00+00:00", [str(shelf.docs)], 10).read(6)
    page = opened("library.py")
    assert "<b>The last run stopped at 6 of 10.</b>" in html(page)
    press(page, adding.FORGET)
    assert "The last run stopped" not in html(page)
    begun.Note(folder, "2026-11-20T14:02:00+00:00", [str(shelf.docs)], 10).read(10)
    page = opened("library.py")
    assert "<b>The last run stopped after it had read all 10 files.</b>" in html(page)
    press(page, adding.GO_ON)
    assert "1 of 5 documents added." in finish(page)
    assert begun.found(folder) is None


def chosen(page: pages.AppTest, *ids: str) -> pages.AppTest:
    for id in ids:
        page.checkbox(key=f"pick-{listing.key(id)}").check()
    return page.run()


def test_removing_asks_first_and_says_what_it_means(shelf: Home) -> None:
    page = chosen(opened("library.py"), "gout", "asthma")
    dialog = html(press(page, "Remove 2 documents"))
    assert (
        "<b>Remove 2 documents?</b> They will no longer be found or cited. You can go back to version 1 until it is "
        "cleared. To erase them for good, choose Erase."
    ) in dialog
    assert labels(page)[-3:] == [words.KEEP, words.REMOVE, words.ERASE]
    page.button(key="remove-sure").click().run()
    assert "<b>2 documents removed.</b>" in finish(page)
    assert titles(shelf) == []
    assert "Version 1: 2 documents" in html(page)
    dialog = html(press(page, "Go back to version 1"))
    assert "<b>Go back to version 1?</b> 2 documents will be found again. Version 2 is kept." in dialog


def test_keeping_changes_nothing(shelf: Home) -> None:
    page = press(chosen(opened("library.py"), "gout"), "Remove 1 document")
    page.button(key="keep").click().run()
    assert (numbers(shelf), titles(shelf)) == ([1], ["Asthma", "Gout in adults"])


def test_erased_documents_and_the_versions_with_them_are_told(shelf: Home) -> None:
    shelf.write("croup.jsonl", {"id": "croup", "title": "Croup", "text": "Croup barks."})
    shelf.ingest()
    page = press(chosen(opened("library.py"), "gout"), "Remove 1 document")
    assert words.ERASE in labels(page)
    server.worker().erase(["gout"])  # the dialog's second question is drawn in a browser only
    assert "<b>1 document erased for good.</b>" in finish(page)
    assert (numbers(shelf), titles(shelf)) == ([3], ["Asthma", "Croup"])


def test_a_document_has_a_page_of_its_own(shelf: Home) -> None:
    page = press(opened("library.py"), "Gout in adults")
    shown = html(page)
    assert "<h1 class='document'>Gout in adults</h1>" in shown
    assert page.query_params["doc"] == listing.key("gout")
    assert "Gout hurts." in shown
    assert "docs/gout.jsonl" in shown
    assert one.NO_FILE not in shown
    (shelf.docs / "gout.jsonl").write_text("{}")
    assert one.NO_FILE in html(page.run())
    press(page, one.BACK)
    assert f"<h2>{words.VERSIONS}</h2>" in html(page)
    assert "doc" not in page.query_params


def test_an_address_of_a_document_opens_it_and_one_that_is_gone_says_so(shelf: Home) -> None:
    def at(name: str) -> pages.AppTest:
        page = opened("library.py")
        page.query_params["doc"] = name
        return page.run()

    assert "<h1 class='document'>Asthma</h1>" in html(at(listing.key("asthma")))
    by_id = at("asthma")
    assert "<h1 class='document'>Asthma</h1>" in html(by_id)
    assert by_id.query_params["doc"] == listing.key("asthma"), "an id may be a path, which no address shows"
    gone = at("nothing")
    assert one.GONE in html(gone)
    assert labels(gone) == [one.BACK]


@pytest.fixture(scope="module")
def medquad(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("medquad"))
    many.publish(home.library(), many.MEDQUAD)
    return home


def test_thousands_are_a_table_and_cards_page_by_page(medquad: Home) -> None:
    with pages.settings(pages.configured(medquad)):
        page = opened("library.py")
        table = page.dataframe[0].value
        assert (len(table), list(table.columns)) == (many.MEDQUAD, list(words.COLUMNS))
        assert len(page.checkbox) == 20
        assert "5,476 documents" in html(page)
        page.selectbox(key="sort").set_value("year").run()
        assert list(page.dataframe[0].value[words.COLUMNS[2]])[:2] == [2024, 2024]
        page.text_input(key="find").set_value("disease 54").run()
        assert len(page.dataframe[0].value) == len(page.dataframe[0].value.filter(items=page.dataframe[0].value.index))
        assert "of 5,476 documents" in html(page)
        assert all("54" in title for title in page.dataframe[0].value[words.COLUMNS[0]])
        assert server.worker().work.task is None
