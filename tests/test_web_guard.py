"""The guards of the browser tests see what they are there for: each is shown one breach, and has to turn red."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException

from tests import guard, processes, sealed, web
from tests.guard import Guard
from tests.web import ROOT, Browser

ELSEWHERE = "192.0.2.1"  # an address that is nobody's (RFC 5737)
CANARY = """\
import socket
import streamlit as st
from views.blocked import counter

def page():
    st.title("Canary")
    st.text(f"{counter.number} blocked")
    if st.query_params.get("leave"):
        socket.create_connection(("192.0.2.1", 80))

st.navigation([st.Page(page, title="Canary", icon=":material/favorite:")]).run()
"""
COVERED = """\
import streamlit as st
from starlette.middleware import Middleware
from views import blocked
from views.headers import Headers

app = st.App("bare.py", routes=[blocked.route], middleware=[Middleware(Headers)])
"""


@contextmanager
def canary(folder: Path, app: str) -> Iterator[Browser]:
    """A browser on a page that has an icon of Streamlit's as its own, which lies on a server of Google's."""
    web.chromium()
    (folder / "bare.py").write_text(CANARY, encoding="utf-8")
    (folder / "covered.py").write_text(COVERED, encoding="utf-8")
    with web.served(str(folder / app), folder / "server.log") as address:
        browser = Browser(address, policy=None if app == "bare.py" else "")
        try:
            yield browser
        finally:
            browser.guard.forget()
            browser.close()


def test_a_picture_from_elsewhere_turns_the_first_guard_red(tmp_path: Path) -> None:
    with canary(tmp_path, "bare.py") as browser:
        browser.open()
        browser.until(lambda: any("gstatic" in url for url in browser.requests()))
        with pytest.raises(AssertionError, match=r"left this computer: .*https://fonts\.gstatic\.com/"):
            guard.check()


def test_under_our_policy_the_same_picture_turns_a_guard_red(tmp_path: Path) -> None:
    with canary(tmp_path, "covered.py") as browser:
        browser.open()
        browser.until(lambda: browser.requests() and (browser.guard.broken or "gstatic" in str(browser.guard.asked)))
        with pytest.raises(AssertionError, match="gstatic"):
            guard.check()


def test_what_our_policy_blocks_is_counted(tmp_path: Path) -> None:
    with canary(tmp_path, "covered.py") as browser:

        def counted() -> bool:
            browser.open()
            return browser.text("[data-testid=stText]") not in ("", "0 blocked")

        browser.until(counted)


def test_the_browser_finds_no_other_computer(tmp_path: Path) -> None:
    browser = Browser("http://127.0.0.1")
    try:
        for host in ("example.com", ELSEWHERE):
            with pytest.raises(WebDriverException, match="ERR_NAME_NOT_RESOLVED"):
                browser.driver.get(f"http://{host}/")
            with pytest.raises(AssertionError, match=host):
                guard.check()
    finally:
        browser.close()


def test_a_server_that_goes_elsewhere_is_told_at_its_end(tmp_path: Path) -> None:
    def lead() -> None:
        with canary(tmp_path, "covered.py") as browser:
            browser.driver.get(f"{browser.address}/?leave=1")
            browser.until((tmp_path / "left.jsonl").exists)

    with pytest.raises(AssertionError, match=ELSEWHERE):
        lead()


class Log:
    """What a driver logged."""

    def __init__(self, *events: tuple[str, dict[str, Any]], said: str = "") -> None:
        inside = [json.dumps({"message": {"method": method, "params": params}}) for method, params in events]
        self.entries = {"performance": [{"message": one} for one in inside], "browser": [{"message": said}]}

    def get_log(self, log_type: str) -> list[dict[str, str]]:
        found, self.entries[log_type] = self.entries[log_type], []
        return found


def asked(url: str) -> tuple[str, dict[str, Any]]:
    return "Network.requestWillBeSent", {"request": {"url": url}}


def came(url: str, **headers: str) -> tuple[str, dict[str, Any]]:
    return "Network.responseReceived", {"type": "Document", "response": {"url": url, "headers": headers}}


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (Log(asked("https://fonts.gstatic.com/x.svg")), "fonts.gstatic.com/x.svg"),
        (Log(("Network.webSocketCreated", {"url": "wss://elsewhere.example/"})), "wss://elsewhere.example/"),
        (Log(asked("http://localhost.elsewhere.example/")), "localhost.elsewhere.example"),
        (Log(came("http://127.0.0.1:1/")), "without the policy"),
        (Log(came("http://127.0.0.1:1/", **{"Content-Security-Policy": "default-src *"})), "without the policy"),
        (Log(said="Refused to connect: it violates the Content Security Policy directive"), "was broken"),
    ],
)
def test_each_breach_is_told(log: Log, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        Guard(log, "default-src 'self'").check()


def test_what_is_ours_passes() -> None:
    page = came("http://127.0.0.1:1/", **{"content-security-policy": "default-src 'self'"})
    log = Log(
        asked("http://127.0.0.1:1/"), asked("data:,x"), asked("blob:http://127.0.0.1:1/x"), page, said="a warning"
    )
    watch = Guard(log, "default-src 'self'")
    watch.check()
    assert watch.asked == []


def test_every_test_is_guarded(request: pytest.FixtureRequest) -> None:
    assert "nothing_leaves" in request.fixturenames


def test_browsers_are_started_in_one_place() -> None:
    code = [file for folder in ("tests", "benchmarks", "docs") for file in (ROOT / folder).rglob("*.py")]
    starts = "webdriver." + "Chrome("
    assert [file.name for file in code if starts in file.read_text(encoding="utf-8")] == ["web.py"]


def leave(record: Path, host: str) -> None:
    sealed.seal(record)
    socket.create_connection((host, 9), timeout=5)


def listen(record: Path, host: str) -> None:
    sealed.seal(record)
    with socket.socket() as one:
        one.bind((host, 0))


@pytest.mark.parametrize(
    ("work", "host"), [(leave, ELSEWHERE), (leave, "vademecum.example"), (listen, "0.0.0.0")]
)  # fmt: skip
def test_a_sealed_process_reaches_nobody(work: Any, host: str, tmp_path: Path) -> None:
    record = tmp_path / "left.jsonl"
    with pytest.raises(OSError, match=host):
        processes.outcome(work, record, host)
    assert json.loads(record.read_text(encoding="utf-8"))["host"] == host


def test_a_sealed_process_reaches_its_own_computer(tmp_path: Path) -> None:
    processes.outcome(listen, tmp_path / "left.jsonl", "127.0.0.1")
    with pytest.raises(ConnectionRefusedError, match="Connection refused"):
        processes.outcome(leave, tmp_path / "left.jsonl", "127.0.0.1")
    assert not (tmp_path / "left.jsonl").exists()
