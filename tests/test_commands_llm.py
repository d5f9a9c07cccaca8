"""The shell with a language model: the answer as it comes, stopped by Ctrl+C, follow-ups, what is said beside it."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.__main__ import main
from tests.held import GOOD, Pipes
from tests.home import Home

ROOT = Path(__file__).parents[1]
QUESTION = "What is the starting dose of metformin?"
DOSE = "Start metformin at 500 mg once daily. Take it with food each day."

Ask = Callable[..., tuple[int, str, str]]


def configured(home: Home, llm: dict[str, Any], **changes: Any) -> Path:
    """A configuration file with this model, and two documents in the library."""
    home.write(
        "drugs.jsonl", {"title": "Metformin", "text": DOSE}, {"title": "Gout", "text": "Colchicine helps in gout."}
    )
    home.ingest()
    config = home.config(answer={"threshold": 0.0}, llm=llm, **changes)
    file = home.path / "config.yml"
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    return file


@pytest.fixture
def ask(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks with a model that gives one reply; gives exit status, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "80")

    def command(reply: str, *arguments: str, **changes: Any) -> tuple[int, str, str]:
        llm = {"path": "models/script", "method": "tests.fakes.Scripted", "replies": [reply], **changes.pop("llm", {})}
        config = configured(home, llm, **changes)
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main(["--config", str(config), "ask", *arguments])
        return int(exit.value.code or 0), *capsys.readouterr()

    return command


def test_statements_states_and_evidence(ask: Ask) -> None:
    status, out, _ = ask(GOOD + "Give 9000 mg of metformin. [1]\nIt is popular.", QUESTION)
    assert status == 0
    assert "  Start metformin at 500 mg once daily. [1]\n" in out
    assert "  Give 9000 mg of metformin. [1] (unsupported: " in out
    assert "  It is popular. (not checked: no passage was cited)" in out
    assert "[1] Metformin" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_follow_up_shows_how_it_was_asked(ask: Ask) -> None:
    _, out, _ = ask(GOOD, "How is it taken each day?", "--after", QUESTION)
    assert "How is it taken each day?\nAsked as: " in out
    assert "metformin" in out.split("Asked as: ")[1].splitlines()[0]


def test_quotes_on_demand(ask: Ask) -> None:
    _, out, _ = ask("Give 9000 mg. [1]", QUESTION, "--quotes")
    assert "9000" not in out
    assert "  Start metformin at 500 mg once daily. [1]" in out


def test_a_failing_model_is_told_beside_the_quotes(ask: Ask) -> None:
    status, out, err = ask("", QUESTION)
    assert status == 0
    assert "  Start metformin at 500 mg once daily. [1]" in out
    assert "This answer is by quotes." in err


def test_strict_says_how_many_were_left_out(ask: Ask) -> None:
    _, out, err = ask(GOOD + "Give 9000 mg of metformin. [1]\n", QUESTION, verify={"mode": "strict"})
    assert "9000" not in out
    assert "1 of a draft's statements" in err


def test_passages_without_room_are_counted(home: Home, ask: Ask) -> None:
    home.write("more.jsonl", *({"title": f"Metformin {n}", "text": DOSE * 9 + f" Remark {n}."} for n in range(9)))
    _, _, err = ask(GOOD, QUESTION, llm={"n_ctx": 1024})
    assert "had no room for" in err


def test_ctrl_c_keeps_what_is_finished(home: Home) -> None:
    pipes = Pipes(home.path)
    config = configured(home, pipes.settings())
    command = [sys.executable, "-m", "pipelines", "--config", str(config), "ask", QUESTION]

    def heed() -> None:  # a program that a shell starts in the background would pass over the signal
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        out = ""
        while "metformin" not in out.partition(QUESTION)[2]:  # until the first words of the answer are there
            letter = process.stdout.read(1)
            assert letter, out
            out += letter
        process.send_signal(signal.SIGINT)
        out += process.stdout.read()
        assert process.wait() == 130
        assert "Traceback" not in process.stderr.read()
    assert "Stopped. What was not finished is left out." in out
    assert "Nearest passages" in out
