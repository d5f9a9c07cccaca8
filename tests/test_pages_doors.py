"""The shell and the API give the same picture, of documents of the library and of nothing else."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml
from PIL import Image

from docs.build import schemas
from pipelines.__main__ import main
from pipelines.pages.picture import CHANGED, NO_PAGES
from pipelines.schema import Document
from tests.home import Home
from tests.pdfs import Sheet, pdf
from tests.server import Server, application, home
from tests.test_read_pdf import LEFT, MORE, PROSE

QUOTE = PROSE[1]


# The shell


@pytest.fixture
def shell(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `vademecum page` on a library of one PDF; gives its exit status, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "200")
    (home.docs / "paper.pdf").write_bytes(pdf(Sheet().lines(LEFT, 100, PROSE)))
    home.ingest()
    file = home.path / "config.yml"
    file.write_text(yaml.safe_dump(home.config()), encoding="utf-8")

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(["--config", str(file), "page", *arguments])
        return int(exit.value.code or 0), *capsys.readouterr()

    return command


def on_a_line(said: str) -> str:
    """What the shell said without its line breaks, which depend on how long the names of folders are."""
    return " ".join(said.split())


def test_the_shell_writes_the_picture(shell: Any, home: Home) -> None:
    out = home.path / "page.png"
    status, said, err = shell("docs/paper.pdf", "--quote", "49:99", "--out", str(out), "--zoom", "150")
    assert (status, err) == (0, "")
    assert on_a_line(said) == f"Page 1 of paper.pdf. The quote is marked in the upper half. Written: {out}"
    assert Image.open(io.BytesIO(out.read_bytes())).size == (1190, 1684)


def test_the_shell_prints_json(shell: Any, home: Home) -> None:
    status, said, _ = shell("docs/paper.pdf", "--quote", "49:99", "--out", str(home.path / "page.png"), "--json")
    jsonschema.validate(json.loads(said), schemas()["page"])
    assert (status, json.loads(said)["held"], len(json.loads(said)["boxes"])) == (0, [1], 1)


def test_the_shell_says_why_there_is_no_picture(shell: Any, home: Home) -> None:
    (home.docs / "paper.pdf").write_bytes(pdf(Sheet().lines(LEFT, 100, MORE)))
    status, said, _ = shell("docs/paper.pdf", "--quote", "0:9", "--out", str(home.path / "page.png"))
    assert (status, on_a_line(said)) == (1, CHANGED.format(name="paper.pdf"))
    assert not (home.path / "page.png").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("docs/paper.pdf", "--quote", "9", "--out", "a.png"), "--quote is '9'"),
        (("docs/paper.pdf", "--quote", "²:9", "--out", "a.png"), "--quote is '²:9'"),
        (("docs/paper.pdf", "--quote", "9:9999", "--out", "a.png"), "no part of the text"),
        (("no.pdf", "--quote", "0:9", "--out", "a.png"), "There is no document 'no.pdf'"),
        (("docs/paper.pdf", "--quote", "0:9", "--out", "no/such/folder/a.png"), "can't be written"),
    ],
)
def test_the_shell_tells_mistakes_in_one_line(shell: Any, arguments: tuple[str, ...], said: str) -> None:
    status, _, err = shell(*arguments)
    assert status == 2
    assert said in err
    assert len(err.splitlines()) == 1


# The API


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = home(tmp_path_factory.mktemp("pages"))
    (place / "docs").mkdir()
    (place / "docs" / "paper.pdf").write_bytes(pdf(Sheet().lines(LEFT, 100, PROSE)))
    shutil.move(place / "library.jsonl", place / "docs")
    assert application(place).add([place / "docs"]).added == 5
    return place


@pytest.fixture(scope="module")
def request_(folder: Path) -> dict[str, Any]:
    """What asks for the page of a quote."""
    generation = application(folder).library.open()
    assert generation
    entry = next(one for one in generation.catalogue.documents() if one.pages)
    document = generation.catalogue.document(entry.id)
    assert isinstance(document, Document)
    start = document.text.index(QUOTE)
    return {"document": document.id, "start": start, "end": start + len(QUOTE), "quote": QUOTE}


def test_the_api_gives_the_picture(client: httpx.Client, request_: dict[str, Any]) -> None:
    response = client.post("/page.png", json=request_)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert response.headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(response.content)).size == (793, 1122)
    told = client.post("/page", json={**request_, "zoom": 200}).json()
    assert (told["page"], told["pages"], told["held"], len(told["boxes"])) == (1, 1, [1], 1)
    assert "png" not in told


def test_the_api_says_why_there_is_none(client: httpx.Client) -> None:
    asked = {"document": "croup", "start": 0, "end": 5}
    assert client.post("/page", json=asked).json()["note"] == NO_PAGES
    response = client.post("/page.png", json=asked)
    assert (response.status_code, response.json()) == (404, {"detail": NO_PAGES})


@pytest.mark.parametrize("document", ["/etc/passwd", "../config.yml", "file:///etc/passwd", "' or 1=1 --", ""])
def test_the_api_opens_nothing_but_documents_of_the_library(client: httpx.Client, document: str) -> None:
    response = client.post("/page.png", json={"document": document, "start": 0, "end": 5})
    assert response.status_code == 400
    assert response.json()["detail"].startswith("There is no document")


@pytest.mark.parametrize("change", [{"start": -1}, {"end": 10**12}, {"zoom": 120}, {"page": 7}])
def test_the_api_takes_no_numbers_that_cannot_be(
    client: httpx.Client, request_: dict[str, Any], change: dict[str, Any]
) -> None:
    assert client.post("/page.png", json={**request_, **change}).status_code == 400


def test_nothing_of_a_document_is_logged(client: httpx.Client, server: Server, request_: dict[str, Any]) -> None:
    client.post("/page.png", json={**request_, "zoom": 150})
    client.get("/count")
    log = server.log_until("GET /count")
    assert "paper.pdf" not in log
    assert QUOTE not in log
