"""The front door: which files are found, what type they are, and what is refused without harm to the rest."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import DataError, Refused
from pipelines.readers import READERS, find, read, reader
from pipelines.readers.base import File, Limits
from pipelines.readers.decode import decode
from pipelines.readers.detect import CSV, DOCX, HTML, JATS, JSONL, MARKDOWN, MEDLINE, MEDQUAD, PDF, PUBMED, TEXT, detect
from pipelines.schema import Document, Refusal
from tests.pdfs import Sheet, pdf
from tests.soundness import documents, refused

PAGE = "<!DOCTYPE html><html><body><p>Aspirin thins the blood.</p></body></html>"
ARTICLE = '<article article-type="research-article"><front/><body><p>Aspirin thins the blood.</p></body></article>'


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def kind(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return detect(File(path, path.name))


# What is found


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", ".git/x.txt", "b/.secret/y.txt"):
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = [file.label for file in find([tmp_path / "notes"]) if isinstance(file, File)]
    assert found == ["notes/a.txt", "notes/b/1.txt", "notes/b/2.txt"]


def test_globs_and_folders_give_the_same_labels(tmp_path: Path) -> None:
    (tmp_path / "notes/b").mkdir(parents=True)
    for name in ("a.md", "b/c.md", "b/d.txt"):
        (tmp_path / "notes" / name).write_text("x")
    found = [file.label for file in find([f"{tmp_path}/notes/**/*.md"]) if isinstance(file, File)]
    assert found == ["notes/a.md", "notes/b/c.md"]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert len(list(find([tmp_path, tmp_path / "a.txt", f"{tmp_path}/*.txt"]))) == 1


def test_two_files_never_share_a_label(tmp_path: Path) -> None:
    for name in ("one/n/a.txt", "two/n/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x")
    files = [file for file in find([tmp_path / "one/n/a.txt", tmp_path / "two/n/a.txt"]) if isinstance(file, File)]
    assert [file.label for file in files] == ["n/a.txt", "two/n/a.txt"]


@pytest.mark.parametrize("name", ["missing.pdf", "missing/*.pdf", "*.nothing"])
def test_a_path_that_is_not_there_ends_the_call(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=name.replace("*", r"\*")):
        find([tmp_path / name])


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("x")
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "inside.txt").write_text("x")
    (folder / "alias.txt").symlink_to(folder / "inside.txt")
    (folder / "file.txt").symlink_to(tmp_path / "outside/secret.txt")
    (folder / "folder").symlink_to(tmp_path / "outside")
    (folder / "broken.txt").symlink_to(tmp_path / "nowhere")
    found = {file.source if isinstance(file, Refusal) else file.label: type(file) for file in find([folder])}
    assert found == {
        "notes/alias.txt": File,
        "notes/inside.txt": File,
        "notes/file.txt": Refusal,
        "notes/folder": Refusal,
        "notes/broken.txt": Refusal,
    }


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


# What is refused on opening


@pytest.mark.parametrize("content", [b"", b" \n\t\n", gzip.compress(b"")])
def test_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ("a.txt.gz" if content.startswith(b"\x1f") else "a.txt")
    assert refused(path, content).reason in ("The file is empty.", "The file holds no text.")


def test_over_the_size_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(Refused, match="limit of 1 MB"):
        list(read(File(path, "a.txt", Limits(file_mb=1))))


@pytest.mark.parametrize("start", ["A title\n\n", "PMID- 1\nOWN - NLM\n", ARTICLE[:-20], PAGE[:-20]])
def test_gzip_bomb(tmp_path: Path, start: str) -> None:
    assert "bomb" in refused(tmp_path / "a.txt.gz", gzip.compress(start.encode() + b" " * 60_000_000)).reason


def test_gzip_over_the_unpacked_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(os.urandom(3_000_000).hex().encode()))
    with pytest.raises(Refused, match="bomb"):
        list(read(File(path, "a.txt.gz", Limits(unpacked_mb=5))))


def test_truncated_gzip(tmp_path: Path) -> None:
    whole = gzip.compress(os.urandom(200_000).hex().encode())
    assert "cut short" in refused(tmp_path / "a.txt.gz", whole[:-20_000]).reason


def test_gzip_in_name_only(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.txt.gz", "plain").reason == "The name ends in .gz, but this is not gzip."


def test_zip_bomb(tmp_path: Path) -> None:
    assert "bomb" in refused(tmp_path / "a.docx", zipped(word__document_xml=b"0" * 60_000_000)).reason


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="plain file"):
        list(read(File(tmp_path, "folder")))


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        list(read(File(tmp_path / "gone.txt", "gone.txt")))


BOMB = '<!DOCTYPE a [<!ENTITY a "aaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, PARAMETER, BOMB.lower().replace("doctype", "DOCTYPE")])
@pytest.mark.parametrize("root", [ARTICLE, "<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities(tmp_path: Path, doctype: str, root: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{root}'
    refusal = refused(tmp_path / "a.xml", text.encode(encoding))
    assert refusal.reason in ("XML with entity declarations.", "This large XML file is not UTF-8.")


def test_word_with_entities(tmp_path: Path) -> None:
    member = f'<?xml version="1.0"?>{BOMB}<a>&b;</a>'.encode()
    assert refused(tmp_path / "a.docx", zipped(word__document_xml=member)).reason == "XML with entity declarations."


def test_truncated_xml(tmp_path: Path) -> None:
    assert "cut short or damaged" in refused(tmp_path / "a.xml", ARTICLE[:-30]).reason


def test_no_exception_but_refused_comes_out(tmp_path: Path) -> None:
    broken = zipped(word__document_xml=b"<w", **{"[Content_Types]_xml": b"<not closed"})
    assert refused(tmp_path / "a.docx", broken).reason


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "Café au lait spots\n\nThe naïve patient had 5 µg of the drug – twice."
    if encoding == "latin-1":
        text = text.replace("–", "-")
    (document,) = documents(tmp_path / "a.txt", text.encode(encoding))
    assert document.text == text.split("\n\n")[1]


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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from([".txt", ".md", ".html", ".xml", ".pdf", ".docx", ".csv", ".jsonl", ".gz", ""]),
)
def test_no_bytes_do_harm(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(data)
    try:
        found = list(read(File(path, path.name)))
    except Refused as refusal:
        found = [Refusal(path.name, refusal.reason, refusal.remedy)]
    assert all(isinstance(record, Document) or (record.reason.endswith(".") and record.remedy) for record in found)


def test_every_type_has_a_reader() -> None:
    assert all(callable(reader(media)) for media in READERS)
