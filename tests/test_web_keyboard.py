"""The whole work by keyboard alone, on a wide and a narrow screen: real key presses, and the focus is never lost."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests import web
from tests.hands import NAMES, Hands
from tests.stage import FOLLOW_UP, HELD, ON_PAGE, Stage
from tests.tour import DRAWER
from tests.web import QUESTION, Browser
from views import words
from views.words import adding, export, library, measure, settings

UPLOAD = "Upload"  # Streamlit's own word on the button
FRESH = "follow-up-"  # begins the key of the box below an answer
CLIPBOARD = ("clipboardReadWrite", "clipboardSanitizedWrite")  # what is not named here is refused from then on


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    web.chromium()
    with Stage(tmp_path_factory.mktemp("keyboard")) as one:
        yield one


@pytest.fixture(scope="module")
def chrome(stage: Stage) -> Iterator[Browser]:
    browser = Browser(stage.address("model"), "", NAMES)
    yield browser
    browser.close()


@pytest.fixture(params=[1280, 390])
def hands(request: pytest.FixtureRequest, chrome: Browser) -> Hands:
    chrome.look(request.param, 844)
    return Hands(chrome)


def ask(hands: Hands, question: str = QUESTION) -> Browser:
    """A fresh session with an answer; the focus stays in the box."""
    hands.open()
    hands.to(words.ask.BOX)
    hands.press(question, Keys.ENTER)
    hands.page.until(lambda: hands.page.all(f"[class*=st-key-{FRESH}]"), 300)
    hands.calm()
    hands.await_focus(words.ask.BOX)
    return hands.page


def closed(hands: Hands) -> None:
    hands.page.until(lambda: not hands.page.all(DRAWER))


@pytest.mark.parametrize("path", ["/library", "/measure", "/settings"])
def test_every_stop_of_a_page_is_in_sight_and_has_a_name(hands: Hands, path: str) -> None:
    hands.open(path)
    names = [stop.name for stop in hands.round()]
    assert names[0] == "Skip to main content"
    assert not [name for name in names if "\\" in name]  # escapes that would be read out


def test_every_stop_of_an_answer_is_in_sight_and_has_a_name(hands: Hands) -> None:
    ask(hands)
    hands.do("Sources")
    hands.do(words.ask.SEARCHED)
    while hands.tab():
        pass
    names = [stop.name for stop in hands.round()]
    wanted = [words.ask.BOX, "Both", "Filters", "Evidence 1", export.EXPORT, words.ask.AGAIN, "Sources", "Passage 1",
              words.ask.SEARCHED, words.ask.FOLLOW_UP]  # fmt: skip
    places = [next(i for i, name in enumerate(names) if name.startswith(one)) for one in wanted]
    assert places == sorted(places)


def test_stop_leaves_the_focus_on_ask_again(hands: Hands, stage: Stage) -> None:
    hands.open()
    hands.to(words.ask.BOX)
    hands.press(HELD, Keys.ENTER)
    hands.page.sees("Raise it", ".drafted")
    hands.to(words.progress.STOP)
    hands.press(Keys.SPACE)
    hands.await_focus(words.ask.AGAIN)
    stage.pipe.let_go()


def test_evidence_is_opened_stepped_through_and_closed(hands: Hands) -> None:
    page = ask(hands)
    hands.do("Evidence 1")
    hands.await_focus(dialog=True)
    page.until(lambda: page.text(f"{DRAWER} mark"))
    for stop in [hands.tab() for _ in range(5)]:  # once around: the focus stays in the drawer
        assert stop is None or stop.dialog
    hands.do(words.evidence.NEXT)
    page.sees("Quote 2 of 2", f"{DRAWER} .position")
    hands.await_focus(words.evidence.PREVIOUS, dialog=True)  # at the end Next goes grey
    hands.press(Keys.ENTER)
    page.sees("Quote 1 of 2", f"{DRAWER} .position")
    hands.await_focus(words.evidence.NEXT, dialog=True)
    hands.do("Close")
    closed(hands)
    hands.await_focus("Evidence 1", "stmt-supported-1")
    hands.press(Keys.ENTER)
    hands.await_focus(dialog=True)
    hands.press(Keys.ESCAPE)
    closed(hands)
    hands.await_focus("Evidence 1", "stmt-supported-1")


def test_a_page_is_shown_larger_and_scrolled(hands: Hands) -> None:
    page = ask(hands, ON_PAGE)
    hands.do("Sources")
    hands.do("Passage 1")
    hands.await_focus(dialog=True)
    hands.to(words.evidence.TEXT)
    hands.press(Keys.ARROW_RIGHT, Keys.SPACE)
    page.until(lambda: page.all(f"{DRAWER} img"))
    hands.calm()
    hands.do("100")
    hands.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.SPACE)
    hands.to(words.evidence.PICTURE, "evidence-picture-200")
    hands.press(Keys.ARROW_RIGHT)
    page.until(lambda: page.driver.execute_script("return document.activeElement.scrollLeft") > 0)
    hands.press(Keys.ESCAPE)
    closed(hands)
    hands.await_focus("Passage 1", "source-0")


def test_export_and_copy_are_reached_from_their_buttons(hands: Hands) -> None:
    page = ask(hands)
    hands.do(export.EXPORT)
    hands.await_focus(dialog=True)
    hands.do(export.FORMATS["ris"])
    hands.await_focus(export.FORMATS["ris"], dialog=True)
    hands.press(Keys.ESCAPE)
    hands.await_focus(export.EXPORT)
    hands.do(export.COPY)
    hands.await_focus(dialog=True)
    page.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": [*CLIPBOARD]})
    hands.do("Copy to clipboard")
    page.until(lambda: QUESTION in page.driver.execute_script("return navigator.clipboard.readText()"))
    hands.press(Keys.ESCAPE)
    hands.await_focus(export.COPY)
    hands.do(export.EXPORT)
    hands.await_focus(dialog=True)
    hands.do(export.PRINT)
    page.until(lambda: page.all(".printed"))
    hands.do(export.BACK)
    page.until(lambda: page.all("p.statement"))
    page.until(hands.focus)


def test_a_follow_up_keeps_the_focus_in_its_box(hands: Hands) -> None:
    page = ask(hands)
    hands.to(words.ask.FOLLOW_UP)
    hands.press(FOLLOW_UP, Keys.ENTER)
    page.until(lambda: page.all("p.asked"))
    hands.calm()
    hands.await_focus(words.ask.FOLLOW_UP)
    hands.do(words.ask.EDIT)
    hands.await_focus(dialog=True)
    hands.press(Keys.ESCAPE)
    hands.await_focus(words.ask.EDIT)


def test_filters_are_set_and_cleared(hands: Hands) -> None:
    hands.open()
    hands.do("Filters: none")
    hands.await_focus(dialog=True)
    hands.to(words.ask.FROM_YEAR)
    hands.press("2000", Keys.ENTER)
    hands.page.until(lambda: hands.page.button("Filters: 1 set"))
    hands.do(words.ask.CLEAR)
    hands.page.until(lambda: hands.page.button("Filters: none"))
    hands.press(Keys.ESCAPE)
    hands.await_focus("Filters: none")


def test_a_file_is_added_selected_and_removed(hands: Hands, tmp_path: Path) -> None:
    width = hands.page.driver.execute_script("return innerWidth")
    name = f"Wombatin {width}"
    file = tmp_path / f"wombatin-{width}.jsonl"
    file.write_text(json.dumps({"id": name, "title": name, "text": f"{name} 5 mg daily helps."}) + "\n")
    page = hands.page
    hands.open("/library")
    page.driver.execute_cdp_cmd("Page.setInterceptFileChooserDialog", {"enabled": True})
    hands.to(UPLOAD)
    hands.press(Keys.ENTER)
    # Keys open the list of files; the list itself is the system's, so the input that asked for it is given the file.
    page.driver.execute_cdp_cmd(
        "DOM.setFileInputFiles", {"files": [str(file)], "backendNodeId": page.until(page.guard.chooser)}
    )
    page.sees("1 document added.", ".st-key-result")
    hands.await_focus(key="result")
    hands.do(adding.HIDE)
    hands.to(f"Select {name}")
    hands.press(Keys.SPACE)
    hands.calm()
    hands.do(library.remove(1))
    hands.await_focus(library.KEEP, dialog=True)
    hands.press(Keys.ENTER)
    closed(hands)
    hands.do(library.remove(1))
    hands.await_focus(library.KEEP, dialog=True)
    hands.do(library.ERASE)
    hands.await_focus(library.KEEP, dialog=True)
    hands.press(Keys.ESCAPE)
    closed(hands)
    hands.do(library.remove(1))
    hands.await_focus(library.KEEP, dialog=True)
    hands.do(library.REMOVE, key="remove-sure")
    page.sees("1 document removed.", ".st-key-result")
    hands.await_focus(key="result")


def test_measure_and_settings_keep_the_focus_on_their_buttons(hands: Hands) -> None:
    page = hands.page
    hands.open("/measure")
    hands.do("Options: none")
    hands.await_focus(dialog=True)
    hands.to(measure.LIMIT)
    hands.press("2", Keys.ENTER)
    page.until(lambda: page.button("Options: 1 set"))
    hands.press(Keys.ESCAPE)
    hands.await_focus("Options: 1 set")
    hands.do(measure.RUN)
    page.until(lambda: page.all("table.plain"), 300)
    hands.await_focus(measure.RUN)
    hands.open("/settings")
    hands.do(settings.CHECK)
    page.until(lambda: page.all(".st-key-check-0"))
    hands.await_focus(settings.CHECK)


def test_the_menu_of_a_narrow_screen_folds_behind_the_focus(chrome: Browser) -> None:
    chrome.look(390, 844)
    hands = Hands(chrome)
    hands.open()
    hands.do("Expand sidebar")
    hands.await_focus(words.common.ASK)
    hands.press(Keys.ESCAPE)
    hands.await_focus("Expand sidebar")
    hands.press(Keys.ENTER)
    hands.await_focus(words.common.ASK)
    hands.do(words.common.LIBRARY)
    chrome.sees(library.DOCUMENTS)
    chrome.until(hands.focus)
    hands.to(UPLOAD)
