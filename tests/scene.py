"""What the scenes of the web page share."""

from selenium.webdriver.common.keys import Keys

from tests.stage import Stage
from tests.tour import DRAWER
from tests.web import Browser


def begin(page: Browser, stage: Stage, server: str, path: str = "/") -> None:
    """A fresh session on a server."""
    page.address = stage.address(server)
    page.open(path)


def close(page: Browser) -> None:
    page.key(Keys.ESCAPE)
    page.until(lambda: not page.all(DRAWER))
