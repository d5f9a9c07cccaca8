"""Volume, issue and pages, read from each format that tells them, all the way to a reference."""

import json
from pathlib import Path

import pytest

from pipelines.export.build import work_of
from pipelines.export.vancouver import reference
from tests.data import shared
from tests.soundness import documents

JATS = """<article><front><journal-meta><journal-title>Heart</journal-title></journal-meta><article-meta>
<title-group><article-title>Aspirin</article-title></title-group><pub-date><year>2019</year></pub-date>
<volume>105</volume><issue>3</issue>{}</article-meta></front><body><p>It helps.</p></body></article>"""
MEDLINE = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>42</PMID><Article><Journal><JournalIssue>
<Volume>105</Volume><Issue>3</Issue><PubDate><Year>2019</Year></PubDate></JournalIssue><Title>Heart</Title></Journal>
<ArticleTitle>Aspirin.</ArticleTitle><Pagination><MedlinePgn>222-8</MedlinePgn></Pagination>
<Abstract><AbstractText>It helps.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""
NBIB = "PMID- 42\nVI  - 105\nIP  - 3\nPG  - 222-8\nDP  - 2019\nTI  - Aspirin.\nAB  - It helps.\nJT  - Heart\n"
META = "".join(
    f'<meta name="citation_{name}" content="{value}">'
    for name, value in {
        "title": "Aspirin", "journal_title": "Heart", "publication_date": "2019", "volume": "105", "issue": "3",
        "firstpage": "222", "lastpage": "228",
    }.items()
)  # fmt: skip
BODY = "<p>It helps.</p><h2>Results</h2><p>Aspirin helped.</p>"
FRONT = "---\ntitle: Aspirin\njournal: Heart\nyear: 2019\nvolume: 105\nissue: 3\npages: 222-8\n---\n\nIt helps.\n"
ROW = {
    "title": "Aspirin",
    "text": "It helps.",
    "journal": "Heart",
    "year": 2019,
    "volume": 105,
    "issue": 3,
    "pages": "222-8",
}


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("a.xml", JATS.format("<fpage>222</fpage><lpage>228</lpage>"), "222-228"),
        ("a.xml", JATS.format("<elocation-id>e12</elocation-id>"), "e12"),
        ("a.xml", JATS.format("<fpage>222</fpage><lpage>222</lpage>"), "222"),
        ("a.xml", MEDLINE, "222-8"),
        ("a.nbib", NBIB, "222-8"),
        ("a.html", f"<html><head>{META}</head><body>{BODY}</body></html>", "222-228"),
        ("a.md", FRONT, "222-8"),
        ("a.jsonl", json.dumps(ROW | {"volume": 105, "issue": 3, "pages": "222-8"}), "222-8"),
        ("a.csv", "title,text,journal,year,Volume,Issue,Pages\nAspirin,It helps.,Heart,2019,105,3,222-8\n", "222-8"),
    ],
)
def test_a_format_tells_where_a_work_stands(tmp_path: Path, name: str, content: str, pages: str) -> None:
    (found,) = documents(tmp_path / name, content)
    assert f"Aspirin. Heart. 2019;105(3):{pages}." in reference(work_of(found, 1))


def test_real_articles_have_their_volumes(tmp_path: Path) -> None:
    for path in shared("articles").glob("nxml_*/*"):
        (found,) = documents(tmp_path / path.name, path.read_bytes())
        assert found.reference.volume
        assert found.reference.pages
