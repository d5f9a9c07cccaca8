"""The web page without a browser: each state with its words."""

import gc
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Button

from tests import web
from tests.web import OFF_TOPIC, QUESTION
from views import server, words

FRAME = str(web.ROOT / "views" / "frame.py")
QUOTE = "The starting dose of metformin in adults is 500 mg once or twice daily."


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = web.configure(tmp_path_factory.mktemp("filled"))
    web.fill(path)
    return path


@pytest.fixture
def environment() -> Iterator[None]:
    before = os.environ.get(server.CONFIG)
    yield
    os.environ.pop(server.CONFIG, None)
    if before is not None:
        os.environ[server.CONFIG] = before


@pytest.fixture
def page(filled: Path, environment: None) -> AppTest:
    return open_page(filled)


@pytest.fixture
def empty(tmp_path: Path, environment: None) -> AppTest:
    return open_page(web.configure(tmp_path))


def open_page(config: Path) -> AppTest:
    os.environ[server.CONFIG] = str(config)
    return AppTest.from_file(FRAME, default_timeout=120).run()


def html(page: AppTest) -> str:
    """All that the page draws as HTML, style left out."""
    assert not page.exception
    return "\n".join(block.body for block in page.html if not block.body.startswith("<style>"))


def press(page: AppTest, label: str) -> AppTest:
    """Presses the first button whose label begins with `label`."""
    return next(button for button in page.button if button.label.startswith(label)).click().run()


def ask(page: AppTest, question: str) -> str:
    return html(page.chat_input(key="question").set_value(question).run())


def finish(page: AppTest) -> str:
    """Lets the worker end, then looks again."""
    server.worker().wait()
    return html(page.run())


def place(node: Block, label: str) -> list[int] | None:
    """Where the first button with `label` stands: its position in each block, from the outermost."""
    for position, child in node.children.items():
        if isinstance(child, Button) and child.label == label:
            return [position]
        if isinstance(child, Block) and (below := place(child, label)) is not None:
            return [position, *below]
    return None


def test_empty_library_offers_two_ways_out(empty: AppTest) -> None:
    assert words.ask.EMPTY in html(empty)
    assert not empty.chat_input
    assert [button.label for button in empty.button] == [words.ask.ADD_DOCUMENTS, words.ask.USE_SAMPLES]
    press(empty, words.ask.ADD_DOCUMENTS)
    assert empty.title[0].value == words.common.LIBRARY
    assert not empty.exception


def test_a_server_passes_over_what_was_imported_where_garbage_is_looked_for(filled: Path) -> None:
    serve = "import app, gc; from views import server; server.application(); print(gc.get_freeze_count())"
    environment = {**os.environ, server.CONFIG: str(filled)}
    done = subprocess.run([sys.executable, "-c", serve], cwd=web.ROOT, env=environment, capture_output=True, check=True)
    assert int(done.stdout) > 100_000
    assert gc.get_freeze_count() == 0, "a test's own process goes on to other things"


def test_ready_offers_questions_that_are_answered(page: AppTest) -> None:
    assert words.ask.TRY in html(page)
    assert "stmt-" not in html(page)
    answer = html(press(page, "Metformin in adults"))
    assert "<h2 class='question'>Metformin in adults</h2>" in answer
    assert "supported by your documents." in answer


def test_evidence_buttons_keep_their_place(page: AppTest) -> None:
    """The browser makes an element anew, without the focus, when its place in the page changes."""
    ask(page, QUESTION)
    before = place(page.main, "Evidence 1")
    assert before
    html(page.run())
    assert place(page.main, "Evidence 1") == before
    assert words.ask.CHANGED in html(page.segmented_control(key="mode").set_value("Words").run())
    assert place(page.main, "Evidence 1") == before


def test_answer_says_states_and_how_it_was_made(page: AppTest) -> None:
    answer = ask(page, QUESTION)
    assert QUOTE in answer
    assert "are supported by your documents." in answer
    assert words.ask.QUOTES_ONLY in answer
    assert "Library version 1." in answer
    assert words.ask.CARE in answer
    assert any(":material/check_circle:" in badge.value and "Supported" in badge.value for badge in page.markdown)
    assert words.ask.CARE not in ask(page, "How is metformin dosed in kidney disease?")  # only once a session
    assert words.ask.EARLIER in [block.label for block in page.expander]


