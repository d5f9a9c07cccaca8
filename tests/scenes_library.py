"""The states of the pages Library, Measure and Settings, as tests/scenes.py has those of Ask."""

import json
from collections.abc import Iterator

from selenium.webdriver.common.keys import Keys

from pipelines import begun
from pipelines.application import start
from pipelines.library import Library
from tests.scene import begin, close
from tests.stage import HELD, Stage
from tests.tour import DRAWER
from tests.web import OFF_TOPIC, QUESTION, Browser


def library(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes", "/library")
    yield "library"
    page.all("[class*=st-key-pick-] label")[0].click()
    page.settle()
    page.button("Remove 1 document")
    yield "library-selected"
    page.press("Remove 1 document")
    page.sees("Remove 1 document?", DRAWER)
    yield "library-remove"
    page.press("Erase for good", DRAWER)
    page.sees("There is no way back", DRAWER)
    yield "library-erase"
    close(page)
    page.press("Go back to version 1")
    page.sees("Go back to version 1?", DRAWER)
    yield "library-roll-back"
    close(page)
    begin(page, stage, "quotes", "/library")
    page.press("Refused")
    page.sees("Refused files (1)")
    yield "library-refused"
    begin(page, stage, "quotes", "/library?find=nothing+like+this")
    page.sees("No document matches.")
    yield "library-no-match"


def documents(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes", "/library?find=ketoacidosis")
    page.press("Diabetic ketoacidosis")
    page.sees("Back to the list")
    yield "document"
    begin(page, stage, "quotes", "/library?doc=gone")
    page.sees("This document is not in your library.")
    yield "document-gone"
    begin(page, stage, "many", "/library")
    page.until(lambda: page.all("[data-testid=stDataFrame] canvas"))
    yield "library-table"


def adding(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "adding", "/library")
    library = stage.folder / "adding" / "library"
    with Library(library, {}).writing():
        begin(page, stage, "adding", "/library")
        page.sees("Another program is adding documents")
        yield "library-busy"
    begun.Note(library, "2026-11-20T14:02:00+00:00", [str(stage.papers())], 10).read(6)
    begin(page, stage, "adding", "/library")
    page.sees("The last run stopped at 6 of 10.")
    yield "library-killed"
    begun.forget(library)
    begin(page, stage, "adding", "/library")
    files = [str(file) for file in sorted(stage.papers().iterdir())]
    page.all("input[type=file]")[0].send_keys("\n".join(files))
    page.until(lambda: "documents added." in page.text(), 300)
    page.settle()
    yield "library-added"
    yield from changed(page, stage)


def changed(page: Browser, stage: Stage) -> Iterator[str]:
    """Another program takes the document out on which an answer rests."""
    begin(page, stage, "adding")
    page.ask(QUESTION)
    start(stage.folder / "adding" / "config.yml").remove(["Metformin in adults"])
    page.press("Words")
    page.sees("The library is now at version")
    yield "ask-library-changed"
    page.press("Evidence 1")
    page.sees("This document was removed", DRAWER)
    yield "evidence-removed"
    close(page)


def unforeseen(page: Browser, stage: Stage) -> Iterator[str]:
    """The folder of uploads can't be made, since a file lies in its place."""
    begin(page, stage, "empty", "/library")
    uploads = stage.folder / "empty" / "library" / "uploads"
    uploads.parent.mkdir(exist_ok=True)
    uploads.touch()
    page.all("input[type=file]")[0].send_keys(str(next(stage.papers().glob("*.jsonl"))))
    page.sees("Something went wrong")
    page.unfold("Details to report")
    yield "unforeseen"


def measure(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes", "/measure")
    page.sees("No test has been run yet.")
    yield "measure-empty"
    page.press("Options:")
    page.until(lambda: page.all("[data-testid=stPopoverBody]"))
    yield "measure-options"
    page.key(Keys.ESCAPE)
    page.press("Run the test")
    page.until(lambda: page.all("table.plain"), 300)
    page.settle()
    yield "measure-search"


def measured_answers(page: Browser, stage: Stage) -> Iterator[str]:
    """Answers to a file of questions, one of which has no answer here; then a test that is stopped."""
    asked = [{"question": QUESTION}, {"question": OFF_TOPIC, "answerable": False}]
    choose(page, stage, "quotes", asked)
    page.press("Run the test")
    page.sees("When it says no")
    page.settle()
    yield "measure-answers"
    choose(page, stage, "model", [{"question": HELD}] * 2)
    page.press("Run the test")
    page.sees("Question")
    yield "measure-running"
    page.press("Stop")
    stage.pipe.let_go()
    page.sees("Stopped.")
    yield "measure-stopped"


def choose(page: Browser, stage: Stage, server: str, asked: list[dict[str, object]]) -> None:
    """Has the page measure the answers to these questions."""
    file = stage.folder / f"{server}-questions.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in asked), encoding="utf-8")
    begin(page, stage, server, "/measure?set=other")
    page.press("Answers")
    box = page.until(lambda: page.all("[class*=st-key-measure-place] input"))[0]
    box.send_keys(str(file), Keys.ENTER)
    page.settle()


def settings(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes", "/settings")
    yield "settings"
    page.press("Check everything")
    page.until(lambda: page.all(".st-key-check-0"))
    yield "settings-checked"
