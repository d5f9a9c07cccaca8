"""The sample library reads as docs/samples.md says, holds what tests/questions.jsonl asks for, and can be made anew."""

import gzip
import json
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from pipelines import readers
from pipelines.readers.base import File
from pipelines.readers.boilerplate import boilerplate
from pipelines.schema import KINDS, Document
from tests import make_samples
from tests.make_samples import SAMPLES, TEXTS

QUESTIONS = [json.loads(line) for line in Path(__file__).with_name("questions.jsonl").read_text("utf-8").splitlines()]
ANSWERED = [question for question in QUESTIONS if question.get("answerable", True)]
PAGE = Path(__file__).parents[1] / "docs" / "samples.md"


@cache
def documents() -> dict[str, Document]:
    """Every sample by its title; a refusal fails the test that asked."""
    read = {}
    for file in readers.find([SAMPLES]):
        assert isinstance(file, File), file
        for document in readers.read(file):
            assert isinstance(document, Document), document
            assert document.title not in read, document.title
            read[document.title] = document
    return read


def listed() -> set[tuple[str, str, str, int | None]]:
    """File, title, kind and year of each row of the table in docs/samples.md."""
    rows, file = set(), ""
    for line in PAGE.read_text(encoding="utf-8").split("## What is there")[1].split("\n## ")[0].splitlines()[4:]:
        cells = [cell.strip() for cell in line.strip("| \n").split("|")] if line.startswith("|") else []
        if len(cells) == 4:  # a further document of the file above: its first two cells are empty and were stripped
            cells = ["", "", *cells]
        if len(cells) == 6:
            file = cells[0] or file
            rows.add((f"samples/{file}", cells[2], cells[3], int(cells[4]) if cells[4].isdigit() else None))
    return rows


def test_every_sample_reads_as_the_page_says() -> None:
    read = {(document.source, document.title, document.kind, document.year) for document in documents().values()}
    assert read == listed()


def test_every_kind_and_format_is_there() -> None:
    files = [file for file in readers.find([SAMPLES]) if isinstance(file, File)]
    assert {readers.types.detect(file) for file in files} == set(readers.READERS)
    assert {document.kind for document in documents().values()} == set(KINDS)


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question["question"])
def test_the_document_holds_the_answer(question: dict[str, Any]) -> None:
    text = " ".join(documents()[question["document_title"]].text.split())
    assert [part for part in question["must_contain"] if part not in text] == []


def test_every_document_is_asked_about() -> None:
    assert {question["document_title"] for question in ANSWERED} == set(documents())


def test_the_pair_disagrees_in_one_point() -> None:
    old = documents()["Local ward protocol 2011: acute exacerbation of COPD (withdrawn 2019)"].text
    new = documents()["Acute exacerbation of COPD: guideline summary 2018"].text
    assert "prednisolone 30 mg orally once daily for 7 to 14 days" in " ".join(old.split())
    assert "prednisolone 30 mg orally once daily for 5 days" in " ".join(new.split())


def test_sources_are_no_passages() -> None:
    marks = ("Sample document", "sample record", "Vademecum", "Sources:", "Source:")
    assert [(d.source, mark) for d in documents().values() for mark in marks if mark in d.text] == []
    titles = [section.title for document in documents().values() for section in document.sections]
    assert not [title for title in titles if boilerplate(title)]


def test_samples_name_their_sources() -> None:
    plain = [path for path in SAMPLES.rglob("*") if path.suffix not in (".pdf", ".docx") and path.is_file()]
    texts = {path.name: path.read_bytes() for path in plain}
    texts |= {name: gzip.decompress(text) for name, text in texts.items() if name.endswith(".gz")}
    assert [name for name, text in texts.items() if not re.search(rb"[Ss]ources?\b[^=]", text)] == []


def test_made_samples_are_made_from_their_texts(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    made = make_samples.make(tmp_path)
    assert len(made) == sum(path.is_file() for path in TEXTS.rglob("*"))
    assert [path for path in made if _content(tmp_path / path) != _content(SAMPLES / path)] == []


def _content(path: Path) -> object:
    """What is in a made file, whatever the version of the packer."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage() for page in document]
        return [page.get_text_range() for page in pages], document.get_metadata_dict()
