"""The web page with a language model, without a browser: each state with its words."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from pipelines.citations import NOTHING
from tests import web
from tests.fakes import Scripted
from tests.test_web_apptest import ask, environment, html, open_page, press
from tests.web import QUESTION
from views import server, words

__all__ = ["environment"]

GOOD = "The starting dose of metformin in adults is 500 mg once or twice daily. [1]\n"
WRONG = "Give 9000 mg of metformin daily. [1]\n"
UNCITED = "Most people tolerate it well.\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = web.configure(tmp_path_factory.mktemp("filled"))
    web.fill(path)
    return path


def page_of(filled: Path, name: str, *replies: Any, **changes: Any) -> AppTest:
    """The page on the same library with a model by the script."""
    config = yaml.safe_load(filled.read_text(encoding="utf-8"))
    config["llm"] = {"path": "models/script", "method": "tests.fakes.Scripted", "replies": [""]}
    for group, values in changes.items():
        config[group] = {**config.get(group, {}), **values}
    path = filled.with_name(f"{name}.yml")
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    page = open_page(path)
    script().replies = list(replies)
    return page


def script() -> Scripted:
    generator = server.application().application.pipelines["llm"].generator
    assert isinstance(generator, Scripted)
    return generator


def badges(page: AppTest) -> list[str]:
    states = [state for state, _, _ in words.ask.STATES.values()]
    return [state for badge in page.markdown for state in states if state in badge.value]


def test_each_statement_has_its_state(filled: Path, environment: None) -> None:
    page = page_of(filled, "states", GOOD + WRONG + UNCITED)
    shown = ask(page, QUESTION)
    assert "1 of 3 statements are supported by your documents." in shown
    assert "1 is unsupported, 1 was not checked." in shown
    assert badges(page) == ["Supported", "Unsupported", "Not checked"]
    assert "9000" in shown[shown.index("Why:") :]
    assert f"{words.ask.CLOSEST}</p><blockquote>The starting dose of metformin" in shown
    assert "Answered by script." in shown
    assert words.progress.DRAFT not in shown


def test_follow_up_is_rewritten_shown_and_can_be_mended(filled: Path, environment: None) -> None:
    page = page_of(filled, "follow", GOOD, "What is the dose of metformin in kidney disease?", GOOD, GOOD)
    ask(page, QUESTION)
    (box,) = [one for one in page.chat_input if one.placeholder == words.ask.FOLLOW_UP]
    shown = html(box.set_value("And in kidney disease?").run())
    assert "<h2 class='question'>And in kidney disease?</h2>" in shown
    assert (
        shown.count(f"{words.ask.ASKED_AS} What is the dose of metformin in kidney disease?") == 2
    )  # and how searched
    page.text_area[0].set_value("How is metformin dosed when the eGFR is 40?")
    shown = html(press(page, words.ask.ASK_EDITED))
    assert "<h2 class='question'>How is metformin dosed when the eGFR is 40?</h2>" in shown
    assert words.ask.ASKED_AS not in shown


def test_the_model_says_no(filled: Path, environment: None) -> None:
    page = page_of(filled, "no", NOTHING)
    shown = ask(page, QUESTION)
    assert words.ask.ABSTAINED in shown
    assert words.ask.DENIED in shown
    assert words.ask.NEAREST not in shown
    assert words.ask.PASSAGES in shown
    assert "The starting dose of metformin in adults is 500 mg" in html(press(page, words.ask.QUOTES_INSTEAD))


def test_strict_shows_nothing_that_is_not_supported(filled: Path, environment: None) -> None:
    page = page_of(filled, "strict", GOOD + WRONG, WRONG, verify={"mode": "strict"})
    shown = ask(page, QUESTION)
    assert "9000" not in shown
    assert "1 statement of a draft was left out" in shown
    assert words.ask.WITHHELD in html(press(page, words.ask.AGAIN))


def test_a_failing_model_leaves_quotes_and_says_why(filled: Path, environment: None) -> None:
    shown = ask(page_of(filled, "fails", RuntimeError("secret")), QUESTION)
    assert words.ask.NO_MODEL in shown
    assert "secret" not in shown
    assert "The starting dose of metformin in adults is 500 mg" in shown
    assert words.ask.QUOTES in shown


@pytest.fixture
def gate() -> Iterator[Event]:
    event = Event()
    yield event
    event.set()


def test_a_slow_model_leaves_the_passages(filled: Path, environment: None, gate: Event) -> None:
    page = page_of(filled, "slow", GOOD, llm={"seconds": 0.2})
    script().gate = gate
    shown = ask(page, QUESTION)
    assert "The model did not answer within 0.2 seconds." in shown
    assert words.common.TRY_AGAIN in [button.label for button in page.button]
    assert words.ask.FOUND_READ in shown
    assert words.ask.PASSAGES in shown
    shown = html(press(page, words.ask.QUOTES_INSTEAD))
    assert "The starting dose of metformin in adults is 500 mg" in shown
    assert words.ask.QUOTES_ONLY not in shown
