"""Measuring in a thread: how far it is, stop, errors, one at a time; and a plan carried out whole."""

import json
from pathlib import Path
from threading import Event

import pytest

from pipelines import evaluate, evaluations, measuring, trouble
from pipelines.draft import Listener
from pipelines.errors import DataError, LibraryBusy, Stopped
from pipelines.evaluations import Figure, Kept, Plan
from pipelines.measuring import Measuring
from pipelines.records import Progress
from tests import smallset
from tests.home import Home

METFORMIN = {"id": "met", "title": "Metformin", "text": "Metformin is given as 500 mg once daily. Take it with food."}
CROUP = {"id": "croup", "title": "Croup", "text": "Croup is treated with dexamethasone 0.15 mg/kg by mouth."}


def result(plan: Plan) -> Kept:
    figures = {"hybrid": {"nDCG@10": Figure(0.5, 0.4, 0.6, 3)}}
    return evaluations.new(
        plan, name="small", questions=3, passages=9, seconds=1.0, generation=0, model="m", figures=figures, failures={}
    )


def quiet(progress: Progress) -> None:
    """Nobody listens."""


# The thread


def test_what_is_measured_is_kept(tmp_path: Path) -> None:
    runner = Measuring(lambda plan, listen: result(plan), tmp_path)
    runner.start(Plan(place="/sets/small"))
    test = runner.wait()
    assert (test.running, test.error) == (False, None)
    assert evaluations.runs(tmp_path) == [test.kept]
    runner.forget()
    assert runner.test.plan is None
    assert evaluations.runs(tmp_path) == [test.kept]


def test_how_far_it_is_and_how_long_it_takes(tmp_path: Path) -> None:
    seen = []
    now = iter([0.0, 10.0, 20.0, 100.0, 101.0])

    def measure(plan: Plan, listen: Listener) -> Kept:
        for step in (
            Progress("searching", 0, 100, "hybrid"),
            Progress("searching", 50, 100, "hybrid"),
            Progress("searching", 0, 100, "dense"),
            Progress("encoding", 0, 10),
            Progress("encoding", 5, 10),
        ):
            listen(step)
            seen.append((runner.test.share, runner.test.left))
        return result(plan)

    runner = Measuring(measure, tmp_path, lambda: next(now))
    runner.start(Plan(modes=("hybrid", "dense")))
    assert runner.wait().error is None
    assert seen == [(0.0, None), (0.25, 30.0), (0.5, 20.0), (0.0, None), (0.5, 1.0)]


def test_stopped_it_keeps_nothing(tmp_path: Path) -> None:
    begun, go_on = Event(), Event()

    def measure(plan: Plan, listen: Listener) -> Kept:
        begun.set()
        go_on.wait(60)
        listen(Progress("searching", 1, 9))
        return result(plan)

    runner = Measuring(measure, tmp_path)
    runner.start(Plan())
    begun.wait(60)
    runner.stop()
    assert runner.test.stopping
    go_on.set()
    test = runner.wait()
    assert isinstance(test.error, Stopped)
    assert (test.running, test.stopping) == (False, False)
    assert evaluations.runs(tmp_path) == []


def test_one_at_a_time(tmp_path: Path) -> None:
    go_on = Event()

    def measure(plan: Plan, listen: Listener) -> Kept:
        go_on.wait(60)
        return result(plan)

    runner = Measuring(measure, tmp_path)
    runner.start(Plan())
    with pytest.raises(LibraryBusy, match="A test is running already"):
        runner.start(Plan(task="answers"))
    runner.forget()
    assert runner.test.running
    assert runner.test.plan == Plan()
    go_on.set()
    assert runner.wait().kept is not None
    runner.start(Plan(task="answers"))
    assert runner.wait().kept is not None


