"""Helpers for tests of the web page: a small library, a server, a browser without a window."""

import json
import shutil
import socket
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from pipelines import models, shipped
from pipelines.application import start
from pipelines.errors import ModelError
from tests import guard, processes, sealed
from views import headers

ROOT = Path(__file__).parents[1]
HOSTILE = (
    "<script>document.title='broken'</script> **bold** :red[red] $x^2$ :material/home: :smile: a->b--c ![a](b) "
    "& <b>more</b>"
)
QUESTION = "What is the starting dose of metformin in adults?"
OFF_TOPIC = "How do I change the tyres of a bicycle?"
DOCUMENTS: list[dict[str, Any]] = [
    {
        "id": "metformin",
        "title": "Metformin in adults",
        "published": "2022",
        "kind": "guideline",
        "sections": [
            {
                "title": "Dose",
                "text": "Metformin is taken with meals. The starting dose of metformin in adults is 500 mg once or "
                "twice daily. Raise it by 500 mg each week up to 2000 mg daily.",
            },
            {"title": "Kidneys", "text": "Stop metformin when the eGFR falls below 30. Halve the dose from 30 to 45."},
        ],
    },
    {
        "id": "asthma",
        "title": "Acute asthma in children",
        "published": "2015",
        "kind": "review",
        "sections": [{"title": "First hour", "text": "Give salbutamol by spacer. Oxygen keeps SpO2 above 94 %."}],
    },
    {
        "id": "hostile",
        "title": f"Zorbimab for fever {HOSTILE}",
        "published": "2020",
        "kind": "trial",
        "sections": [
            {"title": "<i>Results</i>", "text": f"Zorbimab lowers <b>fever</b> in $adults$ quickly. {HOSTILE}."}
        ],
    },
]


def encoder(folder: Path) -> Path:
    """The bundled encoder: where set-up put it, else a copy below `folder`; skips the test when there is none."""
    there = ROOT / "models" / shipped.MEDICAL
    try:
        return there if models.weights(str(there)) else shipped.install(folder / shipped.MEDICAL)
    except ModelError as error:
        pytest.skip(str(error))


def configure(folder: Path) -> Path:
    """A config.yml below `folder` with a library of its own, empty."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["library"]["path"] = str(folder / "library")
    config["workflows"] = str(ROOT / "workflows")
    config["embeddings"]["path"] = str(encoder(folder))
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return path


def fill(config: Path) -> None:
    """Puts the documents, and one file that is refused, into the library through the product itself."""
    folder = config.parent / "papers"
    folder.mkdir()
    write(folder)
    start(config).add([folder])


def write(folder: Path) -> None:
    """The documents as a file in `folder`, beside a file that is refused."""
    lines = "".join(json.dumps(document) + "\n" for document in DOCUMENTS)
    (folder / "documents.jsonl").write_text(lines, encoding="utf-8")
    (folder / "empty.pdf").write_bytes(b"")


@contextmanager
def serve(config: Path) -> Iterator[str]:
    """The page of a configuration, served as `streamlit run app.py` does; gives its address."""
    with served("app.py", config.parent / "server.log", VADEMECUM_CONFIG=str(config)) as address:
        yield address


@contextmanager
def served(script: str, log: Path, **environment: str) -> Iterator[str]:
    """What `streamlit run` makes of a script, in a sealed process; gives its address.

    Fails at its end if the server tried to reach another computer.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    left = log.with_name("left.jsonl")
    process = processes.start(sealed.page, ROOT, script, port, log, left, environment)
    address = f"http://127.0.0.1:{port}"
    try:
        await_health(address)
        yield address
    finally:
        process.terminate()
        process.join(30)
    assert not left.exists(), f"The server tried to reach another computer: {left.read_text(encoding='utf-8')}"


def await_health(address: str, seconds: float = 300) -> None:
    """Waits until a server answers."""
    WebDriverWait(cast(Any, address), seconds, ignored_exceptions=(OSError,)).until(lambda _: _healthy(address))


