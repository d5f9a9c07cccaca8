"""MEDLINE as XML and as text: one document a citation, abstract by label, identifiers, dates and kinds."""

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers.dates import read_date
from pipelines.schema import Document, Refusal
from tests.data import shared
from tests.soundness import documents, legible, parts, records, refused, sound


def citation(pmid: str = "1", abstract: str = "", article: str = "", ids: str = "", **fields: str) -> str:
    given = {"title": "Aspirin.", "date": "<Year>2019</Year><Month>Mar</Month><Day>4</Day>", "types": ""} | fields
    types = "".join(f"<PublicationType>{name}</PublicationType>" for name in given["types"].split("|"))
    return f"""<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article>
    <Journal><JournalIssue><PubDate>{given["date"]}</PubDate></JournalIssue><Title>Heart</Title></Journal>
    <ArticleTitle>{given["title"]}</ArticleTitle>{abstract}{article}
    <PublicationTypeList>{types}</PublicationTypeList></Article></MedlineCitation>
    <PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>{ids}</ArticleIdList></PubmedData>
    </PubmedArticle>"""


def collection(*citations: str) -> str:
    doctype = '<!DOCTYPE PubmedArticleSet SYSTEM "http://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">'
    return f'<?xml version="1.0"?>{doctype}<PubmedArticleSet>{"".join(citations)}</PubmedArticleSet>'


def one(path: Path, **fields: str) -> Document:
    (document,) = documents(path / "a.xml", collection(citation(**fields)))
    return document


def test_a_structured_abstract(tmp_path: Path) -> None:
    abstract = """<Abstract><AbstractText Label="MATERIALS AND METHODS">We gave 10<sup>6</sup> IU.</AbstractText>
    <AbstractText Label="Results">CO<sub>2</sub> fell to <u>&lt;</u>5 kPa.</AbstractText>
    <AbstractText Label="UNLABELLED">More.</AbstractText>
    <CopyrightInformation>© BMJ</CopyrightInformation></Abstract>"""
    assert parts(one(tmp_path, abstract=abstract)) == {
        "Abstract › Materials and methods": "We gave 10^6 IU.",
        "Abstract › Results": "CO2 fell to ≤5 kPa.",
        "Abstract": "More.",
    }


def test_the_sources_and_funding_of_an_abstract_are_left_out(tmp_path: Path) -> None:
    labels = {"METHODS": "We asked.", "FUNDING": "The Heart Fund.", "ETHICS": "The board of Leeds."}
    texts = "".join(f'<AbstractText Label="{label}">{text}</AbstractText>' for label, text in labels.items())
    assert parts(one(tmp_path, abstract=f"<Abstract>{texts}</Abstract>")) == {"Abstract › Methods": "We asked."}


def test_what_a_citation_tells(tmp_path: Path) -> None:
    article = """<ELocationID EIdType="doi" ValidYN="Y">10.1000/Own</ELocationID><AuthorList>
    <Author ValidYN="Y"><LastName>Smith</LastName><Initials>JA</Initials><Suffix>Jr</Suffix></Author>
    <Author ValidYN="N"><LastName>Smiht</LastName><Initials>JA</Initials></Author>
    <Author><CollectiveName>HOPE Group</CollectiveName></Author></AuthorList>"""
    ids = '<ArticleId IdType="pmc">PMC77</ArticleId>'
    document = one(tmp_path, pmid="42", article=article, ids=ids)
    assert (document.id, document.title, document.published) == ("pmid:42", "Aspirin", "2019-03-04")
    assert document.url == "https://pubmed.ncbi.nlm.nih.gov/42/"
    reference = document.reference
    assert reference.authors == ("Smith JA Jr", "HOPE Group")
    assert (reference.journal, reference.pmid, reference.pmcid, reference.doi) == (
        "Heart",
        "42",
        "PMC77",
        "10.1000/own",
    )


