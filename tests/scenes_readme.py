"""What README.md shows: the sample library, with what the program itself answers from it."""

from collections.abc import Iterator

from tests.scene import begin, close
from tests.stage import DISAGREED, ON_PAGE, Stage
from tests.tour import DRAWER
from tests.web import Browser


def readme(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "samples")
    page.ask(DISAGREED)
    page.sees("Sources disagree on this point.")
    yield "readme-ask"
    page.ask(ON_PAGE)
    page.press("Evidence 1")
    page.press("Page", DRAWER)
    page.until(lambda: page.all(f"{DRAWER} img"))
    page.settle()
    yield "readme-evidence"
    close(page)
    begin(page, stage, "samples", "/library")
    page.until(lambda: page.all("[data-testid=stDataFrame] canvas"))
    yield "readme-library"
