"""What the page says, and offers, where something is broken: no errno, no shell's command, and a way on."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from tests import pages
from tests.home import Home, grow, numbers
from tests.pages import html, labels, opened, press
from views import markup
from views.words import common
from views.words import library as words


@pytest.fixture
def two(home: Home) -> Iterator[Home]:
    """A library of two versions, the newer of which is damaged."""
    grow(home, 2)
    shutil.rmtree(home.library().folder(2) / "index")
    with pages.settings(pages.configured(home)):
        yield home


def test_a_damaged_version_is_told_in_words_with_the_way_to_another(two: Home) -> None:
    page = opened("library.py")
    assert escape(common.damaged(2)) in html(page)
    assert not [word for word in ("Errno", "rollback", str(two.path)) if word in html(page)]
    assert labels(page) == [common.TRY_AGAIN, words.go_to(1, 2)]
    shown = html(press(page, words.go_to(1, 2)))
    assert "1 document · 1 passage · version 1" in shown
    assert numbers(two) == [2, 1]


def test_going_back_waits_for_another_program(two: Home) -> None:
    page = opened("library.py")
    with two.library().writing():
        assert escape(common.damaged(2)) in html(press(page, words.go_to(1, 2)))
    assert "version 1" in html(press(page, words.go_to(1, 2)))


def test_an_unforeseen_error_has_details_to_report_and_nothing_of_what_it_was_about(home: Home) -> None:
    grow(home, 1)
    with pages.settings(pages.configured(home)):
        with closing(sqlite3.connect(home.library().folder(1) / "catalogue.db")) as database:
            database.execute("drop table holdings")
        page = opened("library.py")
        assert common.DETAILS in [one.label for one in page.expander]
        assert "OperationalError in " in page.code[0].value
        assert str(home.path) not in page.code[0].value
        assert "holdings" not in page.code[0].value


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "The language model cast failed: RuntimeError in cast.py:39. See what is wrong with: vademecum doctor",
            "The language model cast failed. Check everything in Settings to see why.",
        ),
        (
            "Generation 2 is gone. Go back with: vademecum rollback",
            "Generation 2 is gone. Go back to an older version.",
        ),
        ("The question is too long.", "The question is too long."),
    ],
)
def test_the_page_names_its_own_ways_and_not_the_shells(told: str, shown: str) -> None:
    assert common.in_page(told) == shown


def test_rows_of_a_table_read_as_running_text() -> None:
    assert markup.flowing("Salbutamol | 5 mg\nIpratropium | 500 micrograms") == (
        "Salbutamol · 5 mg; Ipratropium · 500 micrograms"
    )
    assert markup.flowing("a|b\nc") == "a|b\nc"


@pytest.mark.parametrize(
    ("stamp", "day"), [("2026-11-20", "20 Nov 2026"), ("2026-11-20T12:00:00+00:00", "20 Nov 2026"), ("2026", "2026")]
)
def test_a_day_stays_in_one_piece(stamp: str, day: str) -> None:
    assert common.day(stamp) == day.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_state_in_the_address_is_taken_up(home: Home) -> None:
    home.write("gout.jsonl", "Gout hurts.")
    (home.docs / "empty.txt").touch()
    home.ingest()
    with pages.settings(pages.configured(home)):
        page = AppTest.from_file(pages.FRAME, default_timeout=120)
        page.query_params["status"] = "refused"
        page.switch_page("library.py").run()
        assert words.refused(1) in html(page)
        assert page.segmented_control(key="status").value == "refused"
