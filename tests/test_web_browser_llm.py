"""The web page with a language model in headless Chromium: the draft as it comes, Stop, a second look."""

from collections.abc import Iterator

import pytest
import yaml
from selenium.webdriver.common.keys import Keys

from tests import web
from tests.held import Pipes
from tests.test_web_browser import page
from tests.web import QUESTION, Browser
from views import words

__all__ = ["page"]

REPLY = "The starting dose of metformin in adults is 500 mg once or twice daily. [1]\n"
MAIN = "[data-testid=stMain]"


@pytest.fixture(scope="module")
def pipes(tmp_path_factory: pytest.TempPathFactory) -> Pipes:
    return Pipes(tmp_path_factory.mktemp("pipes"))


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory, pipes: Pipes) -> Iterator[Browser]:
    web.chromium()
    path = web.configure(tmp_path_factory.mktemp("web"))
    web.fill(path)
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**config, "llm": pipes.settings(REPLY)}, sort_keys=False), encoding="utf-8")
    with web.serve(path) as address:
        browser = Browser(address)
        yield browser
        browser.close()


def begin(page: Browser) -> None:
    """Asks, and waits until the model is held in the middle of its draft."""
    box = page.until(lambda: page.all("[data-testid=stChatInput] textarea"))[0]
    box.send_keys(QUESTION)
    box.send_keys(Keys.ENTER)
    assert page.sees("The starting", ".drafted")


def test_the_draft_comes_word_by_word_and_is_judged(page: Browser, pipes: Pipes) -> None:
    begin(page)
    assert page.sees(words.progress.DRAFT)
    assert not page.all("p.statement")
    pipes.let_go()
    assert pipes.words() == REPLY.count(" ") + 1
    assert page.sees("500 mg once or twice daily.", "p.statement")
    assert page.sees("1 of 1 statement is supported by your documents.", "p.summary")
    assert not page.all(".drafted")


def test_stop_ends_it_and_leaves_the_passages(page: Browser, pipes: Pipes) -> None:
    begin(page)
    page.press(words.progress.STOP, MAIN)
    assert page.sees("Stopped. What was not finished is left out.")
    assert page.sees(words.ask.FOUND_READ)
    assert not page.all("p.statement")
    assert page.button(words.ask.AGAIN, MAIN)
    pipes.let_go()
    assert pipes.words()


def test_a_click_meanwhile_loses_nothing(page: Browser, pipes: Pipes) -> None:
    begin(page)
    page.until(lambda: next(b for b in page.all(f"{MAIN} button") if b.text.strip() == "Meaning")).click()
    assert page.sees("The starting", ".drafted")
    pipes.let_go()
    assert pipes.words() == REPLY.count(" ") + 1
    assert page.sees("500 mg once or twice daily.", "p.statement")
