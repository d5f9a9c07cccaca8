"""JSON Lines and CSV: columns by their usual names or as mapped, bad rows by line, MedQuAD and BEIR as they are."""

import csv
import gzip
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import read
from pipelines.readers.base import File
from pipelines.schema import Document, Refusal
from tests.data import shared
from tests.soundness import documents, legible, parts, records, refused, sound


def jsonl(*rows: Any) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def test_a_row_with_everything(tmp_path: Path) -> None:
    row = {
        "id": "af-1",
        "title": "Atrial  fibrillation",
        "abstract": "In short.",
        "text": "First.\n\nSecond  one.",
        "url": "https://example.org/af",
        "published": "4 March 2019",
        "kind": "Practice Guideline",
        "authors": ["Smith J", "HOPE Group"],
        "journal": "Heart",
        "pmid": 42,
        "doi": "https://doi.org/10.1234/AF",
    }
    (document,) = documents(tmp_path / "a.jsonl", jsonl(row))
    assert (document.id, document.title, document.url) == ("af-1", "Atrial fibrillation", "https://example.org/af")
    assert (document.published, document.kind) == ("2019-03-04", "guideline")
    reference = document.reference
    assert (reference.authors, reference.journal) == (("Smith J", "HOPE Group"), "Heart")
    assert (reference.pmid, reference.doi) == ("42", "10.1234/af")
    assert parts(document) == {"Abstract": "In short.", "Text": "First.\n\nSecond one."}


def test_a_row_of_beir(tmp_path: Path) -> None:
    (document,) = documents(
        tmp_path / "corpus.jsonl", jsonl({"_id": "7", "title": "T", "text": "Body.", "metadata": {}})
    )
    assert (document.id, document.title, document.text) == ("7", "T", "Body.")


def test_a_row_of_medquad(tmp_path: Path) -> None:
    sections = [
        {"id": "s0", "type": "information", "text": "A."},
        {"id": "s1", "type": "exams and tests", "text": "B."},
    ]
    row = {"id": "1/1", "title": "Gout", "synonyms": [], "source": "NIDDK", "url": "u", "sections": sections}
    (document,) = documents(tmp_path / "documents.jsonl.gz", gzip.compress(jsonl(row).encode()))
    assert (document.id, document.kind, document.reference.journal) == ("1/1", "patient information", "NIDDK")
    assert parts(document) == {"Overview": "A.", "Exams and tests": "B."}


def test_sections_with_titles(tmp_path: Path) -> None:
    row = {"title": "Gout", "sections": [{"title": "Dose", "text": "500 mg."}, {"title": "Empty", "text": None}]}
    (document,) = documents(tmp_path / "a.jsonl", jsonl(row))
    assert (parts(document), document.kind) == ({"Dose": "500 mg."}, "other")


def test_sources_of_a_row_are_left_out(tmp_path: Path) -> None:
    sections = [{"title": "Dose", "text": "500 mg."}, {"title": "Sources", "text": "A leaflet, 2022."}]
    (document,) = documents(tmp_path / "a.jsonl", jsonl({"title": "Gout", "sections": sections}))
    assert parts(document) == {"Dose": "500 mg."}


@pytest.mark.parametrize("label", ["Sources", "References", "Licence", "Funding"])
def test_a_last_paragraph_that_names_sources_is_left_out(tmp_path: Path, label: str) -> None:
    text = f"Sources: liver and eggs.\n\nTake 500 mg.\n\n{label}: A leaflet, 2022."
    (document,) = documents(tmp_path / "a.csv", f'title,text\nGout,"{text}"\n')
    assert document.text == "Sources: liver and eggs.\n\nTake 500 mg."


def test_the_only_paragraph_of_a_row_stays(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "a.jsonl", jsonl({"title": "Iron", "text": "Sources: liver and eggs."}))
    assert document.text == "Sources: liver and eggs."


