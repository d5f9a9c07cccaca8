"""Evaluations that are kept: written and read whole, private, a few of each set; the questions that went worst."""

import csv
import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import evaluations, failures, judged
from pipelines.__main__ import main
from pipelines.asked import Asked
from pipelines.errors import LibraryError, NotHeld
from pipelines.evaluations import Figure, Kept, Plan
from pipelines.failures import Failure
from pipelines.ground import Ground, of_library
from pipelines.schema import Answer, Statement
from tests import smallset
from tests.home import Home
from tests.test_measuring import CROUP, METFORMIN, quiet, result

SET = Plan(place="/home/someone/secret-set", split="dev")


def run(number: int, plan: Plan = SET) -> Kept:
    worst = {"hybrid": (Failure("=cmd|' /C calc'!A0", 0.25, "Gout", "Croup", 4),)}
    ended = f"2026-11-{number:02}T10:00:00+00:00"
    return replace(result(plan), id=f"{number:08}", ended=ended, failures=worst, doubt={"nDCG@10": 0.5},
                   curve=((0.0, 1.0, 1.0), (0.5, 0.75, 0.25)))  # fmt: skip


def test_a_run_comes_back_whole(tmp_path: Path) -> None:
    file = evaluations.keep(tmp_path, run(1))
    assert evaluations.runs(tmp_path) == [run(1)]
    assert evaluations.named(tmp_path, "00000001") == run(1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "secret" not in str(file.relative_to(tmp_path))
    assert "secret" not in SET.key


def test_the_last_few_of_each_set_are_kept(tmp_path: Path) -> None:
    evaluations.keep(tmp_path, run(1, Plan()))
    for number in range(2, 2 + evaluations.KEEP + 2):
        evaluations.keep(tmp_path, run(number))
    evaluations.keep(tmp_path, run(20, replace(SET, task="answers")))
    found = [int(one.id) for one in evaluations.runs(tmp_path)]
    assert found == [20, 8, 7, 6, 5, 4, 1]
    assert list(evaluations.sets(evaluations.runs(tmp_path))) == [SET.key, "own"]


def test_a_damaged_file_hides_none_of_the_others(tmp_path: Path) -> None:
    evaluations.keep(tmp_path, run(1))
    (tmp_path / evaluations.FOLDER / "x.json").write_text('{"id": ')
    newer = evaluations.keep(tmp_path, run(2))
    newer.write_text(newer.read_text().replace('"format":1', '"format":99'))
    assert evaluations.runs(tmp_path) == [run(1)]
    with pytest.raises(NotHeld, match=r"No evaluation 'x' is kept\. Kept: 00000001"):
        evaluations.named(tmp_path, "x")


def test_a_place_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / evaluations.FOLDER).write_text("a file is in the way")
    with pytest.raises(LibraryError, match="can't be written"):
        evaluations.keep(tmp_path, run(1))


def test_csv_reads_back_and_holds_no_formula() -> None:
    rows = list(csv.reader(evaluations.as_csv(run(1)).splitlines()))
    assert rows == [
        ["mode", "measure", "mean", "low", "high", "questions"],
        ["hybrid", "nDCG@10", "0.5", "0.4", "0.6", "3"],
    ]
    worst = list(csv.reader(evaluations.failures_as_csv(run(1)).splitlines()))
    assert worst[1] == ["hybrid", "'=cmd|' /C calc'!A0", "0.25", "4", "Gout", "Croup", ""]
    assert list(csv.reader(evaluations.curve_as_csv(run(1)).splitlines()))[2] == ["0.5", "0.75", "0.25"]


def test_the_best_mode_stands_first() -> None:
    figures = {mode: {"nDCG@10": Figure(mean, 0, 1, 3)} for mode, mean in (("dense", 0.5), ("hybrid", 0.7))}
    assert [mode for mode, _ in replace(run(1), figures=figures).ranked("nDCG@10")] == ["hybrid", "dense"]


# The worst questions

values = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40
)


@settings(deadline=None)
@given(values)
def test_the_worst_come_first_and_a_perfect_one_never(found: dict[str, tuple[float, float]]) -> None:
    rows = {name: {id: one[place] for id, one in found.items()} for place, name in enumerate(("nDCG@10", "MAP@100"))}
    ground = Ground("x", "dev", None, {id: id for id in found}, {id: {"p": 1} for id in found}, {"p": "P"})  # type: ignore[arg-type]
    worst = failures.of_search(ground, {}, rows)
    assert len(worst) == min(failures.MOST, sum(value < 1 for value, _ in found.values()))
    told = [(found[one.question]) for one in worst]
    assert told == sorted(told)
    left = [found[id] for id in found if id not in {one.question for one in worst} and found[id][0] < 1]
    assert not told or all(one >= told[-1] for one in left)


