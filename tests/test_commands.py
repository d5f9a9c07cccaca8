"""The command line: exit statuses, JSON as documented, errors in one line, what a person sees at 80 columns."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from docs.build import schemas
from pipelines.__main__ import main
from tests.home import Home

ROOT = Path(__file__).parents[1]

METFORMIN = {"id": "met", "title": "Metformin", "text": "Metformin is given as 500 mg once daily. Take it with food."}
CROUP = {"id": "croup", "title": "Croup", "text": "Croup is treated with dexamethasone 0.15 mg/kg by mouth."}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(home: Home) -> Path:
    """A configuration file with fakes, and two documents to read."""
    home.write("drugs.jsonl", METFORMIN)
    home.write("children.jsonl", CROUP)
    file = home.path / "config.yml"
    file.write_text(yaml.safe_dump(home.config(answer={"threshold": 0.0})), encoding="utf-8")
    return file


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command; gives its exit status, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main(["--config", str(config), *arguments])
        return int(exit.value.code or 0), *capsys.readouterr()

    return command


@pytest.fixture
def library(run: Run, home: Home) -> Run:
    """The same with the two documents in the library."""
    assert run("ingest", str(home.docs))[0] == 0
    return run


def printed(run: Run, name: str, *arguments: str) -> Any:
    """What a command prints with --json, after it was compared with docs/schema.json."""
    status, out, err = run(*name.split(), *arguments, "--json")
    assert (status, err) == (0, "")
    jsonschema.validate(json.loads(out), schemas()[name])
    return json.loads(out)


# JSON


def test_ingest_prints_its_report(run: Run, home: Home) -> None:
    report = printed(run, "ingest", str(home.docs))
    assert (report["added"], report["generation"], report["published"]) == (2, 1, True)
    assert printed(run, "ingest", str(home.docs))["published"] is False


def test_ask_prints_the_answer(library: Run) -> None:
    answer = printed(library, "ask", "How much metformin?")
    citation = answer["statements"][0]["citations"][0]
    assert METFORMIN["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert answer["text"].startswith(f"{citation['quote']} [1]")


def test_search_prints_passages(library: Run) -> None:
    found = printed(library, "search", "dexamethasone for croup", "--mode", "sparse", "--limit", "1")
    assert [passage["chunk"]["document"] for passage in found["passages"]] == ["croup"]
    assert found["mode"] == "sparse"


def test_filters_reach_the_search(library: Run) -> None:
    found = printed(library, "search", "dexamethasone for croup", "--document", "Metformin", "--kind", "other")
    assert {passage["chunk"]["document"] for passage in found["passages"]} == {"met"}
    assert printed(library, "search", "croup", "--since", "2000")["passages"] == []


def test_status_prints_the_library(library: Run) -> None:
    status = printed(library, "status")
    assert [entry["id"] for entry in status["documents"]] == ["croup", "met"]
    assert status["current"]["number"] == 1


def test_status_of_an_empty_library(run: Run) -> None:
    assert printed(run, "status")["current"] is None


def test_remove_and_rollback_print_what_is_left(library: Run) -> None:
    assert printed(library, "remove", "Croup")["removed"] == 1
    assert [entry["id"] for entry in printed(library, "status")["documents"]] == ["met"]
    assert printed(library, "rollback")["documents"] == 2


def test_doctor_prints_its_checks(library: Run) -> None:
    checks = {check["name"]: check for check in printed(library, "doctor")}
    assert "2 documents" in checks["Library"]["text"]


def test_evaluate_prints_measures(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": "1", "title": "Croup", "text": CROUP["text"]}, {"_id": "2", "title": "", "text": "Fluids."}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "dexamethasone in croup"}), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n", encoding="utf-8")
    values = printed(run, "evaluate retrieval", str(folder))
    assert {"accuracy@1", "nDCG@10", "MRR@10", "MAP@100"} <= values.keys()
    assert values["nDCG@10"] == 1.0


# Exit status and errors


def test_refused_files_give_status_3(library: Run, home: Home) -> None:
    (home.docs / "empty.pdf").touch()
    status, out, _ = library("ingest", str(home.docs))
    assert status == 3
    assert "empty.pdf: The file is empty. Save it again or remove it." in " ".join(out.split())
    assert "2 unchanged" in out


WRONG = {
    "a file that is not there": (["ingest", "nowhere.pdf"], 2, "nowhere.pdf"),
    "an empty question": (["ask", " "], 2, "empty"),
    "a mode that is none": (["search", "croup", "--mode", "dens"], 2, "dens"),
    "a kind that is none": (["search", "croup", "--kind", "guidelines"], 2, "guidelines"),
    "a document that the library lacks": (["ask", "croup", "--document", "Metformn"], 2, "Did you mean 'Metformin'?"),
    "a file that the library lacks": (["search", "croup", "--source", "drug.jsonl"], 2, "the file 'drug.jsonl'"),
    "years the wrong way round": (["ask", "croup", "--since", "2020", "--until", "2010"], 2, "2020"),
    "a test set that is not there": (["evaluate", "retrieval", "nowhere"], 2, "nowhere"),
    "a name that the library lacks": (["remove", "Nothing"], 2, "Nothing"),
    "a generation that is not kept": (["rollback", "99"], 2, "generation 99"),
    "no older generation": (["rollback"], 1, "older"),
}


@pytest.mark.parametrize(("arguments", "status", "named"), WRONG.values(), ids=WRONG)
def test_an_error_is_one_line_that_names_the_thing(library: Run, arguments: list[str], status: int, named: str) -> None:
    found, out, err = library(*arguments)
    lines = [line for line in err.splitlines() if line.strip()]
    assert (found, out, len(lines)) == (status, "", 1)
    assert lines[0].startswith("Error: ")
    assert named in lines[0]


def test_an_unforeseen_error_is_one_line(library: Run, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for catalogue in home.path.glob("library/generations/*/catalogue.db"):
        with closing(sqlite3.connect(catalogue)) as database:
            database.execute("drop table holdings")
    status, out, err = library("status")
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert "Something went wrong: OperationalError in catalogue.py:" in err
    monkeypatch.setenv("VADEMECUM_TRACEBACK", "1")
    with pytest.raises(sqlite3.OperationalError):
        main(["--config", str(home.path / "config.yml"), "status"])


def test_a_wrong_setting_is_named(run: Run, config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8") + "retreive: {}\n", encoding="utf-8")
    status, _, err = run("status")
    assert status == 2
    assert "unknown key 'retreive'" in err
    assert "retrieve" in err
    assert run("doctor")[0] == 1


@pytest.mark.parametrize("arguments", [["ask"], ["frobnicate"], ["search", "croup", "--limit", "many"]])
def test_a_call_that_cannot_be_understood_gives_status_2(run: Run, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "Traceback" not in err


def test_a_missing_configuration_is_told(config: Path, run: Run) -> None:
    config.unlink()
    status, _, err = run("ask", "croup")
    assert status == 2
    assert "--config" in err


def test_an_interrupted_ingest_says_what_is_kept(config: Path, home: Home) -> None:
    slow = home.config(embeddings={"vectors": {"dimensions": 64, "pause": 0.1}})
    config.write_text(yaml.safe_dump(slow), encoding="utf-8")
    home.write("many.jsonl", *(f"Text number {number}" for number in range(200)))
    command = [sys.executable, "-m", "pipelines", "--config", str(config), "ingest", str(home.docs)]

    def heed() -> None:  # a program that a shell starts in the background would pass over the signal
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, preexec_fn=heed) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if "many.jsonl: added" in line)  # the last file: now it encodes
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()
        assert process.wait() == 130
    assert "Error: Stopped. Nothing was published" in err
    assert "Traceback" not in err
    assert home.library().open() is None


# What a person sees


def test_an_answer_shows_statement_number_place_and_quote(library: Run) -> None:
    _, out, _ = library("ask", "How much metformin once daily?")
    assert "  Metformin is given as 500 mg once daily. [1]" in out
    assert "[1] Metformin" in out
    assert "“Metformin is given as 500 mg once daily.”" in out
    assert "docs/drugs.jsonl" in out


def test_no_answer_shows_the_nearest(library: Run, config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8").replace("threshold: 0.0", "threshold: 1.0"), encoding="utf-8")
    _, out, _ = library("ask", "How much metformin once daily?")
    assert "Not in this library" in out
    assert out.index("Nearest passages") < out.index("1. Metformin")
    assert "Evidence" not in out


def test_explain_shows_ranks_and_words(library: Run) -> None:
    _, out, _ = library("search", "dexamethasone for croup", "--explain", "--limit", "1")
    text = " ".join(out.split())
    assert "by meaning rank 1 (" in text
    assert "by words rank 1 (" in text
    assert ": dexamethasone, croup" in text
    assert "1. Croup other, docs/children.jsonl" in text


def test_lines_fit_the_terminal(library: Run) -> None:
    for arguments in (["ask", "How much metformin?"], ["status", "--all"], ["search", "croup", "--explain"]):
        assert max(map(len, library(*arguments)[1].splitlines())) <= 80, arguments


def test_status_lists_documents_and_refusals(library: Run, home: Home) -> None:
    (home.docs / "empty.pdf").touch()
    library("ingest", str(home.docs))
    _, short, _ = library("status")
    _, long, _ = library("status", "--all")
    assert "2 documents of 2 files" in short
    assert "! docs/empty.pdf: The file is empty." in short
    assert "id croup" not in short
    assert "id croup, file docs/children.jsonl" in " ".join(long.split())


def test_what_was_lost_and_renamed_is_shown(library: Run, home: Home) -> None:
    (home.docs / "drugs.jsonl").write_bytes(b"\x00\x01")
    (home.docs / "children.jsonl").rename(home.docs / "young.jsonl")
    status, out, _ = library("ingest", str(home.docs), "--prune")
    text = " ".join(out.split())
    assert status == 3
    assert 'Taken out: - docs/drugs.jsonl: Taken out with it: "Metformin".' in text
    assert "Renamed: = docs/young.jsonl: Before it was docs/children.jsonl." in text
    assert "There already" not in text


def test_an_empty_library_says_what_to_do(run: Run) -> None:
    assert "vademecum ingest FOLDER" in run("status")[1]
    assert "vademecum ingest FOLDER" in run("search", "croup")[1]
    assert "vademecum ingest FOLDER" in run("ask", "croup?")[1]


def test_python_m_pipelines_is_the_command(config: Path) -> None:
    command = [sys.executable, "-m", "pipelines", "--config", str(config), "status", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["current"] is None
