"""The web page in headless Chromium, as a person uses it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from pipelines.library import Library
from tests import web
from tests.web import HOSTILE, OFF_TOPIC, QUESTION, Browser

QUOTE = "The starting dose of metformin in adults is 500 mg once or twice daily."
DRAWER = "[data-testid=stDialog]"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    web.chromium()
    path = web.configure(tmp_path_factory.mktemp("web"))
    web.fill(path)
    return path


@pytest.fixture(scope="module")
def chrome(config: Path) -> Iterator[Browser]:
    with web.serve(config) as address:
        browser = Browser(address)
        yield browser
        browser.close()


@pytest.fixture
def page(chrome: Browser) -> Browser:
    """A fresh session."""
    chrome.look(1280, 900)
    chrome.open()
    return chrome


def statement(page: Browser, text: str) -> str:
    """The selector of the statement that says `text`."""
    said = [element.text for element in page.all("p.statement")]
    number = next(i for i, words in enumerate(said, start=1) if text in words)
    return f"[class*=st-key-stmt-supported-{number}]"


def test_answer_and_its_evidence(page: Browser) -> None:
    page.ask(QUESTION)
    assert page.sees("supported by your documents.", "p.summary")
    assert page.sees(QUOTE, "[class*=st-key-stmt-supported-]")
    page.press("Evidence", statement(page, QUOTE))
    assert page.until(lambda: page.text(f"{DRAWER} mark") == QUOTE)
    section = page.text(f"{DRAWER} .section")
    assert section.startswith("Metformin is taken with meals.")
    assert section.endswith("up to 2000 mg daily.")
    assert page.until(lambda: page.text(f"{DRAWER} h3") == "Metformin in adults")
    assert [chip.text for chip in page.all(f"{DRAWER} .chip")] == ["Guideline", "2022"]
    assert page.sees("Dose", f"{DRAWER} .facts")


def test_escape_closes_the_drawer_and_returns_the_focus(page: Browser) -> None:
    page.ask(QUESTION)
    page.press("Evidence 1")
    inside = f"return document.activeElement.closest({DRAWER!r}) !== null"
    page.until(lambda: page.driver.execute_script(inside))  # the drawer slides in first, then takes the keys
    page.key(Keys.ESCAPE)
    page.until(lambda: not page.all(DRAWER))
    assert page.until(lambda: page.driver.switch_to.active_element.text == "Evidence 1")


def test_drawer_steps_through_the_quotes(page: Browser) -> None:
    page.ask(QUESTION)
    page.unfold("Sources")
    page.press("Passage 1")
    first = page.text(f"{DRAWER} mark")
    page.press("Next", DRAWER)
    page.until(lambda: page.text(f"{DRAWER} mark") != first)
    page.press("Previous", DRAWER)
    page.until(lambda: page.text(f"{DRAWER} mark") == first)


def test_mode_and_filters_are_in_the_address_and_the_question_is_not(page: Browser, config: Path) -> None:
    page.ask(QUESTION)
    page.press("Words")
    assert page.sees("The search settings were changed")
    page.press("Ask again")
    assert page.until(lambda: "The search settings were changed" not in page.text())
    page.press("Filters: none")
    page.press("Guideline")
    page.key(Keys.ESCAPE)
    assert page.button("Filters: 1 set")
    names = {"mode=Words", "kind=guideline", "a"}  # and the answer's random name

    def told() -> set[str]:
        parts = page.driver.current_url.partition("?")[2].split("&")
        return {"a" if part.startswith("a=") else part for part in parts}

    assert page.until(lambda: told() == names)
    page.driver.refresh()
    page.until(lambda: page.button("Filters: 1 set"))
    log = (config.parent / "server.log").read_text()
    assert not [text for text in (log, *page.requests()) if "metformin" in text.lower()]


def test_filters_that_hide_the_answer_can_be_cleared(page: Browser) -> None:
    page.press("Filters: none")
    page.press("Trial")
    page.key(Keys.ESCAPE)
    page.ask(QUESTION)
    assert page.sees("I could not find this with these filters.")
    assert page.sees("Without them your documents hold an answer.")
    page.press("Clear filters")
    assert page.button("Filters: none")
    assert page.sees(QUOTE, "[class*=st-key-stmt-supported-]")


def test_off_topic_is_refused_with_the_nearest_passages(page: Browser) -> None:
    page.ask(OFF_TOPIC)
    assert page.sees("I could not find this in your library.")
    assert not page.all("[class*=st-key-stmt-]")
    page.press("Passage 1")
    assert page.text(f"{DRAWER} mark")


def test_hostile_text_shows_as_text(page: Browser) -> None:
    title = f"Zorbimab for fever {HOSTILE}"
    page.ask("How does zorbimab lower fever?")
    assert page.sees("Zorbimab lowers <b>fever</b> in $adults$ quickly.", "[class*=st-key-stmt-supported-]")
    page.press("Evidence", statement(page, "Zorbimab"))
    assert page.until(lambda: page.text(f"{DRAWER} h3") == title)
    assert page.until(lambda: page.text(f"{DRAWER} mark") == "Zorbimab lowers <b>fever</b> in $adults$ quickly.")
    assert page.sees("<i>Results</i>", f"{DRAWER} .facts")
    assert page.driver.title == "Ask · Vademecum"
    page.key(Keys.ESCAPE)
    page.ask(title)
    page.ask(QUESTION)
    page.unfold("Earlier questions")
    shown = page.text("[class*=st-key-earlier-]").replace("\u2060", "")
    assert title[:100] in shown


def test_upload_is_added_once_and_can_be_asked(page: Browser, tmp_path: Path) -> None:
    paper = {"id": "quokka", "title": "Quokkamab for gout", "text": "Quokkamab 40 mg weekly prevents attacks of gout."}
    good, bad = tmp_path / "quokka.jsonl", tmp_path / "broken.pdf"
    good.write_text(json.dumps(paper) + "\n")
    bad.write_bytes(b"%PDF-1.7 cut off")
    page.open("/library")
    page.all("input[type=file]")[0].send_keys(f"{good}\n{bad}")
    page.until(lambda: "1 of 2 documents added. 1 was refused." in page.text())
    page.settle()
    assert page.sees("uploads/broken.pdf", "dl.refused")
    page.press("Hide")
    assert page.sees("empty.pdf", "dl.refused")
    assert page.sees("4 documents", "p.totals")
    page.driver.refresh()
    page.until(lambda: "Refused files (2)" in page.text())
    page.open("/")
    page.ask("How is quokkamab dosed for gout?")
    assert page.sees("Quokkamab 40 mg weekly", "[class*=st-key-stmt-supported-]")
    good.write_text(json.dumps({**paper, "text": "Quokkamab 20 mg weekly prevents attacks of gout."}) + "\n")
    page.open("/library")
    page.all("input[type=file]")[0].send_keys(str(good))
    page.until(lambda: "There was another file called quokka.jsonl, so this one is quokka (2).jsonl." in page.text())


def test_remove_asks_first_and_the_version_before_comes_back(page: Browser) -> None:
    page.open("/library")
    before = page.text("p.totals").split(" · ")
    tick(page)
    page.press("Remove 1 document")
    assert page.sees("Remove 1 document?", DRAWER)
    page.press("Keep", DRAWER)
    assert page.until(lambda: page.text("p.totals").split(" · ") == before)
    page.press("Remove 1 document")
    page.press("Remove", DRAWER)
    page.until(lambda: "1 document removed." in page.text())
    page.settle()
    version = before[2].removeprefix("version ")
    assert page.until(lambda: page.text("p.totals").split(" · ")[0] != before[0])
    page.press(f"Go back to version {version}")
    page.press(f"Go back to version {version}", DRAWER)
    assert page.until(lambda: page.text("p.totals").split(" · ")[0] == before[0])


def tick(page: Browser) -> None:
    """Ticks the first document that is a card."""
    box = page.until(lambda: page.all("[class*=st-key-pick-] label"))[0]
    page.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    box.click()
    page.settle()


def test_another_program_that_writes_is_told_in_the_dialog(page: Browser, config: Path) -> None:
    page.open("/library")
    with Library(config.parent / "library", {}).writing():
        page.press("Go ")
        page.press("Go ", DRAWER)
        page.until(lambda: "Another program is adding documents" in page.text(DRAWER))


@pytest.mark.parametrize("path", ["/", "/library", "/settings"])
def test_nothing_is_wider_than_a_phone(page: Browser, path: str) -> None:
    page.look(390, 844)
    page.open(path)
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= 390
    assert len(page.all("h1")) == 1