def test_what_is_known_of_a_bad_question() -> None:
    ground = Ground("x", "dev", None, {"q": "Why?"}, {"q": {"a": 1, "b": 2}}, {"a": "A", "b": "B", "c": "C"})  # type: ignore[arg-type]
    rows = {"nDCG@10": {"q": 0.3}, "MAP@100": {"q": 0.1}}
    assert failures.of_search(ground, {"q": ["c", "c2", "a"]}, rows) == (Failure("Why?", 0.3, "A", "C", 3),)
    assert failures.of_search(ground, {"q": []}, rows) == (Failure("Why?", 0.3, "B", "", 0),)


def test_bad_answers_are_told_by_their_fault() -> None:
    refused = Answer("a", (), (), True, "m", 1, 1.0)
    given_ = Answer("b", (Statement("So.", (), "unsupported"),), (), False, "m", 1, 1.0)
    right = Answer("c", (Statement("So.", (), "supported"),), (), False, "m", 1, 1.0)
    asked = [
        Asked("1", "Refused?"),
        Asked("2", "Invented?", answerable=False),
        Asked("3", "Unsupported?"),
        Asked("4", "Right?"),
    ]
    found = failures.of_answers(
        [judged.judge(one, answer) for one, answer in zip(asked, (refused, given_, given_, right), strict=True)]
    )
    assert [(one.question, one.fault, one.value) for one in found] == [
        ("Refused?", "refused", 0.0),
        ("Invented?", "invented", 0.0),
        ("Unsupported?", "cited", 0.0),
    ]


# The library's own questions


def test_headings_are_questions_and_what_stands_below_is_right(home: Home) -> None:
    long = "Colchicine helps in acute gout when it is taken early. "
    sections = [{"title": "What causes gout?", "text": long * 60}, {"title": "Diet", "text": long}]
    home.write("gout.jsonl", {"id": "gout", "title": "Gout", "sections": sections}, CROUP, METFORMIN)
    home.ingest()
    library = home.library()
    found = of_library(library, None, quiet)
    assert sorted(found.queries.values()) == ["Croup", "Gout: Diet", "Metformin", "What causes gout?"]
    right = {found.queries[id]: set(passages) for id, passages in found.qrels.items()}
    generation = library.open()
    assert generation is not None
    below = {one.id for one in generation.chunks(range(generation.rows)) if one.section == "What causes gout?"}
    assert len(below) > 1
    assert right["What causes gout?"] == below
    assert list(of_library(library, 2, quiet).queries.values()) == list(found.queries.values())[:2]


# The commands

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(home: Home, capsys: pytest.CaptureFixture[str]) -> Command:
    config = home.path / "config.yml"
    config.write_text(yaml.safe_dump(home.config()), encoding="utf-8")

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            main(["--config", str(config), "evaluate", *arguments])
        except SystemExit as exit:
            return int(exit.code or 0), *capsys.readouterr()
        return 0, *capsys.readouterr()

    return call


def test_kept_and_listed_and_removed(command: Command, home: Home, tmp_path: Path) -> None:
    folder = smallset.write(tmp_path / "small")
    status, out, _ = command("keep", str(folder), "--split", "dev", "--mode", "sparse", "--mode", "dense", "--json")
    assert status == 0
    made = json.loads(out)
    assert list(made["figures"]) == ["sparse", "dense"]
    assert json.loads(command("kept", "--json")[1]) == [made]
    assert "small, dev: search, 16 questions" in command("kept")[1]
    assert command("kept", made["id"], "--csv")[1].startswith("mode,measure,mean")
    assert command("kept", made["id"], "--worst")[1].startswith("mode,question,value")
    assert "Removed" in command("kept", made["id"], "--forget")[1]
    assert "No evaluation is kept." in command("kept")[1]


def test_mistakes_are_one_line(command: Command) -> None:
    assert "There is no mode 'meaning'" in command("keep", "--mode", "meaning")[2]
    assert "Name one of them by its id" in command("kept", "--csv")[2]
    assert "No evaluation 'abc' is kept" in command("kept", "abc")[2]
    assert "The library is empty" in command("keep")[2]
