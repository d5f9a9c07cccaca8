"""A person without a mouse: real key presses, and at each stop a look at what has the focus."""

from contextlib import suppress
from dataclasses import dataclass

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.tour import still
from tests.web import Browser

# Lets the page's own scripts ask Chromium for the name that it tells a screen reader, so that a look is one call.
NAMES = "enable-blink-features=ComputedAccessibilityInfo"
FAR = 120  # stops after which something counts as out of reach
# What has the focus: its name, its tag, the keys of the containers around it from the inside, whether it stands in a
# dialog, and what is wrong with it; null where nothing of the page has the focus.
LOOK = """
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const wrong = [], box = at.getBoundingClientRect(), label = at.closest('label') || (at.labels && at.labels[0]);
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const own = x => y => {
        const there = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        return there && (at.contains(there) || there.contains(at) || (label && label.contains(there)));
    };
    if (right <= left || bottom <= top) wrong.push('out of sight');
    else if (!at.checkVisibility({visibilityProperty: true})) wrong.push('hidden');
    else if (![.2, .5, .8].some(x => [.2, .5, .8].some(own(x)))) wrong.push('covered');
    const name = at.computedName.trim();
    if (!name && at.tagName !== 'MAIN') wrong.push('without a name');  // <main> is its own
    const keys = [];
    for (let one = at; one; one = one.parentElement)
        for (const name of one.classList) if (name.startsWith('st-key-')) keys.push(name.slice(7));
    return [name, at.tagName.toLowerCase(), keys, at.closest('[role=dialog]') !== null, wrong];"""
# Whether what has a name that begins so, in what has a key that begins so, stands before what has the focus; null where
# the page has no such thing.
BEFORE = """
    const [name, key] = arguments, at = document.activeElement;
    const stops = 'a[href], button, input, textarea, select, summary, [tabindex]';
    const around = key ? `[class*="st-key-${CSS.escape(key)}"] ` : '';
    const found = [...document.querySelectorAll(stops)].filter(one =>
        one.tabIndex >= 0 && !one.disabled && one.checkVisibility() && (!around || one.closest(around))
        && (one.computedName.trim() || one.ariaLabel || '').startsWith(name));  // some show only beside the focus
    if (!found.length) return null;
    const after = one => at === document.body || at === one || at.compareDocumentPosition(one) & 4;
    return !found.some(after);"""


@dataclass(frozen=True, slots=True)
class Stop:
    """What has the focus."""

    name: str  # as Chromium tells it to a screen reader
    tag: str
    keys: tuple[str, ...]  # of the containers that it stands in, from the inside
    dialog: bool  # whether that is a dialog, or a part of one
    wrong: tuple[str, ...]

    def within(self, key: str) -> bool:
        """Whether it stands in what has a key that begins so."""
        return any(one.startswith(key) for one in self.keys)


class Hands:
    """Keys, pressed where the focus is. Each stop has to be in sight, uncovered, and have a name."""

    def __init__(self, page: Browser) -> None:
        self.page = page

    def open(self, path: str = "/") -> None:
        """A fresh session on a page."""
        self.page.open(path)
        self.calm()

    def calm(self) -> None:
        """Waits until all is drawn, also what the browser has to load first, and what moves has moved."""
        self.page.settle()
        self.page.until(lambda: not self.page.all("[data-testid=stSkeleton]"))
        still(self.page)

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        ActionChains(self.page.driver, duration=0).send_keys(*keys).perform()

    def focus(self) -> Stop | None:
        """What has the focus; None where nothing of the page has it."""
        seen = self.page.driver.execute_script(LOOK)
        if seen is None:
            return None
        name, tag, keys, dialog, wrong = seen
        return Stop(name, tag, tuple(keys), dialog, tuple(wrong))

    def tab(self, back: bool = False) -> Stop | None:
        """One stop on; None where that is the browser's own."""
        chain = ActionChains(self.page.driver, duration=0)
        if back:
            chain.key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
        else:
            chain.send_keys(Keys.TAB).perform()
        stop = self.focus()
        if stop and stop.wrong:  # perhaps only while the page is still moving
            with suppress(TimeoutException):
                self.page.until(lambda: not (found := self.focus()) or not found.wrong, 10)
            stop = self.focus()
        assert stop is None or not stop.wrong, stop
        return stop

    def to(self, name: str, key: str = "") -> Stop:
        """Tabs to what has a name that begins so, in what has this key, the way that it lies; once it is drawn."""
        back = self.page.until(lambda: self._before(name, key))[0]
        stop, passed = self.focus(), list[str]()
        while not (stop and stop.name.startswith(name) and (not key or stop.within(key))):
            assert len(passed) < FAR, f"{name!r} is out of reach; passed: {passed}"
            stop = self.tab(back)
            passed.append(stop.name if stop else "")
        return stop

    def _before(self, name: str, key: str) -> tuple[bool] | None:
        before = self.page.driver.execute_script(BEFORE, name, key)
        return None if before is None else (before,)

    def do(self, name: str, press: str = Keys.ENTER, key: str = "") -> None:
        """Tabs to something and presses a key on it; whatever comes of that, the focus is not lost."""
        self.to(name, key)
        self.press(press)
        self.calm()
        self.page.until(self.focus)

    def await_focus(self, name: str = "", key: str = "", dialog: bool = False) -> Stop:
        """Waits until the focus is on what has this name, in what has this key, in a dialog."""

        def there() -> Stop | None:
            stop = self.focus()
            right = stop and stop.name.startswith(name) and (not key or stop.within(key)) and stop.dialog == dialog
            return stop if right else None

        found: Stop = self.page.until(there)
        return found

    def round(self) -> list[Stop]:
        """Every stop of the page, from its top to its end."""
        stops: list[Stop] = []
        while (stop := self.tab()) and len(stops) < FAR:
            stops.append(stop)
        assert stops
        assert len(stops) < FAR, stops[-1]
        return stops