def _healthy(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as response:
        return bool(response.status == 200)


def chromium() -> tuple[str, str]:
    """Where Chromium and its driver are; skips the test when they are not installed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser"), shutil.which("chromedriver")
    if not found[0] or not found[1]:
        pytest.skip("Chromium is not installed: apt-get install chromium chromium-driver")
    return found[0], found[1]


class Browser:
    """Headless Chromium on one page, with the words of a person: press, type, see.

    It finds no computer but this one, and a guard reads all that it asks for: the tests fail where that leaves this
    computer (tests/guard.py). `policy` is the header that pages have to carry, None where they are not ours; `more` are
    switches of Chromium's.
    """

    def __init__(self, address: str, policy: str | None = "", *more: str) -> None:
        binary, driver = chromium()
        options = webdriver.ChromeOptions()
        options.binary_location = binary
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        for argument in (
            "headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
            "disable-background-networking", "disable-component-update", "disable-sync",
            "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            f"user-data-dir={self._profile.name}", *more,
        ):  # fmt: skip
            options.add_argument(f"--{argument}")
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        self.address = address
        self.guard = guard.Guard(self.driver, headers.policy() if policy == "" else policy)
        guard.OPEN.append(self.guard)
        self.look(1280, 900)

    def close(self) -> None:
        guard.OPEN.remove(self.guard)
        try:
            self.guard.check()
        finally:
            self.driver.quit()
            self._profile.cleanup()

    def look(self, width: int, height: int, dark: bool = False) -> None:
        """Sets size and colour scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def open(self, path: str = "/") -> None:
        self.driver.get(self.address + path)
        self.until(lambda: self.all("h1"))
        self.settle()

    def until(self, true: Callable[[], Any], seconds: float = 60) -> Any:
        """Waits until `true()` is true and returns what it gave."""
        redrawn = (StaleElementReferenceException,)  # by the page, while it was looked at
        return WebDriverWait(self.driver, seconds, 0.1, redrawn).until(lambda _: true())

    def settle(self) -> None:
        """Waits until the script has run and the page has been still for a moment."""
        script = """
            const done = arguments[0], app = document.querySelector('[data-testid=stApp]');
            let still = 0;
            const look = () => {
                still = app.dataset.testScriptState === 'notRunning' ? still + 1 : 0;
                still > 5 ? done(true) : setTimeout(look, 50);
            };
            look();"""
        self.driver.set_script_timeout(180)
        self.driver.execute_async_script(script)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def text(self, css: str = "[data-testid=stMain]") -> str:
        """The visible text of the elements, once there are any."""
        return str(self.until(lambda: "\n".join(element.text for element in self.all(css))))

    def sees(self, text: str, css: str = "[data-testid=stMain]") -> bool:
        """Waits until `text` stands in the elements."""
        return bool(self.until(lambda: text in self.text(css)))

    def button(self, label: str, css: str = "") -> WebElement:
        """The visible button whose text begins with `label`."""
        found: WebElement = self.until(
            lambda: next(
                (b for b in self.all(f"{css} button") if b.is_displayed() and b.text.strip().startswith(label)), None
            )
        )
        return found

    def press(self, label: str, css: str = "") -> None:
        button = self.button(label, css)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
        self.settle()

    def unfold(self, label: str) -> None:
        """Opens the expander with `label`."""
        css = "[data-testid=stExpander] summary"
        summary = self.until(lambda: next((s for s in self.all(css) if label in s.text), None))
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", summary)
        summary.click()
        self.settle()

    def ask(self, question: str) -> None:
        box = self.until(lambda: self.all("[data-testid=stChatInput] textarea"))[0]
        box.send_keys(question)
        box.send_keys(Keys.ENTER)
        self.until(lambda: any(h.text == question for h in self.all("h2.question")))
        self.settle()

    def key(self, key: str) -> None:
        """Presses a key where the focus is."""
        self.driver.switch_to.active_element.send_keys(key)
        self.settle()

    def requests(self) -> list[str]:
        """The addresses of all requests and sockets since the test began, those inside the browser left out."""
        self.guard.read()
        return list(self.guard.asked)
