"""The states of the pages Library and Settings, as tests/scenes.py has those of Ask."""

from collections.abc import Iterator

from pipelines import begun
from pipelines.application import start
from pipelines.library import Library
from tests.scene import begin, close
from tests.stage import Stage
from tests.tour import DRAWER
from tests.web import QUESTION, Browser


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
    page.until(lambda: page.all("input[type=file]"))[0].send_keys("\n".join(files))
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


def full(page: Browser, stage: Stage) -> Iterator[str]:
    """The disk has no room for another version."""
    begin(page, stage, "full", "/library")
    page.until(lambda: page.all("input[type=file]"))[0].send_keys(str(stage.wards(1)))
    page.until(lambda: "There is not enough disk space" in page.text(), 300)
    page.sees("Make room, then add them again")
    page.settle()
    yield "library-disk-full"


def unforeseen(page: Browser, stage: Stage) -> Iterator[str]:
    """The folder of uploads can't be made, since a file lies in its place."""
    begin(page, stage, "empty", "/library")
    uploads = stage.folder / "empty" / "library" / "uploads"
    uploads.parent.mkdir(exist_ok=True)
    uploads.touch()
    page.until(lambda: page.all("input[type=file]"))[0].send_keys(str(next(stage.papers().glob("*.jsonl"))))
    page.sees("Something went wrong")
    page.unfold("Details to report")
    yield "unforeseen"


def settings(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes", "/settings")
    yield "settings"
    page.press("Check everything")
    page.until(lambda: page.all(".st-key-check-0"))
    yield "settings-checked"
