"""The page to print: loads nothing, runs nothing, says all of it on paper."""

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from lxml import html
from lxml.html import HtmlElement

from pipelines.export import page
from pipelines.export.record import Export
from pipelines.export.text import line
from tests import exports
from tests.exports import HOSTILE, NOTHING, SPOKEN, document, references
from tests.web import Browser

ALLOWED = {"content", "charset", "http-equiv", "name", "class", "lang"}


def read(export: Export) -> HtmlElement:
    return html.document_fromstring(page.write(export).encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def structure(export: Export) -> list[str]:
    return [str(element.tag) for element in read(export).iter()]


def test_it_names_nothing_to_load() -> None:
    found = read(exports.export(keep=True))
    assert {name for element in found.iter() for name in element.attrib} <= ALLOWED
    assert not {"script", "img", "link", "iframe", "a", "form", "object", "svg"} & {str(e.tag) for e in found.iter()}
    assert not re.search(r"url\(|@import|@font-face", page.STYLE)


def test_its_policy_lets_in_its_own_style_and_nothing_else() -> None:
    found = read(exports.export())
    (policy,) = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = found.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_states_are_told_by_word_and_by_line() -> None:
    found = read(exports.export(keep=True))
    told = [(e.get("class"), e.find("p[@class='state']").text_content()) for e in found.xpath("//ol/li/div")]
    assert told == [
        ("statement supported", "Supported"),
        ("statement unsupported", "Unsupported: the number 20 is not in the cited passage"),
        ("statement not-checked", "Not checked: no passage was cited"),
    ]
    assert len(set(re.findall(r"border-left(?:-style)?: (?:\dpx )?(\w+)", page.STYLE))) == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    assert structure(exports.hostile(text)) == structure(exports.hostile("plain"))
    assert structure(exports.unanswered(text)) == structure(exports.unanswered("plain"))
    found = read(exports.hostile(text))
    assert found.findtext(".//h1/bdi") == found.findtext(".//title") == line(text)


@settings(deadline=None)
@given(SPOKEN)
def test_any_text_stays_text(text: str) -> None:
    found = read(exports.alone(document("met", text, title=text), exports.said(text)))
    assert found.xpath("string(//ol/li/div/p/bdi)") == text


def test_references_alone() -> None:
    found = read(references(document()))
    assert (found.findtext(".//h1/bdi"), len(found.xpath("//ol/li"))) == ("References", 1)


def test_an_abstention_has_no_numbers() -> None:
    text = read(exports.export(NOTHING)).text_content()
    assert "Not in this library" in text
    assert "[1]" not in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    opened = Browser("file://")
    yield opened
    opened.close()


def shown(browser: Browser, file: Path, export: Export) -> list[str]:
    """Opens the page in Chromium; what it complains of."""
    file.write_text(page.write(export), encoding="utf-8")
    browser.requests()
    browser.driver.get(file.as_uri())
    return [entry["message"] for entry in browser.driver.get_log("browser")]


def test_paper_holds_every_statement_state_and_quote(browser: Browser, tmp_path: Path) -> None:
    export = exports.export(keep=True)
    assert shown(browser, tmp_path / "answer.html", export) == []
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    pdf = pypdfium2.PdfDocument(io.BytesIO(base64.b64decode(printed)))
    text = " ".join(" ".join(one.get_textpage().get_text_range() for one in pdf).split())
    for one in export.lines:
        assert " ".join(one.lines) in text
        assert all(f"“{quote.lines[0]}”" in text for quote in one.quotes)
    for told in ("Supported", "Unsupported: the number 20", "Not checked: no passage", "Sources disagree", "PMID: 42"):
        assert told in text
    barred = "return [...document.querySelectorAll('.statement, .disagreement')]"
    styles = browser.driver.execute_script(f"{barred}.map(one => getComputedStyle(one).borderLeftStyle)")
    assert styles == ["double", "solid", "dashed", "dotted"]


def test_chromium_asks_for_nothing_and_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    whole = document("met", "\n".join(HOSTILE), title=HOSTILE[0])
    statements = [exports.said(text, exports.cite(whole, text)) for text in HOSTILE]
    assert shown(browser, tmp_path / "hostile.html", exports.alone(whole, *statements)) == []
    assert browser.requests() == []
    assert browser.all("script, img, a, iframe") == []
    assert len(browser.all("li")) == len(HOSTILE) + 1
