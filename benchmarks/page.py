"""How quick the web page is over 64,844 passages, in headless Chromium: first paint, clicks, drawer, picture, memory.

    python -m benchmarks.page DATA [--passages N] [--questions N]

DATA is the folder that holds medquad/. The library goes to a temporary folder (benchmarks/page_library.py says what is
in it). Times are the browser's own, from the press to the last change of the page. With fewer passages or questions
than all nothing is saved.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import page_library
from benchmarks.page_library import ROOT
from benchmarks.record import save
from pipelines.starting import CONFIG
from tests import web
from tests.web import Browser

DRAWER = "[data-testid=stDialog]"
ON_PAGE = "What is the rate of the fixed-rate insulin infusion in diabetic ketoacidosis?"
TIMES = 20  # presses of each kind
PAINTS = 7
ASKED = 50  # questions over which memory is measured
WARM = 5  # questions before that

# When the box for questions is there, in milliseconds since the browser began to load.
PAINTED = """
new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-testid=stChatInput] textarea')) return;
    observer.disconnect();
    requestAnimationFrame(() => { window.painted = performance.now(); });
}).observe(document, {childList: true, subtree: true});"""
# Presses a control, and tells when the script had run and `there` could be found, in milliseconds.
PRESS = """
const [control, there, done] = arguments, app = document.querySelector('[data-testid=stApp]');
const began = performance.now();
let ran = false;
const look = () => {
    ran = ran || app.dataset.testScriptState === 'running';
    const drawn = document.querySelector(there);
    if (ran && app.dataset.testScriptState === 'notRunning' && drawn && (drawn.tagName !== 'IMG' || drawn.complete)) {
        observer.disconnect();
        removeEventListener('load', look, true);
        requestAnimationFrame(() => done(performance.now() - began));
    }
};
const observer = new MutationObserver(look);
observer.observe(document, {childList: true, subtree: true, attributes: true, characterData: true});
addEventListener('load', look, true);
control.focus();
control.click();"""


def main() -> None:
    """Measures, and saves where all was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--passages", type=int, help="So many of the corpus; all without it.")
    parser.add_argument("--questions", type=int, default=ASKED)
    arguments = parser.parse_args()
    tests = page_library.read(arguments.data)
    with tempfile.TemporaryDirectory() as folder:
        config = page_library.configure(Path(folder))
        documents, passages = page_library.build(config, tests, arguments.passages)
        print(f"{documents:,} documents, {passages:,} passages", flush=True)
        asked = page_library.questions(tests, arguments.questions + WARM)
        with served(config) as (address, process):
            browser = Browser(address)
            try:
                figures = {"documents": documents, "passages": passages, **measure(browser, process, asked)}
            finally:
                browser.close()
    print(json.dumps(figures, indent=1))
    if arguments.passages is None and arguments.questions == ASKED:
        save("page", "MedQuAD's pages with the passages of its corpus, vectors drawn at random", figures)


@contextmanager
def served(config: Path) -> Iterator[tuple[str, int]]:
    """`streamlit run app.py` with this configuration: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, CONFIG: str(config), "PYTHONPATH": str(ROOT)}
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            web.await_health(address)
            yield address, process.pid
        finally:
            process.terminate()


def measure(browser: Browser, process: int, questions: Sequence[str]) -> dict[str, Any]:
    """All figures: times in milliseconds as median and slowest, memory in megabytes."""
    browser.driver.set_script_timeout(300)
    browser.open()
    for question in questions[:WARM]:
        browser.ask(question)
    figures = {"first_paint": spread(paints(browser)), **clicks(browser), **drawer(browser)}
    browser.open()
    for question in questions[:WARM]:
        browser.ask(question)
    before = resident(process)
    for question in questions[WARM:]:
        browser.ask(question)
    grown = {"questions": len(questions) - WARM, "memory_mb": before, "grown_mb": round(resident(process) - before, 1)}
    return {**figures, **grown}


def paints(browser: Browser) -> list[float]:
    """From the address to the box for questions, in a new session each time, the browser's cache warm."""
    script = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": PAINTED})
    found = []
    for _ in range(PAINTS):
        browser.open()
        found.append(browser.until(lambda: browser.driver.execute_script("return window.painted")))
    browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    return found


def clicks(browser: Browser) -> dict[str, dict[str, float]]:
    """A click that changes a setting: on Ask under an answer, and on Library with its table of all documents."""
    browser.open()
    browser.ask(ON_PAGE)
    modes = ("Words", "Meaning")
    ask = [press(browser, modes[i % 2], "p.summary") for i in range(TIMES)]
    browser.open("/library")
    library = [press(browser, "Guideline", "h1") for _ in range(TIMES)]
    return {"click_on_ask": spread(ask), "click_on_library": spread(library)}


def drawer(browser: Browser) -> dict[str, dict[str, float]]:
    """The drawer with the text, and where the page has it the picture of a PDF's page, drawn for the first time."""
    browser.open()
    browser.ask(ON_PAGE)
    text: list[float] = []
    picture: list[float] = []
    for _ in range(TIMES // 2):
        text.append(press(browser, "Evidence 1", f"{DRAWER} mark"))
        if not picture and [one for one in browser.all(f"{DRAWER} button") if one.text.strip() == "Page"]:
            picture.append(press(browser, "Page", f"{DRAWER} img", DRAWER))
            press(browser, "Text", f"{DRAWER} mark", DRAWER)
        browser.until(lambda: browser.all(f"{DRAWER} button[aria-label=Close]"))[0].click()
        browser.until(lambda: not browser.all(DRAWER))
        browser.settle()
    return {"drawer": spread(text), **({"picture_cold": spread(picture)} if picture else {})}


def press(browser: Browser, label: str, there: str, inside: str = "[data-testid=stMain]") -> float:
    """Milliseconds from a press of the button to the last change that it makes."""
    spent = float(browser.driver.execute_async_script(PRESS, browser.button(label, inside), there))
    browser.settle()
    return spent


def spread(times: Sequence[float]) -> dict[str, float]:
    """Median and slowest."""
    return {"median": round(median(times)), "slowest": round(max(times))}


def resident(process: int) -> float:
    """Megabytes that a process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    held = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(held.split()[1]) / 1024, 1)


if __name__ == "__main__":
    main()