def test_evidence_shows_the_quote_in_its_section(page: AppTest) -> None:
    ask(page, QUESTION)
    drawer = html(press(page, "Evidence"))
    assert "<mark>Metformin is taken with meals.</mark>" in drawer
    assert "up to 2000 mg daily." in drawer
    assert "<span class='chip'>Guideline</span> <span class='chip'>2022</span>" in drawer
    assert [button.label for button in page.button][-2:] == [words.evidence.PREVIOUS, words.evidence.NEXT]


def test_off_topic_gets_no_answer_and_the_nearest_passages(page: AppTest) -> None:
    answer = ask(page, OFF_TOPIC)
    assert words.ask.ABSTAINED in answer
    assert words.ask.NEAREST in answer
    assert words.ask.PASSAGES in answer
    assert "class='statement'" not in answer
    assert {words.ask.ADD_DOCUMENTS, words.ask.BY_WORDS} <= {button.label for button in page.button}


def test_filters_to_blame_are_named_and_cleared(page: AppTest) -> None:
    page.number_input(key="filter-from-0").set_value(2500).run()
    assert page.query_params["from"] == "2500"
    answer = ask(page, QUESTION)
    assert words.ask.ABSTAINED_FILTERS in answer
    assert words.ask.WITHOUT_FILTERS in answer
    assert re.search(r"(\d+) of \1 passages stand outside of them\.", answer)
    answer = html(press(page, words.ask.CLEAR_FILTERS))
    assert QUOTE in answer
    assert "from" not in page.query_params


def test_years_the_wrong_way_round_are_told(page: AppTest) -> None:
    page.number_input(key="filter-from-0").set_value(2020).run()
    page.number_input(key="filter-to-0").set_value(2010).run()
    assert "No year is from 2020 to 2010. Swap the two." in ask(page, QUESTION)
    page.number_input(key="filter-to-0").set_value(2024).run()
    assert QUOTE in ask(page, QUESTION)


def test_address_sets_filters_and_mode_and_nonsense_is_passed_over(page: AppTest) -> None:
    fresh = AppTest.from_file(FRAME, default_timeout=120)
    for name, value in {"mode": "Words", "from": "2020", "to": "soon", "kind": "guideline"}.items():
        fresh.query_params[name] = value
    fresh.run()
    assert fresh.number_input(key="filter-from-0").value == 2020
    assert fresh.number_input(key="filter-to-0").value is None
    answer = ask(fresh, QUESTION)
    assert "Search by: Words. Filters: from 2020; guideline." in answer


def test_changed_settings_are_told_until_asked_again(page: AppTest) -> None:
    ask(page, QUESTION)
    page.segmented_control(key="mode").set_value("Meaning").run()
    assert words.ask.CHANGED in html(page)
    answer = html(press(page, words.ask.AGAIN))
    assert words.ask.CHANGED not in answer
    assert "Search by: Meaning. Filters: none." in answer
    assert all(f'scope="col">{column}<' in answer for column in words.ask.SEARCHED_COLUMNS)


def test_question_that_is_too_long_is_told(page: AppTest) -> None:
    assert "This question has 2,001 characters. The limit is 2,000." in ask(page, "a" * 2001)
    assert QUOTE in ask(page, QUESTION)


def test_unforeseen_error_is_a_number_without_details(tmp_path: Path, environment: None) -> None:
    config = web.configure(tmp_path)
    web.fill(config)
    for catalogue in tmp_path.glob("library/generations/*/catalogue.db"):
        with closing(sqlite3.connect(catalogue)) as database:
            database.execute("drop table holdings")
    page = open_page(config)
    assert re.search(r"Something went wrong \(error [0-9a-f]{4}\)\.", html(page))
    assert words.common.UNCHANGED in html(page)
    assert "sqlite" not in html(page).lower()


def test_mistake_in_the_configuration_is_one_sentence(tmp_path: Path, environment: None) -> None:
    config = tmp_path / "config.yml"
    config.write_text("libary: {}\n")
    page = open_page(config)
    assert "unknown key &#x27;libary&#x27;. Did you mean &#x27;library&#x27;?" in html(page)
    assert "Traceback" not in html(page)
