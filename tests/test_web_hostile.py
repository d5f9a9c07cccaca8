"""A hundred and more texts that try to be more than text, in headless Chromium: each shows as what it is."""

from pathlib import Path

from tests import web
from tests.hostile import TEXTS
from tests.web import Browser

SHOWN = """
    return [...document.querySelectorAll('[class*="st-key-text-"]')].map(box => [
        box.querySelector('p.total').textContent,
        ...[...box.querySelectorAll('.card')].map(card => card.textContent),
        ...[...box.querySelectorAll('tbody th, tbody td')].map(cell => cell.textContent),
        box.querySelector('[class*="st-key-label-"] button').textContent,
    ])"""
CALLED = """
    const made = '[data-testid=stMain] :is(script, img, a, style, em, strong, del, .katex)';
    return document.querySelectorAll(made).length"""


def test_each_shows_as_it_is(tmp_path: Path) -> None:
    assert len(TEXTS) > 100
    web.chromium()
    with web.served("tests/hostile_app.py", tmp_path / "server.log", PYTHONPATH=str(web.ROOT)) as address:
        page = Browser(address)
        try:
            page.driver.get(address)
            page.until(lambda: len(page.all("[class*=st-key-label-] button")) == len(TEXTS))
            page.settle()
            shown = page.driver.execute_script(SHOWN)
            for text, (plain, card, heading, cell, label) in zip(TEXTS, shown, strict=True):
                assert (plain, card, heading, cell) == (text, f"{text} {text}", text, text)
                assert label.replace("\u2060", "") == text.replace("\u2060", "")
            assert page.driver.execute_script(CALLED) == 0
            assert page.driver.title != "broken"
            assert page.driver.execute_script("return document.documentElement.scrollWidth") <= 1280
        finally:
            page.close()
