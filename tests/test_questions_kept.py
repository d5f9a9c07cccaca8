"""Questions that are kept on a person's wish: off at first, private, read back whole, forgotten for good."""

import json
import os
import stat
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines import questions
from pipelines.__main__ import main
from pipelines.errors import LibraryError
from pipelines.plain import plain
from tests import web
from tests.home import Home
from tests.pages import configured, labels
from tests.test_web_apptest import QUOTE, ask, environment, html, open_page, press
from tests.web import QUESTION
from views import markup, words

__all__ = ["environment"]

NAME, OTHER = "0123456789ab", "ba9876543210"
SECRET = "Is Zanzibarine good for gout?"


@pytest.fixture
def home(home: Home) -> Home:
    home.write("gout.jsonl", "Zanzibarine helps in gout.")
    home.ingest()
    return home


def library(home: Home) -> Path:
    return home.path / "library"


def test_nothing_is_kept_until_somebody_says_so(home: Home) -> None:
    answer = home.start().ask(SECRET)
    questions.add(library(home), NAME, answer)
    assert not questions.keeping(library(home))
    assert questions.every(library(home)) == []
    assert not (library(home) / questions.FOLDER).exists()


def test_what_is_kept_comes_back_whole_newest_first_and_is_private(home: Home) -> None:
    place, answer = library(home), home.start().ask(SECRET)
    questions.turn(place, True)
    for when, name in ((1, NAME), (2, OTHER)):
        questions.add(place, name, answer)
        os.utime(place / questions.FOLDER / f"{name}.json", (when, when))
    assert [one.name for one in questions.every(place)] == [OTHER, NAME]
    assert [one.name for one in questions.every(place, 1)] == [OTHER]
    assert plain(questions.named(place, NAME)) == plain(answer)
    files = list((place / questions.FOLDER).iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((place / questions.FOLDER).stat().st_mode) == 0o700
    questions.turn(place, False)
    questions.add(place, "0" * 12, answer)
    assert questions.number(place) == 2, "off keeps no more, and forgets none"


def test_a_damaged_file_hides_none_of_the_others(home: Home) -> None:
    place = library(home)
    questions.turn(place, True)
    questions.add(place, NAME, home.start().ask(SECRET))
    (place / questions.FOLDER / f"{OTHER}.json").write_text("{", encoding="utf-8")
    assert [one.name for one in questions.every(place)] == [NAME]
    assert questions.named(place, OTHER) is None


@pytest.mark.parametrize("name", ["../current", "current", "", "0123456789AB"])
def test_a_name_out_of_an_address_reaches_no_other_file(home: Home, name: str) -> None:
    questions.turn(library(home), True)
    assert questions.named(library(home), name) is None
    with pytest.raises(ValueError, match="is no name"):
        questions.add(library(home), name, home.start().ask(SECRET))


def test_erased_documents_are_in_no_question_that_is_kept(home: Home) -> None:
    place, answer = library(home), home.start().ask(SECRET)
    questions.turn(place, True)
    questions.add(place, NAME, answer)
    home.start().erase(["Zanzibarine"])
    questions.add(place, OTHER, answer)  # of an answer that was on its way meanwhile
    assert questions.every(place) == []
    assert questions.keeping(place)


def test_a_disk_that_takes_nothing_is_told(home: Home) -> None:
    (library(home) / questions.FOLDER).write_text("a file in its place", encoding="utf-8")
    with pytest.raises(LibraryError, match=r"questions can't be written: .*make room on the disk"):
        questions.turn(library(home), True)


def test_the_shell_turns_lists_and_forgets(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    config = str(configured(home))

    def say(*words: str) -> str:
        with pytest.raises(SystemExit, match="0"):
            main(["--config", config, *words])
        return capsys.readouterr().out

    assert "Questions are kept; there are 0." in say("questions", "--keep")
    questions.add(library(home), NAME, home.start().ask(SECRET))
    [listed] = json.loads(say("questions", "--json"))
    assert listed["question"] == SECRET
    say("export", "answer", listed["file"], "--to", str(home.path / "answer.md"))
    assert f"## {SECRET}" in (home.path / "answer.md").read_text(encoding="utf-8")
    assert SECRET in say("questions")
    told = say("questions", "--forget", "--no-keep")
    assert "Questions that were forgotten: 1." in told
    assert "Questions are not kept; there are 0." in told


@pytest.fixture
def page(tmp_path: Path, environment: None) -> AppTest:
    config = web.configure(tmp_path)
    web.fill(config)
    return open_page(config)


def turned(page: AppTest) -> AppTest:
    page.switch_page("settings.py").run()
    return page.toggle(key="keep-questions").set_value(not page.toggle(key="keep-questions").value).run()


def test_the_page_keeps_questions_over_a_restart_once_it_is_told(page: AppTest, tmp_path: Path) -> None:
    assert words.settings.KEPT_OFF in html(page.switch_page("settings.py").run())
    assert markup.escape(words.settings.KEPT_ON) in html(turned(page))
    ask(page.switch_page("ask.py").run(), QUESTION)
    later = open_page(tmp_path / "config.yml")
    shown = html(later)
    assert QUOTE not in shown, "a new session begins with the box, not with an old answer"
    assert words.ask.EARLIER in [block.label for block in later.expander]
    assert QUOTE in html(press(later, QUESTION))
    linked = open_page(tmp_path / "config.yml")
    linked.query_params["a"] = "".join(later.query_params["a"])
    assert QUOTE in html(linked.run())


def test_forget_leaves_nothing_and_says_how_many(page: AppTest, tmp_path: Path) -> None:
    turned(page)
    ask(page.switch_page("ask.py").run(), QUESTION)
    shown = html(press(page.switch_page("settings.py").run(), words.settings.FORGET))
    assert words.settings.forgotten(1) in shown
    assert list((tmp_path / "library" / questions.FOLDER).glob("*.json")) == []
    assert QUOTE not in html(page.switch_page("ask.py").run())
    assert QUESTION not in "".join(labels(page))
