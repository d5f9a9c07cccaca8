"""axe finds nothing on any state of any page, at both widths and in both themes; nothing is wider than the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import web
from tests.scenes import SCENES
from tests.stage import Stage
from tests.tour import Look, Scene, play
from tests.web import Browser

pytest.importorskip("axe_playwright_python", reason="axe-core is not here: pip install -e '.[dev]'")


def script() -> str:
    """axe-core; of the package that brings it along nothing else is used."""
    import axe_playwright_python

    return Path(axe_playwright_python.__path__[0], "axe.min.js").read_text(encoding="utf-8")


SCRIPT = script()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a theme changes; the rest is looked at in the light one
# Findings in what Streamlit itself draws: the rule, a part of the element's selector, the reason, and where it is told.
ALLOWED: tuple[tuple[str, str, str], ...] = ()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    web.chromium()
    with Stage(tmp_path_factory.mktemp("stage")) as one:
        yield one


@pytest.fixture(scope="module")
def chrome(stage: Stage) -> Iterator[Browser]:
    browser = Browser("")
    browser.driver.set_script_timeout(120)
    yield browser
    browser.close()


def findings(page: Browser, look: Look) -> list[str]:
    """What axe has against the page as it stands, and what the eye would have."""
    page.driver.execute_script(f"if (!window.axe) {{ {SCRIPT} }}")
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    if look.dark:
        options["runOnly"] = {"type": "rule", "values": COLOURS}
    run = (
        "axe.run(document, arguments[0]).then(arguments[1], error => arguments[1]({violations: [], error: `${error}`}))"
    )
    found = page.driver.execute_async_script(run, options)
    assert "error" not in found, found["error"]
    told = [
        f"{one['id']}: {target} {node['html'][:120]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
        if not allowed(one["id"], target := " ".join(map(str, node["target"])))
    ]
    wide = page.driver.execute_script("return document.documentElement.scrollWidth")
    failed = "return [...document.querySelectorAll(arguments[0])].map(one => `error: ${one.textContent.slice(0, 300)}`)"
    errors = page.driver.execute_script(failed, "[data-testid=stErrorElementStack], [data-testid=stException]")
    heads = len([head for head in page.all("h1") if head.is_displayed()])
    return [
        *told,
        *errors,
        *([f"{wide} pixels wide"] if wide > look.width else []),
        *([f"{heads} headings of the first level"] if heads != 1 else []),
    ]


def allowed(rule: str, target: str) -> bool:
    return any(rule == known and part in target for known, part, _ in ALLOWED)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_axe_finds_nothing(scene: Scene, chrome: Browser, stage: Stage) -> None:
    told: dict[str, list[str]] = {}

    def visit(page: Browser, name: str, look: Look) -> None:
        if found := findings(page, look):
            told[f"{name}-{look}"] = found

    play(scene, chrome, stage, visit)
    assert told == {}


def test_axe_sees_what_is_wrong(chrome: Browser, stage: Stage) -> None:
    chrome.address = stage.address("empty")
    chrome.open()
    spoil = """
        const main = document.querySelector('[data-testid=stMainBlockContainer]');
        main.insertAdjacentHTML('beforeend', '<img src="data:,"><p style="color:#bbb;background:#fff">pale</p>'
            + '<div style="width:2000px">wide</div><h1>second</h1>');"""
    chrome.driver.execute_script(spoil)
    told = " ".join(findings(chrome, Look(1280, False)))
    assert all(word in told for word in ("image-alt", "color-contrast", "2 headings"))


def test_axe_is_new_enough(chrome: Browser, stage: Stage) -> None:
    major, minor = (int(part) for part in SCRIPT.split("axe v", 1)[1].split("\n", 1)[0].split(".")[:2])
    assert (major, minor) >= (4, 10)
