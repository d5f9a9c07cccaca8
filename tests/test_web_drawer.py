"""The drawer, the page of a PDF in it, what can be taken along and narrow screens, in headless Chromium."""

import shutil
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from pipelines import listing
from pipelines.application import start
from tests import web
from tests.test_web_browser import DRAWER, chrome, page
from tests.web import QUESTION, Browser
from views import words
from views.words import export as export_words

__all__ = ["chrome", "page"]

PAPER = web.ROOT / "samples" / "infection" / "community-acquired-pneumonia.pdf"
ASKED = "For how long are antibiotics given in low-severity community-acquired pneumonia?"  # too little to be answered
PICTURE = f"{DRAWER} [class*=st-key-evidence-picture-] img"
FOCUS = "return document.activeElement"
WIDE = """
    const boxes = [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')];
    return Math.max(...boxes.map(box => box.scrollWidth));"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    web.chromium()
    path = web.configure(tmp_path_factory.mktemp("drawer"))
    web.fill(path)
    shutil.copy(PAPER, path.parent / "papers")
    start(path).add([path.parent / "papers"])
    return path


def opened(page: Browser, question: str, label: str = "Evidence 1") -> Browser:
    """The page with the drawer open, and the focus in it."""
    page.ask(question)
    page.press(label)
    inside = f"return document.activeElement.closest({DRAWER!r}) !== null"
    page.until(lambda: page.driver.execute_script(inside))
    return page


def test_the_page_of_a_pdf_is_shown_with_words_for_it(page: Browser) -> None:
    opened(page, ASKED, "Passage 1")
    page.press(words.evidence.PAGE, DRAWER)
    picture = page.until(lambda: page.all(PICTURE))[0]
    alt = picture.get_attribute("alt")
    assert alt.startswith("Page 1 of ")
    assert "The quote is marked in " in alt
    wide = "return document.querySelector(arguments[0]).naturalWidth"  # looked up anew: the drawer may be drawn again
    assert page.until(lambda: page.driver.execute_script(wide, PICTURE) > 500)
    narrow = page.all(PICTURE)[0].size["width"]
    page.press("200", DRAWER)
    assert page.until(lambda: page.all(PICTURE)[0].size["width"] > 1.9 * narrow)
    page.press(words.evidence.PAGE_AFTER, DRAWER)
    assert page.until(lambda: "The quote stands on page 1." in page.all(PICTURE)[0].get_attribute("alt"))
    page.press(words.evidence.TEXT, DRAWER)
    assert page.until(lambda: page.all(f"{DRAWER} mark"))


def test_text_alone_where_there_are_no_pages(page: Browser) -> None:
    opened(page, QUESTION)
    assert page.sees(words.evidence.NO_PAGES, f"{DRAWER} .note")
    assert page.text(f"{DRAWER} mark")


def test_the_focus_never_leaves_the_drawer_for_nothing(page: Browser) -> None:
    opened(page, QUESTION)
    places = []
    for _ in range(12):  # more than there are quotes: at the last one Next goes grey
        if page.button(words.evidence.NEXT, DRAWER).is_enabled():
            page.press(words.evidence.NEXT, DRAWER)
        places.append(page.text(f"{DRAWER} .position"))
    assert len(set(places)) > 1
    assert page.until(lambda: page.driver.execute_script(f"{FOCUS}.textContent") == words.evidence.PREVIOUS)
    said = "return document.querySelector('#announcer [role=status]').textContent"
    assert page.driver.execute_script(said) == places[-1]
    page.key(Keys.ESCAPE)
    page.until(lambda: not page.all(DRAWER))
    assert page.until(lambda: page.driver.execute_script(f"{FOCUS}.textContent") == "Evidence 1")


def test_the_drawer_is_in_the_address_until_it_is_closed(page: Browser, config: Path) -> None:
    opened(page, QUESTION)
    assert page.until(lambda: {"s=1", "e=1"} <= set(page.driver.current_url.partition("?")[2].split("&")))
    page.key(Keys.ESCAPE)
    assert page.until(lambda: "s=1" not in page.driver.current_url)
    page.press("Evidence 1")
    link = page.until(lambda: page.all(f"{DRAWER} [data-testid=stPageLink] a"))[0]
    assert link.text == words.evidence.IN_LIBRARY
    link.click()
    assert page.until(
        lambda: "/library" in page.driver.current_url and f"doc={listing.key('metformin')}" in page.driver.current_url
    )
    log = (config.parent / "server.log").read_text()
    asked = [url for url in page.requests() if "dose" in url.lower()]
    assert not asked
    assert "starting" not in log


def test_files_and_text_to_take_along(page: Browser) -> None:
    page.ask(QUESTION)
    page.press(export_words.EXPORT)
    labels = [button.text for button in page.all("[data-testid=stPopoverBody] [data-testid=stDownloadButton] button")]
    assert labels == list(export_words.FORMATS.values())
    page.key(Keys.ESCAPE)
    page.press(export_words.COPY)
    assert page.sees("Metformin in adults. 2022.", "[data-testid=stPopoverBody] code")


def test_print_shows_the_answer_without_controls(page: Browser) -> None:
    page.ask(QUESTION)
    page.press(export_words.EXPORT)
    page.press(export_words.PRINT, "[data-testid=stPopoverBody]")
    assert page.sees("Supported", ".printed")
    assert [heading.text for heading in page.all("h1")] == [QUESTION]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not [one for one in page.all("button, header, textarea") if one.is_displayed()]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.press(export_words.BACK)
    assert page.sees("Evidence 1")


@pytest.mark.parametrize("width", [320, 390])
def test_a_narrow_screen_needs_no_scrolling_to_the_side(page: Browser, width: int) -> None:
    page.look(width, 844)
    page.open()
    page.ask(ASKED)
    assert page.driver.execute_script(WIDE) <= width
    page.press("Passage 1")
    page.press(words.evidence.PAGE, DRAWER)
    page.until(lambda: page.all(PICTURE))
    assert page.driver.execute_script(WIDE) <= width
    body = page.all(f"{DRAWER} [class*=st-key-evidence-body]")[0]
    assert page.driver.execute_script("return arguments[0].scrollWidth - arguments[0].clientWidth", body) <= 0