@pytest.mark.parametrize("error", [DataError("There is no folder x; check its path."), RuntimeError("odd")])
def test_an_error_is_told_and_the_next_one_begins(tmp_path: Path, error: Exception) -> None:
    def measure(plan: Plan, listen: Listener) -> Kept:
        raise error

    runner = Measuring(measure, tmp_path)
    runner.start(Plan())
    assert runner.wait().error is error
    assert trouble.number(error)
    runner.measure = lambda plan, listen: result(plan)
    runner.start(Plan())
    assert runner.wait().kept is not None


# A plan


def test_a_folder_in_all_modes_has_the_figures_of_the_command(home: Home, tmp_path: Path) -> None:
    folder = smallset.write(tmp_path / "small")
    vademecum = home.start()
    plan = Plan(place=str(folder), split="dev", relevant=1)
    found = measuring.measure(plan, vademecum, home.config(), quiet)
    assert list(found.figures) == ["dense", "sparse", "hybrid"]
    for mode in plan.modes:
        alone = evaluate.retrieval(vademecum.settings, folder, "dev", mode)
        assert {name: one.mean for name, one in found.figures[mode].items()} == alone.values
    assert (found.name, found.questions, found.passages, found.generation) == ("small", 16, 60, 0)
    assert set(found.doubt) == set(found.figures["dense"])
    assert all(0 < p <= 1 for p in found.doubt.values())


def test_the_library_s_own_headings_are_of_its_version(home: Home) -> None:
    home.write("drugs.jsonl", METFORMIN, CROUP)
    home.ingest()
    found = measuring.measure(Plan(modes=("sparse",)), home.start(), home.config(), quiet)
    assert (found.name, found.questions, found.passages, found.generation) == ("own", 2, 2, 1)
    assert found.figures["sparse"]["nDCG@10"].mean == 1.0
    assert found.failures["sparse"] == ()
    assert found.doubt == {}


def test_answers_of_a_file_have_a_curve(home: Home, tmp_path: Path) -> None:
    home.write("drugs.jsonl", METFORMIN, CROUP)
    home.ingest()
    file = tmp_path / "questions.jsonl"
    rows = [
        {"question": "How is Metformin given once daily?", "relevant": ["met"]},
        {"question": "Which vaccine prevents dengue?", "answerable": False},
        {"question": "Which vaccine prevents rabies?"},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = measuring.measure(Plan("answers", str(file)), home.start(), home.config(), quiet)
    assert (found.name, found.questions, found.generation) == ("questions.jsonl", 3, 1)
    assert found.figures["answers"]["supported"].mean == 1.0
    assert found.curve[0][1:] == (1.0, 1.0)
    assert found.curve[-1][1:] == (0.0, 0.0)
    assert [(one.question, one.fault) for one in found.failures["answers"]] == [
        ("Which vaccine prevents rabies?", "refused")
    ]


def test_answers_of_a_folder_leave_documents_out(home: Home, tmp_path: Path) -> None:
    folder = smallset.write(tmp_path / "small")
    plan = Plan("answers", str(folder), "dev", limit=6, leave_out=0.5)
    found = measuring.measure(plan, home.start(), home.config(), quiet)
    assert found.questions == 6
    assert found.passages < smallset.PASSAGES
    assert "answered though not" in found.figures["answers"]
    assert found.curve


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (Plan(), "The library is empty"),
        (Plan(modes=()), "No way to search is chosen"),
        (Plan(place="/no/such/set"), "There is no folder /no/such/set"),
        (Plan("answers", "/no/such/file"), "There is no file /no/such/file"),
        (Plan("answers", leave_out=0.5), "Only of a BEIR folder"),
    ],
)
def test_a_plan_without_sense_is_one_line(home: Home, plan: Plan, told: str) -> None:
    with pytest.raises(DataError, match=told):
        measuring.measure(plan, home.start(), home.config(), quiet)


def test_a_file_is_no_set_for_the_search(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.touch()
    with pytest.raises(DataError, match="is a file; name a folder in BEIR form"):
        measuring.measure(Plan(place=str(file)), home.start(), home.config(), quiet)
