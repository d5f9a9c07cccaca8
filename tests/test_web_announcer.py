"""What a screen reader is told, in headless Chromium: two regions that stay, and sentences at the boundaries."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from tests.held import Pipes
from tests.test_web_browser import DRAWER
from tests.test_web_browser_llm import MAIN, REPLY, begin, chrome, page, pipes
from tests.web import OFF_TOPIC, Browser
from views import words

__all__ = ["chrome", "page", "pipes"]

LISTEN = """
    window.said = [];
    for (const region of document.querySelectorAll('#announcer [role]')) {
        region.kept = true;
        new MutationObserver(() => window.said.push(region.textContent)).observe(region, {childList: true});
    }"""
KEPT = "return [...document.querySelectorAll('#announcer [role]')].every(region => region.kept)"


@pytest.fixture
def listened(page: Browser) -> Iterator[Browser]:
    """A fresh page that is listened to; at the end the regions are still those of the beginning."""
    page.until(lambda: page.all("#announcer [role]"))
    page.driver.execute_script(LISTEN)
    yield page
    assert page.driver.execute_script(KEPT)


def said(page: Browser) -> list[str]:
    return list(page.driver.execute_script("return window.said"))


def test_each_boundary_is_told_and_the_draft_is_not(listened: Browser, pipes: Pipes) -> None:
    begin(listened)
    assert listened.until(lambda: words.progress.SAY_WRITING in said(listened))
    pipes.let_go()
    assert pipes.words() == REPLY.count(" ") + 1
    assert listened.until(lambda: "Answer ready: 1 statement, 1 supported." in said(listened))
    told = [one for one in said(listened) if one != words.progress.SAY_SEARCHING]
    assert told == [words.progress.SAY_WRITING, "Answer ready: 1 statement, 1 supported."]


def test_the_draft_is_busy_until_it_is_done(listened: Browser, pipes: Pipes) -> None:
    begin(listened)
    assert listened.all("[aria-busy=true] p.draft")
    pipes.let_go()
    pipes.words()
    assert listened.sees("500 mg", "p.statement")
    assert not listened.all(f"{MAIN} [aria-busy=true]")


def test_stop_is_told_and_the_focus_goes_to_ask_again(listened: Browser, pipes: Pipes) -> None:
    begin(listened)
    listened.button(words.progress.STOP, MAIN).send_keys(Keys.SPACE)
    assert listened.until(lambda: said(listened)[-1:] == [words.progress.ENDED["stopped"]])
    assert listened.until(lambda: listened.driver.switch_to.active_element.text == words.ask.AGAIN)
    pipes.let_go()
    pipes.words()


def test_the_focus_stays_in_the_box(listened: Browser) -> None:
    listened.ask(OFF_TOPIC)
    assert listened.until(lambda: said(listened)[-1:] == [words.ask.ABSTAINED])
    assert listened.driver.switch_to.active_element.tag_name == "textarea"


def test_the_regions_stay_in_reach_of_a_dialog_and_over_pages(listened: Browser) -> None:
    listened.ask(OFF_TOPIC)
    listened.press("Passage 1")
    listened.until(lambda: listened.all(DRAWER))
    assert not listened.all("[inert] #announcer, #announcer[inert], [aria-hidden=true] #announcer")
    listened.key(Keys.ESCAPE)
    listened.until(lambda: next((link for link in listened.all("header a") if link.text == "Library"), None)).click()
    assert listened.sees(words.library.VERSIONS)
