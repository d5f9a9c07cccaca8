"""What is refused on opening, without harm to the rest: bombs, entities, what is cut short, any bytes at all."""

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import Refused
from pipelines.readers import read
from pipelines.readers.base import File, Limits
from pipelines.schema import Document, Refusal
from tests.files import ARTICLE, PAGE, zipped
from tests.soundness import documents, refused


@pytest.mark.parametrize("content", [b"", b" \n\t\n", gzip.compress(b"")], ids=["nothing", "blanks", "packed"])
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


@pytest.mark.parametrize("filler", [b" ", b"a"])
def test_gzip_bomb_in_xml(tmp_path: Path, filler: bytes) -> None:
    bomb = b'<?xml version="1.0"?><PubmedArticleSet>' + filler * 60_000_000 + b"</PubmedArticleSet>"
    refusal = refused(tmp_path / "a.xml.gz", gzip.compress(bomb))
    assert refusal.reason == "The file unpacks to more than 200 times its size (a compression bomb)."


def test_xml_with_too_large_a_piece(tmp_path: Path) -> None:
    refusal = refused(tmp_path / "a.xml", f"<PubmedArticleSet>{'a' * 11_000_000}</PubmedArticleSet>")
    assert "too large" in refusal.reason


def test_gzip_over_the_unpacked_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(os.urandom(3_000_000).hex().encode()))
    with pytest.raises(Refused, match="unpacks to more than 5 MB"):
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


@pytest.mark.parametrize("name", ["a.xml", "a.html", "a.txt"])
@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, PARAMETER, f"<!-- <html> -->\n{BOMB}"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_pages_with_entities(tmp_path: Path, name: str, doctype: str, encoding: str) -> None:
    for root in ("<article>&b;</article>", "<html><body><p>&b; and more.</p></body></html>"):
        if name == "a.txt" and root.startswith("<article"):
            continue  # a text that only happens to begin so
        text = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{root}'
        assert refused(tmp_path / name, text.encode(encoding)).reason == "XML with entity declarations."


XHTML = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html>",
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN' 'http://www.w3.org/TR/html4/strict.dtd'>",
        f'<?xml version="1.0" encoding="utf-8"?>\n<!-- a <note> -->{XHTML}',
        '<!DOCTYPE html SYSTEM "about:legacy-compat">',
        "<!DOCTYPE html []>",
    ],
)
def test_pages_with_a_doctype_are_read(tmp_path: Path, start: str) -> None:
    page = f"{start}<html><body><p>A page on <code>&lt;!ENTITY</code>.</p><script>'<!ENTITY'</script></body></html>"
    (document,) = documents(tmp_path / "a.html", page)
    assert document.text == "A page on <!ENTITY."


def test_word_with_entities(tmp_path: Path) -> None:
    member = f'<?xml version="1.0"?>{BOMB}<a>&b;</a>'.encode()
    assert refused(tmp_path / "a.docx", zipped(word__document_xml=member)).reason == "XML with entity declarations."


def test_truncated_xml(tmp_path: Path) -> None:
    assert "cut short or damaged" in refused(tmp_path / "a.xml", ARTICLE[:-30]).reason


def test_no_exception_but_refused_comes_out(tmp_path: Path) -> None:
    broken = zipped(word__document_xml=b"<w", **{"[Content_Types]_xml": b"<not closed"})
    assert refused(tmp_path / "a.docx", broken).reason


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