def test_a_citation_without_an_abstract_is_its_title(tmp_path: Path) -> None:
    assert parts(one(tmp_path, title="[Aspirin in the old].")) == {"Title": "Aspirin in the old"}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<MedlineDate>2000 Spring</MedlineDate>", "2000"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"),
        ("<Year>2019</Year><Month>02</Month><Day>31</Day>", "2019-02"),
        ("<Year>2019</Year><Season>Fall</Season>", "2019"),
        ("", ""),
    ],
)
def test_dates(tmp_path: Path, date: str, expected: str) -> None:
    assert one(tmp_path, date=date).published == expected


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("Journal Article|Practice Guideline", "guideline"),
        ("Journal Article|Review|Meta-Analysis", "review"),
        ("Randomized Controlled Trial|Journal Article", "trial"),
        ("Clinical Trial, Phase II", "trial"),
        ("Case Reports|Review", "case report"),
        ("Journal Article", "other"),
    ],
)
def test_kinds(tmp_path: Path, types: str, expected: str) -> None:
    assert one(tmp_path, types=types).kind == expected


def test_deleted_citations_are_passed_over(tmp_path: Path) -> None:
    deleted = "<DeleteCitation><PMID>9</PMID></DeleteCitation>"
    assert len(documents(tmp_path / "a.xml", collection(citation(), deleted))) == 1


def test_a_chapter_of_a_book(tmp_path: Path) -> None:
    book = """<PubmedBookArticle><BookDocument><PMID>20301295</PMID><Book><BookTitle>GeneReviews</BookTitle>
    <PubDate><Year>1993</Year></PubDate></Book><ArticleTitle>Wilson Disease</ArticleTitle><AuthorList Type="authors">
    <Author><LastName>Weiss</LastName><Initials>KH</Initials></Author></AuthorList>
    <PublicationType>Review</PublicationType><Abstract><AbstractText Label="DIAGNOSIS">Low ceruloplasmin.</AbstractText>
    </Abstract><ContributionDate><Year>1999</Year><Month>10</Month><Day>22</Day></ContributionDate></BookDocument>
    </PubmedBookArticle>"""
    (document,) = documents(tmp_path / "a.xml", collection(book))
    assert (document.id, document.title, document.published) == ("pmid:20301295", "Wilson Disease", "1999-10-22")
    assert (document.kind, document.reference.journal) == ("review", "GeneReviews")
    assert parts(document) == {"Abstract › Diagnosis": "Low ceruloplasmin."}


def test_the_old_set_of_bare_citations(tmp_path: Path) -> None:
    bare = "".join(citation().partition("<MedlineCitation>")[1:]).partition("<PubmedData>")[0]
    assert [d.id for d in documents(tmp_path / "a.xml", f"<MedlineCitationSet>{bare}</MedlineCitationSet>")] == [
        "pmid:1"
    ]


def test_a_bad_citation_and_a_repeated_one_leave_the_rest(tmp_path: Path) -> None:
    content = collection(citation("1"), citation(""), citation("1"), citation("1", title="New"), citation("2"))
    found = records(tmp_path / "a.xml", content, "lib/a.xml")
    assert [record.id for record in found if isinstance(record, Document)] == ["pmid:1", "pmid:1@2", "pmid:2"]
    refusals = [record for record in found if isinstance(record, Refusal)]
    assert [refusal.source for refusal in refusals] == ["lib/a.xml, citation 2", "lib/a.xml"]
    assert "no PMID" in refusals[0].reason
    assert "pmid:1 is in this file twice" in refusals[1].reason


