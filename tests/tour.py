"""Every state of every page (tests/scenes.py), shown at both widths and in both themes: for axe, and for pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.stage import Stage
from tests.web import Browser

TALL = 3000  # Streamlit scrolls inside of the page, and what is scrolled away is neither checked nor drawn
DRAWER = "[data-testid=stDialog]"


@dataclass(frozen=True, slots=True)
class Look:
    """A width in pixels and a theme."""

    width: int
    dark: bool

    def __str__(self) -> str:
        return f"{self.width}-{'dark' if self.dark else 'light'}"


LOOKS = (
    Look(1280, False),
    Look(390, False),
    Look(390, True),
    Look(1280, True),
)  # from one to the next one thing changes

Scene = Callable[[Browser, Stage], Iterator[str]]  # leads the page from state to state, and gives the name of each
Visit = Callable[[Browser, str, Look], None]


def play(scene: Scene, browser: Browser, stage: Stage, visit: Visit, height: int = TALL) -> None:
    """Leads a browser through a scene; `visit` is called with each state's name, in each look."""
    browser.look(LOOKS[0].width, height)
    for name in scene(browser, stage):
        for look in LOOKS:
            turn(browser, look, height)
            visit(browser, name, look)
        turn(browser, LOOKS[0], height)


def turn(browser: Browser, look: Look, height: int) -> None:
    """Gives the page a look, and waits until nothing moves any more."""
    browser.look(look.width, height, look.dark)
    # What the server sends with the next run of the page (views/frame.py); a dialog stands outside of what Streamlit
    # itself tells the theme, and must not be closed by a run here.
    browser.driver.execute_script(f"document.documentElement.style.colorScheme = {'dark' if look.dark else 'light'!r}")
    still(browser)


def still(browser: Browser) -> None:
    """Waits until what moves for a while has moved; a page that is still being written can't settle."""
    browser.driver.execute_async_script("""
        const done = arguments[0];
        const ends = one => one.effect && one.effect.getComputedTiming().endTime !== Infinity;
        const moved = () => Promise.allSettled(document.getAnimations().filter(ends).map(one => one.finished));
        requestAnimationFrame(() => requestAnimationFrame(() => moved().then(() => requestAnimationFrame(done))));""")
