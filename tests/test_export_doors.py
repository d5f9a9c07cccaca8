"""The doors of the export: shell, script and API give the same, and say in one line what can't be."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import rispy
from bibtexparser import parse_string

from pipelines.export.saved import answer_of
from tests.home import Home
from tests.server import QUESTIONS, Server, application, home
from tests.test_commands import METFORMIN, Run, config, run  # noqa: F401

TRIAL = METFORMIN | {
    "authors": "Smith JA; HOPE Group", "journal": "Heart", "year": "2019", "kind": "trial", "volume": "105",
    "issue": "3", "pages": "222-8", "doi": "10.1136/heart.1",
}  # fmt: skip
ASKED = "How much metformin?"


@pytest.fixture
def library(run: Run, home: Home) -> Run:  # noqa: F811
    home.write("drugs.jsonl", TRIAL)
    assert run("ingest", str(home.docs))[0] == 0
    return run


@pytest.mark.parametrize(
    ("ending", "sign"),
    [
        (".md", "## How much metformin?\n"),
        (".ris", "TY  - JOUR\r\nAU  - Smith, J. A.\r\nAU  - HOPE Group\r\n"),
        (".bib", "@article{smith2019metformin,\n  author = {Smith, J. A. and {HOPE Group}},\n"),
        (".txt", "1. Smith JA, HOPE Group. Metformin. Heart. 2019;105(3):222-8. doi: 10.1136/heart.1.\n"),
        (".html", "<!DOCTYPE html>\n"),
    ],
)
def test_ask_writes_the_answer_to_a_file_by_its_ending(library: Run, tmp_path: Path, ending: str, sign: str) -> None:
    file = tmp_path / f"answer{ending}"
    status, out, err = library("ask", ASKED, "--export", str(file))
    assert (status, METFORMIN["text"].split(".")[0] in out) == (0, True)
    assert "Written:" in err
    assert sign in file.read_bytes().decode("utf-8")


def test_a_saved_answer_is_exported_alike(library: Run, tmp_path: Path) -> None:
    status, out, _ = library("ask", ASKED, "--json", "--export", str(tmp_path / "direct.ris"))
    saved = tmp_path / "answer.json"
    saved.write_text(out, encoding="utf-8")
    assert library("export", "answer", str(saved), "--to", str(tmp_path / "saved.ris"))[0] == status == 0
    assert (tmp_path / "saved.ris").read_bytes() == (tmp_path / "direct.ris").read_bytes()


def test_unsupported_statements_only_when_they_are_kept(library: Run, tmp_path: Path) -> None:
    answer = json.loads(library("ask", ASKED, "--json")[1])
    answer["statements"][0] |= {"support": "unsupported", "reason": "the number is not there"}
    saved, file = tmp_path / "answer.json", tmp_path / "answer.md"
    saved.write_text(json.dumps(answer), encoding="utf-8")
    library("export", "answer", str(saved), "--to", str(file))
    assert "the number is not there" not in file.read_text("utf-8")
    library("export", "answer", str(saved), "--to", str(file), "--keep-unsupported")
    assert "**[Unsupported]**" in file.read_text("utf-8")


def test_references_of_chosen_documents_and_of_all(library: Run, tmp_path: Path) -> None:
    status, out, _ = library("export", "references", "Metformin", "--format", "bibtex")
    assert (status, [one.key for one in parse_string(out).entries]) == (0, ["smith2019metformin"])
    assert library("export", "references", "--to", str(tmp_path / "all.ris"))[0] == 0
    found = rispy.loads((tmp_path / "all.ris").read_bytes().decode("utf-8"), newline="\r\n")
    assert [one["title"] for one in found] == ["Croup", "Metformin"]


def test_ris_is_printed_with_its_own_line_ends(library: Run) -> None:
    assert library("export", "references", "met")[1].startswith("TY  - JOUR\r\nAU  - Smith, J. A.\r\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask", ASKED, "--export", "answer.doc"], "The ending of 'answer.doc' says no format."),
        (["ask", ASKED, "--export", "nowhere/answer.md"], "there is no folder nowhere"),
        (["export", "references", "Metfornin"], "'Metfornin' is not in the library. Did you mean 'Metformin'?"),
        (["export", "references", "--format", "endnote"], "There is no format 'endnote'."),
        (["export", "answer", "gone.json", "--to", "a.md"], "gone.json can't be read: No such file or directory."),
        (["export", "answer", "config.yml", "--to", "a.md"], "config.yml is no JSON."),
        (["export", "answer", "list.json", "--to", "a.md"], "list.json holds no answer."),
        (["export", "answer", "other.json", "--to", "a.md"], "This is no answer: "),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    library: Run, home: Home, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    (home.path / "list.json").write_text("[]", encoding="utf-8")
    (home.path / "other.json").write_text('{"question": 5}', encoding="utf-8")
    monkeypatch.chdir(home.path)
    status, out, err = library(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("Error: ")
    assert told in " ".join(err.split())


def test_an_abstention_has_no_references_to_write(library: Run, tmp_path: Path) -> None:
    file = tmp_path / "answer.ris"
    status, out, err = library("ask", "zygomatic xylophone", "--since", "2500", "--export", str(file))
    assert (status, file.exists()) == (2, False)
    assert "Not in this library" in out
    assert "there is nothing for .ris to hold. Choose .md, .txt or .html." in " ".join(err.split())


# API


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = home(tmp_path_factory.mktemp("export"))
    application(place).add([place / "library.jsonl"])
    return place


QUESTION = next(iter(QUESTIONS))


def test_the_api_exports_a_question_and_its_answer_alike(client: httpx.Client, folder: Path) -> None:
    asked = client.post("/export", json={"question": QUESTION, "format": "bibtex"})
    answer = client.post("/workflow", json={"name": "answer", "elements": [QUESTION]}).json()[0]
    given = client.post("/export", json={"answer": answer, "format": "bib"})
    assert (asked.status_code, asked.text) == (200, given.text)
    assert [one.key for one in parse_string(asked.text).entries] == ["metformin2019"]
    assert asked.text == application(folder).export(answer_of(answer), "bibtex")
    assert asked.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert asked.headers["content-disposition"] == 'attachment; filename="answer.bib"'


def test_the_api_gives_references_of_documents(client: httpx.Client) -> None:
    found = client.post("/export", json={"documents": ["Croup", "gout"], "format": "vancouver"})
    croup, gout = found.text.splitlines()
    assert croup.startswith("1. Croup. 2021. File: ")
    assert gout.startswith("2. Gout. 2012. File: ")


def test_a_page_from_the_api_is_no_page_of_ours(client: httpx.Client) -> None:
    found = client.post("/export", json={"question": {"question": QUESTION, "quotes": True}, "format": "print"})
    assert found.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert date.today().isoformat() in found.text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"format": "ris"}, "Give one of: `question`, `answer`"),
        ({"format": "ris", "question": "x", "documents": []}, "Give one of: "),
        ({"format": "rus", "question": "x"}, "There is no format 'rus'. Did you mean 'ris'?"),
        ({"format": "ris", "answer": {"question": "Was my secret missed"}}, "This is no answer: statements: "),
        ({"format": "ris", "documents": ["Crup"]}, "'Crup' is not in the library. Did you mean 'Croup'?"),
    ],
)
def test_what_the_api_cannot_do_is_one_line(client: httpx.Client, body: dict[str, Any], told: str) -> None:
    response = client.post("/export", json=body)
    assert response.status_code == 400
    assert response.json()["detail"].startswith(told)
    assert "secret" not in response.text


def test_no_log_holds_what_was_exported(server: Server, client: httpx.Client) -> None:
    secret = "Was my mother's vasculitis missed"
    client.post("/export", json={"question": secret, "format": "markdown"})
    assert client.post("/export", json={"documents": [secret], "format": "markdown"}).status_code == 400
    assert "vasculitis" not in server.log_until('"POST /export HTTP/1.1" 400')