def test_a_row_without_a_title_is_named_by_file_and_id(tmp_path: Path) -> None:
    found = documents(tmp_path / "notes.csv", "title,text\nGout,Pain.\n,Take 500 mg.\n")
    assert [document.title for document in found] == ["Gout", "notes #2"]
    (document,) = documents(tmp_path / "a.jsonl", jsonl({"id": "x7", "text": "Pain."}))
    assert document.title == "a x7"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('title,text\n"Open, a text\nx,y\n', 2),
        ('title,text\nGout,"Pain\nat night"\nx,"open ""text""\ny,z\n', 4),
        ('title,text\nGout,"Open\n"Fever","High"\n', 2),  # closed by the quote that should open a cell
        ('title,"text\nx,y\n', 1),
    ],
)
def test_a_quote_that_is_never_closed(tmp_path: Path, content: str, line: int) -> None:
    refusal = refused(tmp_path / "a.csv", content)
    assert refusal.reason == f"The quote that opens in line {line} isn't closed."
    assert refusal.remedy == "Close the quote, or save it again as CSV."


def test_quotes_inside_of_cells(tmp_path: Path) -> None:
    content = 'title,text\nA 5" needle,"He said ""no""\n"\n"Gout" again,"Over\n\ntwo, lines" \n'
    found = documents(tmp_path / "a.csv", content)
    assert [(d.title, d.text) for d in found] == [
        ('A 5" needle', 'He said "no"'),
        ("Gout again", "Over\n\ntwo, lines"),
    ]


def test_ids_from_identifiers_or_the_row(tmp_path: Path) -> None:
    rows = [{"text": "a", "pmid": "1"}, {"text": "b"}, {"text": "c", "doi": "10.1234/x", "pmcid": "PMC5"}]
    found = documents(tmp_path / "a.jsonl", jsonl(*rows), "lib/a.jsonl")
    assert [document.id for document in found] == ["pmid:1", "lib/a.jsonl#2", "pmcid:PMC5"]
    assert found[0].url == "https://pubmed.ncbi.nlm.nih.gov/1/"


def test_bad_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = '{"text": "one"}\n{"text": "cut\n\n[1, 2]\n{"title": ""}\n{"text": "two"}\n'
    found = records(tmp_path / "a.jsonl", content, "lib/a.jsonl")
    refusals = [record for record in found if isinstance(record, Refusal)]
    assert [refusal.source for refusal in refusals] == [f"lib/a.jsonl, line {number}" for number in (2, 4, 5)]
    assert [record.id for record in found if isinstance(record, Document)] == ["lib/a.jsonl#1", "lib/a.jsonl#5"]


