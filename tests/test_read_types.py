"""What a file is, by its content whatever its name says: its type and its encoding."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import Refused
from pipelines.readers import READERS, reader
from pipelines.readers.base import File
from pipelines.readers.decode import decode
from pipelines.readers.detect import CSV, DOCX, HTML, JATS, JSONL, MARKDOWN, MEDLINE, MEDQUAD, PDF, PUBMED, TEXT, detect
from tests.files import ARTICLE, PAGE, zipped
from tests.pdfs import Sheet, pdf
from tests.soundness import documents, refused


def kind(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return detect(File(path, path.name))


# What type it is


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a.html", PAGE, HTML),
        ("a", "<html><body>x</body></html>", HTML),
        ("a.xhtml", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', HTML),
        ("a.xml", f"<?xml version='1.0'?><!-- note --><!DOCTYPE article PUBLIC 'x' 'y.dtd'>{ARTICLE}", JATS),
        ("a.nxml", ARTICLE, JATS),
        ("a.txt", ARTICLE, JATS),
        ("a.xml", "<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", PUBMED),
        ("a.xml", '<Document id="1"><Focus>x</Focus><QAPairs/></Document>', MEDQUAD),
        ("a.txt", "\nPMID- 123\nOWN - NLM\nTI  - A title\n", MEDLINE),
        ("a.txt", "OWN - NLM\nPMID- 123\nTI  - A title\n", MEDLINE),
        ("a.jsonl", '{"title": "x"}\n{"title": "y"}\n', JSONL),
        ("a.json", '{"title": "x"}\n', JSONL),
        ("a.csv", "title,text\nx,y\n", CSV),
        ("a.md", "# Title\n\nText", MARKDOWN),
        ("a.md", "<div align=center>\n\n# Title\n\n</div>", MARKDOWN),
        ("a.txt", "Just text", TEXT),
        ("README", "Just text", TEXT),
        ("a.txt", "<10 mg is safe", TEXT),
        ("a.txt", "{braces} in text", TEXT),
    ],
)
def test_types_by_content(tmp_path: Path, name: str, content: str, media: str) -> None:
    assert kind(tmp_path / name, content) == media
    if "." in name:
        assert kind(tmp_path / f"{name}.gz", gzip.compress(content.encode())) == media


def test_binary_types_by_content(tmp_path: Path) -> None:
    assert kind(tmp_path / "no-suffix", pdf(Sheet().put(50, 50, "x"))) == PDF
    assert kind(tmp_path / "report.bin", zipped(word__document_xml=b"<w/>")) == DOCX


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.html", "a.xml", "a.jsonl"])
def test_a_name_that_promises_another_type(tmp_path: Path, name: str) -> None:
    refusal = refused(tmp_path / name, "This is plain text, whatever its name says.")
    assert refusal.reason.startswith(f"The name ends in {Path(name).suffix}, but this is not ")


def test_a_web_page_named_pdf(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.pdf", PAGE).reason == "The name ends in .pdf, but this is not a PDF."


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "picture"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "picture"),
        ("a.exe", b"MZ" + bytes(80), "program"),
        ("a", b"\x7fELF" + bytes(80), "program"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsx", zipped(xl__workbook_xml=b"<x/>"), "spreadsheet"),
        ("a.pptx", zipped(ppt__presentation_xml=b"<x/>"), "presentation"),
        ("a.zip", zipped(other=b"x"), "archive"),
        ("a.rtf", rb"{\rtf1 text}", "RTF"),
        ("a.bin", bytes(range(256)) * 4, "binary"),
        ("a.py", b"print('text of a kind that nobody asked for')", "aren't read"),
        ("a.json", b'[{"title": "x"}]', "one object a line"),
        ("a.xml", b"<recipe><step/></recipe>", "<recipe>"),
    ],
)
def test_types_that_are_not_read(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    refusal = refused(tmp_path / name, content)
    named = "not XML" in refusal.reason or "not a Word document" in refusal.reason
    assert word in refusal.reason or named


def test_every_type_has_a_reader() -> None:
    assert all(callable(reader(media)) for media in READERS)


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "Café au lait spots\n\nThe naïve patient had 5 µg of the drug – twice."
    if encoding == "latin-1":
        text = text.replace("–", "-")
    (document,) = documents(tmp_path / "a.txt", text.encode(encoding))
    assert document.text == text.split("\n\n")[1]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(tmp_path: Path, name: str, encoding: str) -> None:
    text = "Café au lait spots\n\nThe patient had 5 µg – twice.\n"
    refusal = refused(tmp_path / name, text.encode(encoding))
    assert refusal.reason == "The text seems to be UTF-16 without a mark that says so."
    assert refusal.remedy == "Save it as UTF-8."


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.jsonl", "a.html", "a.xml"])
def test_text_with_bytes_that_are_none(tmp_path: Path, name: str) -> None:
    refusal = refused(tmp_path / name, b"# A title\n\nHello\0world, this is a text.\n")
    assert refusal.reason == "The file holds bytes that are no text."


def test_a_declared_charset(tmp_path: Path) -> None:
    text = (
        '<html><head><meta charset="iso-8859-2"></head><body><p>Zażółć gęślą jaźń, powiedział lekarz.</p></body></html>'
    )
    (document,) = documents(tmp_path / "a.html", text.encode("iso-8859-2"))
    assert document.text == "Zażółć gęślą jaźń, powiedział lekarz."


@pytest.mark.parametrize(
    "data",
    [
        "Überdosis von 5 µg".encode() + b"\xff\xfe broken",
        "診断と治療の指針について".encode("shift_jis"),
        "Лечение больных".encode("cp1251"),
        b"text with \x81\x8d\x8f bytes",
        b"\xff\xfeo\x00d\x00d",
    ],
)
def test_invalid_encodings(data: bytes) -> None:
    with pytest.raises(Refused, match="invalid encoding"):
        decode(data)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
