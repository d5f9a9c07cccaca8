"""The library from a script, through txtai's own Application."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from txtai.app import Application

from pipelines.errors import ConfigError, DataError, QuestionError
from pipelines.records import Outcome
from pipelines.schema import Answer, Retrieved
from tests.home import Home

ROOT = Path(__file__).parents[1]
TEXT = "Gout: colchicine 500 micrograms treats an acute attack of gout."
QUESTION = "Colchicine 500 micrograms treats an acute attack of gout?"

Open = Callable[[], Application]


@pytest.fixture
def opened(home: Home, monkeypatch: pytest.MonkeyPatch) -> Open:
    """`Application("config.yml")` in a folder with one document, as often as it is called."""
    home.write("gout.jsonl", TEXT)
    (home.path / "config.yml").write_text(yaml.safe_dump(home.config()), encoding="utf-8")
    monkeypatch.chdir(home.path)
    return lambda: Application("config.yml")


def test_ingest_runs_though_nobody_takes_the_result(opened: Open) -> None:
    opened().workflow("ingest", ["docs"])
    assert opened().count() == 1


def test_ingest_tells_how_each_file_went(opened: Open, home: Home) -> None:
    home.write("empty.jsonl")
    outcomes = list(opened().workflow("ingest", ["docs"]))
    assert all(isinstance(outcome, Outcome) for outcome in outcomes)
    assert {Path(outcome.source).name: outcome.change for outcome in outcomes} == {
        "gout.jsonl": "added",
        "empty.jsonl": "refused",
    }
    assert [outcome.change for outcome in opened().workflow("ingest", ["docs/gout.jsonl"])] == ["unchanged"]


def test_ingest_takes_a_generator(opened: Open) -> None:
    assert len(opened().workflow("ingest", (path for path in ["docs"]))) == 1


def test_ingest_fails_and_can_be_run_again(opened: Open) -> None:
    application = opened()
    with pytest.raises(DataError, match="5 is no path: name a file"):
        application.workflow("ingest", [5])
    assert [outcome.change for outcome in application.workflow("ingest", ["docs"])] == ["added"]


def test_answer_and_retrieve_give_records(opened: Open) -> None:
    application = opened()
    application.workflow("ingest", ["docs"])
    answers = list(application.workflow("answer", [QUESTION, {"question": QUESTION, "filters": {"since": 2020}}]))
    assert all(isinstance(answer, Answer) for answer in answers)
    assert answers[0].text == f"{TEXT} [1]"
    assert answers[1].abstained
    (found,) = application.workflow("retrieve", [{"question": QUESTION, "mode": "sparse"}])
    assert isinstance(found, Retrieved)
    assert [passage.chunk.body for passage in found.passages] == [TEXT]


def test_many_questions_are_answered_in_their_order(opened: Open) -> None:
    application = opened()
    application.workflow("ingest", ["docs"])
    questions = [{"question": f"gout {n}", "mode": ("dense", "sparse")[n % 3 == 0]} for n in range(120)]
    found = list(application.workflow("retrieve", questions))
    assert [(one.question, one.mode) for one in found] == [(q["question"], q["mode"]) for q in questions]


def test_search_of_the_application_is_ours(opened: Open) -> None:
    application = opened()
    application.workflow("ingest", ["docs"])
    (found,) = application.search("select * from txtai", 1)
    assert (found["body"], found["title"]) == (TEXT, "Gout:")
    assert application.search(QUESTION, 5, parameters={"since": 2020}) == []
    with pytest.raises(QuestionError, match="Did you mean 'since'"):
        application.search(QUESTION, 5, parameters={"sinse": 2020})
    assert len(application.transform("gout")) == 64


def test_an_index_without_documents(opened: Open) -> None:
    application = opened()
    assert application.count() == 0
    assert application.search("gout", 5) == []
    assert next(iter(application.workflow("answer", ["gout?"]))).abstained
    with pytest.raises(QuestionError, match="The library is empty"):
        application.transform("gout")


def test_a_mistake_in_a_workflow_is_told_at_once(opened: Open, home: Home) -> None:
    (home.path / "own").mkdir()
    (home.path / "own" / "answer.yml").write_text("answer:\n  tasks:\n    - action: retreive\n", encoding="utf-8")
    (home.path / "config.yml").write_text(yaml.safe_dump(home.config(workflows="own")), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"own/answer\.yml: answer.*'retreive'.*Did you mean 'retrieve'"):
        opened()


SCRIPT = f"""
import sys
from txtai.app import Application

application = Application("config.yml")
application.workflow("ingest", ["docs"])
print(list(application.workflow("answer", ["{QUESTION}"]))[0].text)
print([name for name in ("fastapi", "streamlit", "mcp") if name in sys.modules])
"""


def test_a_script_needs_neither_web_server_nor_web_page(opened: Open, home: Home) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{TEXT} [1]\n[]\n"
