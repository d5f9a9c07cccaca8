"""What no browser test may see: a request to another computer, a page without its policy, a policy that was broken.

`OPEN` holds every browser that is open. conftest.py has them checked after each test, whatever fixtures it took, so
that no test can leave the guard out; tests.web.Browser is the only place that starts one.
"""

import json
from typing import Any, Protocol
from urllib.parse import urlsplit

HERE = "127.0.0.1"
POLICY = "Content Security Policy"
# Breaches that are known, each with its reason. None at present: the inline script of Streamlit's page is let in by its
# hash (views/headers.py).
LISTED: tuple[str, ...] = ()
LEAVES = ("http", "https", "ws", "wss", "ftp")  # "data:", "blob:" and the like stay inside the browser


class Driver(Protocol):
    """What is used of Selenium's driver."""

    def get_log(self, log_type: str) -> Any: ...


class Guard:
    """Reads what Chromium logged. `policy` is the header that every page of ours has to carry; None for other pages."""

    def __init__(self, driver: Driver, policy: str | None) -> None:
        self.policy = policy
        self.choosers: list[int] = []  # the inputs for which the page had the browser ask for files
        self._driver = driver
        self._begin()

    def _begin(self) -> None:
        self.asked: list[str] = []  # addresses of requests and sockets since the last check
        self.bare: list[str] = []  # pages that came without the policy
        self.broken: list[str] = []  # what broke it

    def read(self) -> None:
        """Takes up what was logged since the last reading."""
        for entry in self._driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            self._note(message["method"], message["params"])
        self.broken += [e["message"] for e in self._driver.get_log("browser") if POLICY in e["message"]]

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self._leaves(params["request"]["url"])
        elif method in ("Network.webSocketCreated", "Network.webTransportCreated"):
            self._leaves(params["url"])
        elif method == "Page.fileChooserOpened":
            self.choosers.append(params["backendNodeId"])
        elif method == "Network.responseReceived" and params["type"] == "Document" and self.policy:
            response = params["response"]
            headers = {name.lower(): value for name, value in response["headers"].items()}
            if (
                urlsplit(response["url"]).scheme in LEAVES
                and headers.get(POLICY.replace(" ", "-").lower()) != self.policy
            ):
                self.bare.append(response["url"])

    def chooser(self) -> int | None:
        """The input for which files are asked for, while Chromium was told not to ask by itself; None before that."""
        self.read()
        return self.choosers.pop() if self.choosers else None

    def _leaves(self, url: str) -> None:
        if urlsplit(url).scheme in LEAVES:
            self.asked.append(url)

    def forget(self) -> None:
        """Begins anew; for a test that had the guard fail."""
        self.read()
        self._begin()

    def check(self) -> None:
        """Fails with the address or the breach; then all is forgotten."""
        self.read()
        asked, bare, broken = self.asked, self.bare, self.broken
        self._begin()
        away = sorted({url for url in asked if urlsplit(url).hostname != HERE})
        assert not away, f"A request left this computer: {away}"
        assert not bare, f"Pages without the policy: {bare}"
        unlisted = [message for message in broken if not any(known in message for known in LISTED)]
        assert not unlisted, f"The policy was broken: {unlisted}"


OPEN: list[Guard] = []


def check() -> None:
    """Checks every browser that is open."""
    for guard in OPEN:
        guard.check()
