"""The page Settings without a browser."""

from collections.abc import Iterator

import pytest

from tests import pages
from tests.home import Home
from tests.pages import html, opened, press
from views.words import settings as words


@pytest.fixture
def plain(home: Home) -> Iterator[Home]:
    with pages.settings(pages.configured(home)):
        yield home


def test_each_part_is_there_with_the_lines_to_change(plain: Home) -> None:
    page = opened("settings.py")
    shown = html(page)
    for heading in (words.DOCTOR, words.LANGUAGE_MODEL, words.SEARCH_MODEL, words.ANSWERS, words.LIBRARY,
                    words.PRIVACY, words.LOOK, words.ABOUT):  # fmt: skip
        assert f"<h2>{heading}</h2>" in shown
    lines = "\n".join(code.value for code in page.code)
    for line in ("verify:\n  mode: flag", "  keep: 3", "  file_mb: 100", "offline: true", "path: models/model.gguf"):
        assert line in lines
    assert words.PRIVACY_LOCAL in shown
    assert words.blocked(0) in shown
    assert words.NO_MODEL in shown
    assert "Medical MiniLM, the embedded default" in shown


def test_check_up_says_each_state_in_a_word(plain: Home) -> None:
    plain.write("a.jsonl", "Gout hurts.")
    plain.ingest()
    page = press(opened("settings.py"), words.CHECK)
    shown = html(page)
    assert "version 1, 1 documents, 1 passages" in shown
    assert any("OK" in badge.value for badge in page.markdown)


def test_strict_and_a_server_elsewhere_are_told(home: Home) -> None:
    model = {"path": "openai/gpt", "method": "pipelines.llm.Local", "api_base": "https://example.org/v1"}
    with pages.settings(pages.configured(home, llm=model, verify={"mode": "strict"}, offline=False)):
        page = opened("settings.py")
        shown = html(page)
        assert words.STRICT in shown
        assert "Questions and the passages found are sent to https://example.org/v1" in shown
        assert f"{words.ON_SERVER}: openai/gpt" in shown


def test_a_model_file_that_is_not_there_is_broken_with_its_remedy(home: Home) -> None:
    model = {"path": "models/not-there.gguf", "method": "pipelines.llm.Local"}
    with pages.settings(pages.configured(home, llm=model)):
        page = press(opened("settings.py"), words.TEST)
        assert any("Broken" in badge.value for badge in page.markdown)
        assert "not-there.gguf" in html(page)


def test_a_language_model_is_loaded_and_says_a_line(home: Home) -> None:
    model = {"path": "models/script", "method": "tests.fakes.Scripted", "replies": ["Hello there."]}
    with pages.settings(pages.configured(home, llm=model)):
        page = press(opened("settings.py"), words.TEST)
        assert "script says “Hello there.”" in html(page)