def test_one_id_twice(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": text} for text in ("one", "one", "two", "three")]
    found = records(tmp_path / "a.jsonl", jsonl(*rows))
    assert [record.id for record in found if isinstance(record, Document)] == ["a", "a@2", "a@3"]
    assert [type(record) for record in found].index(Refusal) == 1


def test_mapped_columns(tmp_path: Path) -> None:
    content = "key;heading;body;when\nx1;Gout;Pain at night.;2019\n"
    columns = {"id": "key", "title": "heading", "text": "body", "published": "when"}
    (document,) = documents(tmp_path / "a.csv", content, **columns)
    assert (document.id, document.title, document.text, document.published) == ("x1", "Gout", "Pain at night.", "2019")


def test_a_mapped_column_that_is_not_there(tmp_path: Path) -> None:
    refusal = refused(tmp_path / "a.csv", "id,titel,body\n1,Gout,Pain\n", text="body", title="title")
    assert refusal.reason == 'There is no column "title" (mapped to title).'
    assert refusal.remedy == 'Did you mean "titel"? Where files differ, map both: title: [title, ...].'
    assert "bodi" in refused(tmp_path / "a.jsonl", jsonl({"body": "Pain"}), text="bodi").reason


def test_a_mapping_of_no_field(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.csv", "id,body\n1,Pain\n", txt="body").remedy == 'Did you mean "text"?'


def test_no_column_holds_the_text(tmp_path: Path) -> None:
    refusal = refused(tmp_path / "a.csv", "id,title,notes_text\n1,Gout,Pain\n")
    assert "id, title, notes_text" in refusal.reason
    assert "notes_text" in refusal.remedy


def test_a_csv_from_a_spreadsheet(tmp_path: Path) -> None:
    names = ("PMID", "Title", "Abstract", "Authors", "Publication Year")
    cells = ("7.0", "T", 'Line one\r\nline ""two""', "Smith J, Doe AB", "2020")
    content = "\ufeff" + "".join("\t".join(f'"{cell}"' for cell in row) + "\r\n" for row in (names, cells))
    (document,) = documents(tmp_path / "a.tsv", content)
    assert (document.id, document.published) == ("pmid:7", "2020")
    assert document.reference.authors == ("Smith J", "Doe AB")
    assert parts(document) == {"Abstract": 'Line one\nline "two"'}


def test_a_csv_row_with_too_many_cells(tmp_path: Path) -> None:
    found = records(tmp_path / "a.csv", "id,text\n1,one\n2,two, three\n3,four\n", "a.csv")
    assert isinstance(found[1], Refusal)
    assert found[1].source == "a.csv, line 3"
    assert [record.id for record in found if isinstance(record, Document)] == ["1", "3"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "id,text\n", "no rows"),
        ("a.jsonl", jsonl({"question": "?"}), "no text under question"),
        ("a.csv", b"id,text\n1,na\xc3\xafve\xff\n", "invalid encoding"),
        ("a.jsonl.gz", gzip.compress(jsonl(*({"text": str(n)} for n in range(999))).encode())[:-90], "cut short"),
    ],
)
def test_refused(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    assert reason in refused(tmp_path / name, content).reason


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.lists(st.text(max_size=9))
objects = st.dictionaries(st.sampled_from(["id", "title", "text", "sections", "authors", "date", "doi", "x"]), values)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(rows=st.lists(objects, max_size=6))
def test_any_row_gives_a_sound_document_or_a_refusal(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    found = records(tmp_path / "a.jsonl", jsonl({"text": "first"}, *rows))
    assert len(found) == len(rows) + 1
    ids = [sound(record).id for record in found if isinstance(record, Document)]
    assert len(set(ids)) == len(ids)


cell = st.text(legible(), min_size=1, max_size=20).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(cells=st.lists(st.tuples(cell, cell), min_size=1, max_size=5), sign=st.sampled_from(",;\t|"))
def test_csv_comes_back_as_it_was_written(tmp_path: Path, cells: list[tuple[str, str]], sign: str) -> None:
    table = io.StringIO()
    csv.writer(table, delimiter=sign).writerows([("title", "text"), *cells])
    found = documents(tmp_path / "a.csv", table.getvalue())
    assert [(d.title, d.text) for d in found] == [(" ".join(a.split()), " ".join(b.split())) for a, b in cells]


def test_the_shared_medquad_pages() -> None:
    path = shared("medquad", "documents.jsonl.gz")
    found = list(read(File(path, "medquad/documents.jsonl.gz")))
    pages = [sound(record) for record in found if isinstance(record, Document)]
    assert (len(found), len(pages), sum(len(page.sections) for page in pages)) == (5476, 5476, 16407)
    assert {page.kind for page in pages} == {"patient information"}
    titles = Counter(section.title for page in pages for section in page.sections)
    assert (titles["Overview"], titles["Exams and tests"]) == (4535, 653)
    with gzip.open(path, "rt") as lines:
        for page, line in zip(pages, lines, strict=True):
            written = [section["text"] for section in json.loads(line)["sections"]]
            assert [page.text[section.start : section.end] for section in page.sections] == written