@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_file(tmp_path: Path, packed: bool) -> None:
    content = collection(*(citation(str(n)) for n in range(1, 200))).encode()
    data = gzip.compress(content) if packed else content
    assert "cut short" in refused(tmp_path / ("a.xml.gz" if packed else "a.xml"), data[: len(data) // 2]).reason


def test_a_wrong_encoding(tmp_path: Path) -> None:
    content = collection(citation(title="Ménière")).encode("cp1252")
    assert "invalid encoding" in refused(tmp_path / "a.xml", content).reason


def test_a_set_without_citations(tmp_path: Path) -> None:
    assert "no citation" in refused(tmp_path / "a.xml", collection()).reason


RECORD = """
PMID- 16403221
DP  - 2006 Jan-Feb
TI  - A long title that goes on
      over the line.
AB  - BACKGROUND AND AIMS: Doses differ. RESULTS: DNA: 12 of 40 (95% CI: 1 to 2)
      improved. CONCLUSION: It works.
AU  - Casbon JA
AU  - Crooks GE
PT  - Randomized Controlled Trial
JT  - BMC bioinformatics
PMC - PMC1373603
AID - 1471-2105-7-10 [pii]
AID - 10.1186/1471-2105-7-10 [doi]
"""


def test_a_text_record(tmp_path: Path) -> None:
    plain = "PMID- 2\nTI  - Plain.\nAB  - We asked. RESULTS: none.\n"
    first, second = documents(tmp_path / "a.nbib", f"{RECORD}\n{plain}")
    assert (first.id, first.title, first.published) == (
        "pmid:16403221",
        "A long title that goes on over the line",
        "2006-01",
    )
    assert parts(first) == {
        "Abstract › Background and aims": "Doses differ.",
        "Abstract › Results": "DNA: 12 of 40 (95% CI: 1 to 2) improved.",
        "Abstract › Conclusion": "It works.",
    }
    assert first.reference.authors == ("Casbon JA", "Crooks GE")
    assert (first.kind, first.reference.doi, first.reference.pmcid) == ("trial", "10.1186/1471-2105-7-10", "PMC1373603")
    assert parts(second) == {"Abstract": "We asked. RESULTS: none."}


def test_a_text_record_without_text_is_named_by_its_line(tmp_path: Path) -> None:
    found = records(tmp_path / "a.txt", "PMID- 1\nTI  - One\n\nPMID- 2\nDP  - 2001\n", "lib/a.txt")
    assert isinstance(found[0], Document)
    assert isinstance(found[1], Refusal)
    assert found[1].source == "lib/a.txt, line 4"


lines = st.text(legible(), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(title=lines, labels=st.lists(st.tuples(lines, lines), max_size=4))
def test_any_citation_gives_a_sound_document_or_a_refusal(
    tmp_path: Path, title: str, labels: list[tuple[str, str]]
) -> None:
    def safe(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

    texts = "".join(f'<AbstractText Label="{safe(name)}">{safe(text)}</AbstractText>' for name, text in labels)
    content = collection(citation(title=safe(title), abstract=f"<Abstract>{texts}</Abstract>"), citation("2"))
    found = records(tmp_path / "a.xml", content)
    assert isinstance(found[-1], Document)
    for record in found:
        if isinstance(record, Document):
            sound(record)


@pytest.mark.parametrize("text", ["n.d.", "12", "99999", "0000-00-00", "2019-13-45", "Mar", ""])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) in {"", "2019"}


REAL = {  # file: (citations, citations without an abstract)
    "medline_xml/PolonaS-pubmed_results.xml": (20, 1),
    "medline_xml/biopython-pubmed2.xml": (2, 0),
    "medline_xml/biopython-pubmed5.xml": (1, 0),
    "medline_xml/biopython-pubmed7.xml": (1, 0),
    "medline_xml/pubmed21n0001.xml.gz": (49, 24),
    "medline_xml/pubmed21n1001.xml.gz": (37, 11),
    "medline_xml/pubmed21n1003.xml.gz": (51, 1),
    "medline_xml/pubmed21n1005.xml.gz": (20, 1),
    "medline_txt/biopython-pubmed_result2.txt": (4, 0),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(tmp_path: Path, name: str) -> None:
    path = shared("articles", name)
    found = documents(tmp_path / path.name, path.read_bytes())
    assert (len(found), sum(document.sections[0].title == "Title" for document in found)) == REAL[name]
    assert all(document.year and document.reference.journal for document in found)


def test_a_formula_in_an_abstract(tmp_path: Path) -> None:
    path = shared("articles", "medline_xml", "biopython-pubmed7.xml")
    (document,) = documents(tmp_path / path.name, path.read_bytes())
    assert "(1) inhaled 3He/129Xe MRI ventilation" in document.text


def test_a_place_is_no_month() -> None:
    assert [read_date(text) for text in ("Maryland 2019", "March 2019", "2019 Sept 4")] == [
        "2019",
        "2019-03",
        "2019-09-04",
    ]
