"""The page Measure without a browser: each state in its words, from an empty page to the questions that went worst."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipelines import evaluations
from pipelines.draft import Listener
from pipelines.evaluations import Figure, Kept, Plan
from pipelines.failures import Failure
from pipelines.records import Progress
from tests import smallset, web
from tests.test_web_apptest import FRAME, environment, html, press
from views import server
from views.words import common
from views.words import measure as words

__all__ = ["environment"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = web.configure(tmp_path_factory.mktemp("measure"))
    web.fill(path)
    return path


@pytest.fixture
def page(filled: Path, environment: None) -> Iterator[AppTest]:
    for file in (filled.parent / "library" / evaluations.FOLDER).glob("*"):
        file.unlink()
    yield opened(filled)
    server.measuring().stop()
    server.measuring().wait()
    server.measuring().forget()


def opened(config: Path, **address: str) -> AppTest:
    os.environ[server.CONFIG] = str(config)
    page = AppTest.from_file(FRAME, default_timeout=120).run()
    for name, value in address.items():
        page.query_params[name] = value
    return page.switch_page("measure.py").run()


def finish(page: AppTest) -> str:
    server.measuring().wait()
    return html(page.run())


def kept(filled: Path, **changes: object) -> Kept:
    """A run of the search that is kept, two modes and two bad questions."""
    figures = {
        mode: {name: Figure(mean, mean - 0.01, mean + 0.01, 50) for name in words.METRICS}
        for mode, mean in (("hybrid", 0.878), ("dense", 0.855))
    }
    failures = {mode: (Failure("What is <b>gout</b>?", 0.0, "Gout", "Croup", 37), Failure("Why?", 0.5, "A", "A", 1))
                for mode in figures}  # fmt: skip
    one = evaluations.new(
        Plan(place="/data/small", split="dev"), name="small", questions=50, passages=60, seconds=41.0, generation=0,
        model="medical-minilm", figures=figures, failures=failures, doubt={"nDCG@10": 0.0002},
    )  # fmt: skip
    one = replace(one, **changes)  # type: ignore[arg-type]
    evaluations.keep(filled.parent / "library", one)
    return one


def test_before_the_first_test_it_says_how_to_begin(page: AppTest) -> None:
    assert page.title[0].value == common.MEASURE
    shown = html(page)
    assert words.NOT_RUN in shown
    assert words.NOT_RUN_MORE in shown
    assert page.button(key="measure-go").label == words.RUN


def test_the_library_s_own_headings_are_measured(page: AppTest, filled: Path) -> None:
    page.button(key="measure-go").click().run()
    shown = finish(page)
    assert "Best: " in shown
    assert "nDCG@10 " in shown
    assert words.OWN_EASY.replace("'", "&#x27;") in shown
    assert words.NOT_RUN not in shown
    [run] = evaluations.runs(filled.parent / "library")
    assert page.query_params["run"] == run.id
    assert page.query_params["set"] == "own"


def test_a_folder_is_measured_and_known_afterwards(page: AppTest, filled: Path, tmp_path: Path) -> None:
    folder = smallset.write(tmp_path / "small")
    page.selectbox(key="measure-set").set_value("other").run()
    page.text_input(key="measure-place").set_value(str(folder)).run()
    page.pills(key="measure-modes").set_value(["Both", "Words"]).run()
    page.button(key="measure-go").click().run()
    shown = finish(page)
    assert "16 questions, 60 passages" in shown
    assert "Both" in shown
    assert ">Meaning<" not in shown
    assert words.WORST in shown
    [run] = evaluations.runs(filled.parent / "library")
    st.cache_resource.clear()  # as after a restart
    again = opened(filled)
    assert again.selectbox(key="measure-set").value == run.plan.key
    assert "16 questions, 60 passages" in html(again)
    told = json.dumps(dict(again.query_params))
    assert str(folder) not in told


def test_a_folder_that_is_not_there_is_one_line(page: AppTest) -> None:
    page.selectbox(key="measure-set").set_value("other").run()
    page.button(key="measure-go").click().run()
    assert words.NO_PLACE in html(page)
    page.text_input(key="measure-place").set_value("/no/such/set").run()
    page.button(key="measure-go").click().run()
    assert "<b>There is no folder /no/such/set" in finish(page)
    assert words.RUN in [button.label for button in page.button]


def test_a_kept_run_is_told_sentence_table_and_worst_questions(page: AppTest, filled: Path) -> None:
    one = kept(filled)
    there = opened(filled, run=one.id, metric="nDCG@10")
    shown = html(there)
    assert not [one for one in there.markdown if "None" in one.value], "the value of a line of the script"
    assert "Best: Both, nDCG@10 0.878 (0.868 to 0.888)." in shown
    assert "It is ahead of Meaning by more than chance (p below 0.001)." in shown
    assert "50 questions, 60 passages, 41 s." in shown
    assert "First right passage: place 37, Gout. Found first: Croup." in shown
    assert words.ELSEWHERE in shown
    assert "<b>gout</b>" not in shown


def test_a_metric_in_the_address_is_the_one_shown(page: AppTest, filled: Path) -> None:
    kept(filled)
    assert "Best: Both, recall@10 0.878" in html(opened(filled, metric="recall@10"))


def test_old_figures_are_told(page: AppTest, filled: Path) -> None:
    kept(filled, plan=Plan(), generation=9, model="pubmedbert")
    shown = html(opened(filled))
    assert "Measured on library version 9; the library is now at 1." in shown
    assert "Measured with pubmedbert; the search model is now medical-minilm." in shown


def test_a_bad_question_opens_in_ask_and_in_no_address(page: AppTest, filled: Path) -> None:
    kept(filled, failures={"hybrid": (Failure("What is the starting dose of metformin?", 0.0),)})
    page = opened(filled)
    press(page, "What is the starting dose")
    assert page.title[0].value == words.ask.ASK_TITLE
    assert "<h2 class='question'>What is the starting dose of metformin?</h2>" in html(page)
    assert "metformin" not in json.dumps(dict(page.query_params))


def test_runs_of_a_set_can_be_looked_at_again(page: AppTest, filled: Path) -> None:
    first = kept(filled, id="00000001", ended="2026-11-19T10:00:00+00:00", questions=7)
    kept(filled)
    page = opened(filled)
    assert "50 questions, 60 passages" in html(page)
    [runs] = [box for box in page.selectbox if box.label == words.RUNS]
    runs.set_value(first.id).run()
    assert "7 questions, 60 passages" in html(page)
    assert page.query_params["run"] == first.id


def test_answers_of_the_library_are_measured(page: AppTest) -> None:
    page.segmented_control(key="measure-task").set_value("Answers").run()
    page.button(key="measure-go").click().run()
    shown = finish(page)
    assert "of the statements are supported" in shown
    assert words.ANSWER_MEASURES["citation precision"] in shown
    assert words.NO_CURVE.replace('"', "&quot;").replace("'", "&#x27;") in shown


def test_a_curve_is_shown_where_some_have_no_answer(page: AppTest, filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    rows = [{"question": web.QUESTION, "relevant": ["metformin"]}, {"question": web.OFF_TOPIC, "answerable": False}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    page.segmented_control(key="measure-task").set_value("Answers").run()
    page.selectbox(key="measure-set").set_value("other").run()
    page.text_input(key="measure-place").set_value(str(file)).run()
    page.button(key="measure-go").click().run()
    shown = finish(page)
    assert words.CURVE_MORE in shown
    assert words.NO_CURVE[:40] not in shown
    assert f'scope="col">{words.CURVE_COLUMNS[0]}<' in shown


def test_while_it_runs_the_page_says_how_far_and_stops(page: AppTest, filled: Path) -> None:
    go_on = Event()

    def slow(plan: Plan, listen: Listener) -> Kept:
        listen(Progress("searching", 900, 2625, "hybrid"))
        go_on.wait(60)
        listen(Progress("searching", 964, 2625, "hybrid"))
        raise AssertionError("it was to be stopped")

    measuring = server.measuring()
    before, measuring.measure = measuring.measure, slow
    try:
        page.button(key="measure-go").click().run()
        go = page.button(key="measure-go")
        assert go.label == words.STOP
        go.click().run()
        assert measuring.test.stopping
        go_on.set()
        assert words.STOPPED_MORE in finish(page)
        assert page.button(key="measure-go").label == words.RUN
    finally:
        measuring.measure = before
