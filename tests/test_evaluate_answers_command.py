"""The command `vademecum evaluate answers`: what it prints, and what it writes where a person names a place."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
import yaml

from pipelines.__main__ import main
from tests.home import Home
from tests.test_evaluate_answers import QUESTIONS, library, written

__all__ = ["library"]

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(library: Home, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `vademecum evaluate answers`; gives its exit status, standard output and standard error."""
    config = library.path / "config.yml"
    config.write_text(yaml.safe_dump(library.config()), encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main(["--config", str(config), "evaluate", "answers", *arguments])
        return int(exit.value.code or 0), *capsys.readouterr()

    return run


def test_nothing_is_written_unasked(command: Command, library: Home) -> None:
    file = written(library, *QUESTIONS)
    before = sorted(library.path.rglob("*"))
    status, out, _ = command(str(file))
    assert status == 0
    assert "5 questions, 4 of them answerable; answers by quotes only" in out
    assert "citation precision" in out
    assert "dengue" not in out
    assert sorted(path for path in library.path.rglob("*") if "lock" not in path.name) == [
        path for path in before if "lock" not in path.name
    ]


def test_rows_summary_and_plots(command: Command, library: Home) -> None:
    out = library.path / "results"
    status, printed, err = command(str(written(library, *QUESTIONS)), "--out", str(out), "--json")
    assert (status, err) == (0, "")
    assert {file.name for file in out.iterdir()} == {"rows.jsonl", "summary.json", "states.png", "coverage.png"}
    rows = [json.loads(line) for line in (out / "rows.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c", "d", "e"]
    assert rows[0]["statements"][0]["citations"] == [{"chunk": "met#1", "relevant": True}]
    assert rows[3]["answered"] is False
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["measures"] == json.loads(printed)
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in out.glob("*.png"))


def test_a_place_that_can_t_be_written_to(command: Command, library: Home) -> None:
    file = written(library, *QUESTIONS)
    status, _, err = command(str(file), "--out", str(file / "results"))
    assert status == 2
    assert "can't be written to" in err


def test_without_matplotlib_it_is_told_before_the_work() -> None:
    code = "import sys; sys.modules['matplotlib.figure'] = None; from pipelines import plots; plots.check()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Plots need matplotlib. Install it with: pip install 'vademecum[plots]'" in done.stderr
