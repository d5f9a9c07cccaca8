"""The states of the web page: what leads there, and its name. Pictures and axe go through all of them.

A scene begins on a server of tests/stage.py; each `yield` is a state that is looked at.
"""

from collections.abc import Iterator

from selenium.webdriver.common.keys import Keys

from tests.scene import begin, close
from tests.scenes_library import adding, documents, full, library, settings, unforeseen
from tests.scenes_measure import measure, measured_answers
from tests.stage import CUT, DENIED, DISAGREED, FAILING, FOLLOW_UP, HELD, ON_PAGE, WRONG, Stage
from tests.tour import DRAWER, TALL, Scene
from tests.web import HOSTILE, OFF_TOPIC, QUESTION, Browser

MAIN = "[data-testid=stMain]"


def type_in(page: Browser, question: str) -> None:
    """Sends a question, and doesn't wait for its answer."""
    box = page.until(lambda: page.all("[data-testid=stChatInput] textarea"))[0]
    box.send_keys(question, Keys.ENTER)


def ask(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes")
    yield "ask-ready"
    page.press("Filters: none")
    page.until(lambda: page.all("[data-testid=stPopoverBody]"))
    yield "ask-filters"
    page.key(Keys.ESCAPE)
    page.ask(QUESTION)
    yield "ask-answer"
    page.unfold("Sources")
    page.unfold("How this was searched")
    yield "ask-answer-unfolded"
    page.press("Words")
    page.sees("The search settings were changed")
    yield "ask-settings-changed"


def evidence(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes")
    page.ask(QUESTION)
    page.press("Evidence 1")
    page.until(lambda: page.text(f"{DRAWER} mark"))
    yield "evidence-text"
    close(page)
    page.ask("How does zorbimab lower fever?")
    yield "ask-hostile"
    page.press("Evidence 1")
    page.until(lambda: page.text(f"{DRAWER} mark"))
    yield "evidence-hostile"
    close(page)
    page.ask(f"Zorbimab for fever {HOSTILE}")
    page.ask(ON_PAGE)
    page.unfold("Earlier questions")
    yield "ask-earlier"


def on_its_page(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes")
    page.ask(ON_PAGE)
    page.press("Evidence 1")
    page.press("Page", DRAWER)
    page.until(lambda: page.all(f"{DRAWER} img"))
    page.settle()
    yield "evidence-page"
    page.press("200 %", DRAWER)
    yield "evidence-page-zoomed"
    page.press("100 %", DRAWER)
    page.press("Text", DRAWER)
    page.until(lambda: page.all(f"{DRAWER} a[href*=library]"))[0].click()
    page.sees("Back to the list")
    page.settle()
    yield "evidence-in-library"


def taken_along(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "model")
    page.ask(QUESTION)
    page.press("Export")
    page.until(lambda: page.all("[data-testid=stPopoverBody]"))
    yield "ask-export"
    page.key(Keys.ESCAPE)
    page.press("Copy with references")
    page.until(lambda: page.all("[data-testid=stPopoverBody] code"))
    yield "ask-copy"
    page.key(Keys.ESCAPE)
    page.press("Export")
    page.press("Show to print", "[data-testid=stPopoverBody]")
    page.until(lambda: page.all(".printed"))
    page.settle()
    yield "ask-print"
    begin(page, stage, "model", "/?a=nobody")
    page.sees("This answer is not on this computer")
    yield "ask-not-here"
    type_in(page, "Why? " * 400 + "!")
    page.until(lambda: page.all(".card.alert"))
    page.settle()
    yield "ask-too-long"


def no_answer(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes")
    page.ask(OFF_TOPIC)
    page.sees("I could not find this in your library.")
    yield "ask-abstained"
    page.press("Passage 1")
    page.until(lambda: page.text(f"{DRAWER} mark"))
    yield "evidence-passage"
    close(page)
    begin(page, stage, "quotes", "/?kind=trial")
    page.ask(QUESTION)
    page.sees("I could not find this with these filters.")
    yield "ask-abstained-filters"


def judged(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "model")
    page.ask(QUESTION)
    page.sees("1 of 3 statements", "p.summary")
    yield "ask-judged"
    page.press("Evidence", "[class*=st-key-stmt-unsupported-]")
    page.until(lambda: page.text(f"{DRAWER} mark"))
    yield "evidence-unsupported"
    close(page)
    page.ask(DISAGREED)
    page.sees("Sources disagree on this point.")
    yield "ask-disagreement"
    page.ask(FAILING)
    yield "ask-model-failed"
    page.ask(CUT)
    yield "ask-cut-short"
    page.ask(DENIED)
    yield "ask-denied-by-model"


def follow_up(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "model")
    page.ask(QUESTION)
    box = page.until(lambda: page.all("[class*=st-key-follow-up] textarea"))[0]
    box.send_keys(FOLLOW_UP, Keys.ENTER)
    page.until(lambda: page.all("p.asked"))
    page.settle()
    yield "ask-follow-up"
    page.press("Edit")
    page.until(lambda: page.all("[data-testid=stPopoverBody] textarea"))
    yield "ask-follow-up-edit"


def writing(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "model")
    type_in(page, HELD)
    page.sees("Raise it", ".drafted")
    yield "ask-writing"
    first = page.driver.current_window_handle
    page.driver.switch_to.new_window("tab")
    page.look(1280, TALL)
    begin(page, stage, "model")
    type_in(page, QUESTION)
    page.sees("ahead of yours")
    yield "ask-waiting"
    page.driver.close()
    page.driver.switch_to.window(first)
    page.press("Stop", MAIN)
    page.sees("Stopped.")
    yield "ask-stopped"
    stage.pipe.let_go()


def withheld(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "strict")
    page.ask(QUESTION)
    yield "ask-withheld-some"
    page.ask(WRONG)
    page.sees("I could not support any statement")
    yield "ask-withheld"
    page.ask(HELD)
    yield "ask-timed-out"
    stage.late.let_go()


def nothing_yet(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "empty")
    page.sees("Your library is empty.")
    yield "ask-empty"
    begin(page, stage, "empty", "/library")
    yield "library-empty"


def broken(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "missing")
    page.ask(QUESTION)
    yield "ask-model-missing"
    begin(page, stage, "missing", "/settings")
    page.press("Check everything")
    page.until(lambda: page.all(".st-key-check-0"))
    yield "settings-model-missing"
    begin(page, stage, "other")
    yield "ask-wrong-encoder"
    begin(page, stage, "damaged")
    yield "ask-damaged"


SCENES: tuple[Scene, ...] = (
    ask, evidence, on_its_page, taken_along, no_answer, judged, follow_up, writing, withheld, nothing_yet, broken,
    library, documents, adding, full, measure, measured_answers, settings, unforeseen,
)  # fmt: skip
