"""JATS and PMC XML: title, sections, tables, citations and identifiers, on small articles and on the real ones."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.schema import Document, Refusal
from tests.data import shared
from tests.soundness import documents, parts, records, refused

META = """<journal-meta><journal-title-group><journal-title>Heart</journal-title></journal-title-group></journal-meta>
<article-meta>{ids}<title-group><article-title>{title}</article-title></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Smith</surname><given-names>Jane A.</given-names></name></contrib>
<contrib contrib-type="author"><name><surname>Lee</surname><given-names>Jean-Luc</given-names></name></contrib>
<contrib contrib-type="author"><collab>HOPE Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>Ed</surname><given-names>I</given-names></name></contrib></contrib-group>
{dates}{abstract}</article-meta>"""
IDS = '<article-id pub-id-type="pmc">123</article-id><article-id pub-id-type="doi">10.1/A.b</article-id>'
DOI = '<article-id pub-id-type="doi">https://doi.org/10.1234/A.b</article-id>'


def article(body: str, kind: str = "research-article", back: str = "", **meta: str) -> str:
    fields = {"ids": IDS, "title": "Aspirin", "dates": "", "abstract": ""} | meta
    return f'<article article-type="{kind}"><front>{META.format(**fields)}</front><body>{body}</body>{back}</article>'


def one(path: Path, *args: str, **meta: str) -> Document:
    (document,) = documents(path / "a.xml", article(*args, **meta))
    return document


def test_front_matter(tmp_path: Path) -> None:
    dates = """<pub-date pub-type="ppub"><month>Mar</month><year>2020</year></pub-date>
    <pub-date pub-type="epub"><day>7</day><month>1</month><year>2020</year></pub-date>
    <pub-date pub-type="pmc-release"><day>1</day><month>1</month><year>2019</year></pub-date>"""
    document = one(tmp_path, "<p>x</p>", dates=dates, title="Aspirin in CO<sub>2</sub> <italic>retention</italic>")
    assert document.title == "Aspirin in CO2 retention"
    assert (document.id, document.published) == ("pmcid:PMC123", "2020-01-07")
    assert document.reference.authors == ("Smith JA", "Lee JL", "HOPE Group")
    assert document.reference.journal == "Heart"
    assert document.url == "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123"  # 10.1/A.b is no DOI


def test_the_doi_names_the_article_without_a_pmcid(tmp_path: Path) -> None:
    document = one(tmp_path, "<p>x</p>", ids=DOI)
    assert (document.id, document.url) == ("doi:10.1234/a.b", "https://doi.org/10.1234/a.b")


def test_the_path_names_the_article_without_identifiers(tmp_path: Path) -> None:
    assert one(tmp_path, "<p>x</p>", ids="").id == "a.xml"


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("research-article", "Aspirin after stroke: a randomised controlled trial", "trial"),
        ("research-article", "Aspirin: a systematic review and meta-analysis of randomized trials", "review"),
        ("research-article", "Protocol for a randomised trial of aspirin", "other"),
        ("research-article", "Aspirin", "other"),
        ("review-article", "Aspirin", "review"),
        ("systematic-review", "Aspirin", "review"),
        ("case-report", "Aspirin", "case report"),
        ("guideline", "Aspirin", "guideline"),
    ],
)
def test_kind(tmp_path: Path, kind: str, title: str, expected: str) -> None:
    assert one(tmp_path, "<p>x</p>", kind, title=title).kind == expected


def test_sections_nest_and_come_again_after_an_inner_one(tmp_path: Path) -> None:
    abstract = "<abstract><sec><title>Methods</title><p>We asked.</p></sec></abstract>"
    body = """<p>Lead.</p><sec><title>Results</title><p>Many.</p><sec><title>Adverse events</title><p>Few.</p></sec>
    <p>More.</p></sec><sec><title>Competing interests</title><p>None.</p></sec>"""
    document = one(tmp_path, body, abstract=abstract)
    assert [section.title for section in document.sections] == [
        "Abstract › Methods",
        "",
        "Results",
        "Results › Adverse events",
        "Results",
    ]
    assert parts(document)["Results"] == "Many.\nMore."


def test_paragraphs_that_name_sources_are_left_out(tmp_path: Path) -> None:
    assert (
        one(tmp_path, "<p>Text.</p><p><bold>Funding:</bold> The Heart Fund.</p><p>More.</p>").text == "Text.\n\nMore."
    )


def test_what_is_no_passage_is_left_out(tmp_path: Path) -> None:
    body = """<p>Text.<fn><p>A note.</p></fn></p><sec sec-type="supplementary-material"><p>File S1</p></sec>"""
    back = """<back><ack><p>Thanks.</p></ack><fn-group><fn><p>Conflicts.</p></fn></fn-group>
    <sec><title>Funding</title><p>Paid.</p></sec><app-group><app><title>Appendix</title><p>Doses.</p></app></app-group>
    <ref-list><title>References</title><ref><mixed-citation>Doe 1999</mixed-citation></ref></ref-list></back>
    <sub-article article-type="reply"><body><p>Answer to reviewers.</p></body></sub-article>"""
    assert one(tmp_path, body, back=back).text == "Text.\n\nDoses."


TABLE = """<sec><title>Results</title><p>See the table.<table-wrap><label>Table 2</label>
<caption><p>Doses in adults</p></caption><table>
<thead><tr><th rowspan="2">Drug</th><th colspan="2">Dose</th></tr><tr><th>Low</th><th>High</th></tr></thead>
<tbody><tr><td colspan="3"><bold>Renal disease</bold></td></tr>
<tr><td rowspan="2">Aspirin<xref ref-type="table-fn">a</xref></td><td>75 mg</td><td>300 mg<hr/></td></tr>
<tr><td>100 mg</td><td/></tr></tbody></table><table-wrap-foot><fn><label>a</label>
<p>Not in children.</p></fn></table-wrap-foot></table-wrap> It goes on.</p></sec>"""


def test_a_table_keeps_caption_header_and_notes(tmp_path: Path) -> None:
    document = one(tmp_path, TABLE)
    (table,) = document.tables
    assert document.text.startswith("See the table. It goes on.\n\n")
    assert document.text[table.start : table.body].splitlines() == [
        "Table 2. Doses in adults.",
        "Drug | Dose Low | Dose High",
    ]
    assert document.text[table.body : table.end].splitlines() == [
        "Renal disease",
        "Renal disease › Aspirin^a | 75 mg | 300 mg",
        "Renal disease › Aspirin^a | 100 mg |",
        "a Not in children.",
    ]


def test_rows_indented_below_a_heading_carry_it(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in [("Sex", ""), ("\u2003Male", "9"), ("Age", "50")])
    document = one(tmp_path, f"<table-wrap><table><tbody>{rows}</tbody></table></table-wrap>")
    assert document.text.splitlines() == ["Sex |", "Sex › Male | 9", "Age | 50"]


def test_a_table_of_the_cals_model(tmp_path: Path) -> None:
    table = """<table-wrap><table><tgroup cols="3"><colspec colname="a"/><colspec colname="b"/><colspec colname="c"/>
    <thead><row><entry colname="a">Drug</entry><entry namest="b" nameend="c">Dose</entry></row></thead>
    <tbody><row><entry morerows="1">Aspirin</entry><entry>1</entry><entry>2</entry></row>
    <row><entry>3</entry><entry>4</entry></row></tbody></tgroup></table></table-wrap>"""
    assert one(tmp_path, table).text.splitlines() == ["Drug | Dose | Dose", "Aspirin | 1 | 2", "Aspirin | 3 | 4"]


def test_lists_figures_and_boxes(tmp_path: Path) -> None:
    body = """<p>Signs:<list list-type="order"><list-item><p>fever<list><list-item><p>high</p></list-item></list></p>
    </list-item><list-item><p>cough</p></list-item></list>and more.<fig><label>Figure 1</label>
    <caption><title>Course</title><p>By day</p><p>DOI: http://dx.doi.org/10.1/x</p></caption></fig></p>
    <boxed-text><caption><title>Key points</title></caption><p>Wash hands.</p></boxed-text>
    <def-list><def-item><term>ACE</term><def><p>an enzyme</p></def></def-item></def-list>"""
    document = one(tmp_path, body)
    assert document.text.split("\n\n") == [
        "Signs:",
        "1. fever\n  - high\n2. cough",
        "and more.",
        "Figure 1. Course. By day.",
        "Wash hands.",
        "ACE: an enzyme",
    ]
    assert parts(document)["Key points"] == "Wash hands."


def test_sets_and_envelopes(tmp_path: Path) -> None:
    two = article("<p>One.</p>") + article("<p>Two.</p>", ids=DOI)
    assert [d.text for d in documents(tmp_path / "set.xml", f"<pmc-articleset>{two}</pmc-articleset>")] == [
        "One.",
        "Two.",
    ]
    inner = article("<p>One.</p>").replace("<article ", '<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/" ')
    oai = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><record>{inner}</record></OAI-PMH>'
    assert [d.text for d in documents(tmp_path / "oai.xml", oai)] == ["One."]


def test_one_id_twice_in_a_set(tmp_path: Path) -> None:
    texts = ["One.", "One.", "Two."]
    found = records(
        tmp_path / "set.xml", f"<pmc-articleset>{''.join(article(f'<p>{t}</p>') for t in texts)}</pmc-articleset>"
    )
    assert isinstance(found[1], Refusal)
    assert [record.id for record in found if isinstance(record, Document)] == ["pmcid:PMC123", "pmcid:PMC123@2"]


def test_an_article_of_a_title_alone(tmp_path: Path) -> None:
    document = one(tmp_path, "")
    assert parts(document) == {"Title": "Aspirin"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (article("<p>Cut</p>")[:-30], "cut short or damaged"),
        ('<!DOCTYPE article [<!ENTITY a "b">]>' + article("<p>&a;</p>"), "entity"),
        (
            b'<?xml version="1.0" encoding="UTF-8"?>' + article("<p>na\xefve\xff</p>").encode("cp1252"),
            "invalid encoding",
        ),
    ],
)
def test_refused(tmp_path: Path, content: str | bytes, reason: str) -> None:
    assert reason in refused(tmp_path / "a.xml", content).reason


def test_a_declared_encoding_is_kept_to(tmp_path: Path) -> None:
    head = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
    (document,) = documents(tmp_path / "a.xml", head + article("<p>naïve</p>").encode("latin-1"))
    assert document.text == "naïve"


def test_characters_that_only_the_dtd_explains(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "JATS-archivearticle1.dtd">'
    (document,) = documents(tmp_path / "a.xml", doctype + article("<p>TNF-&alpha; rose</p>"))
    assert document.text == "TNF-α rose"


words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)
leaves = words.map(lambda word: f"<p>{word}</p>")
cells = st.builds(
    lambda word, across, down: f'<td colspan="{across}" rowspan="{down}">{word}</td>',
    words,
    st.integers(0, 4),
    st.integers(0, 4),
)
rows = st.lists(cells, max_size=4).map(lambda row: f"<tr>{''.join(row)}</tr>")
tables = st.lists(rows, max_size=5).map(lambda found: f"<table-wrap><table>{''.join(found)}</table></table-wrap>")
bodies = st.recursive(
    st.lists(leaves | tables, max_size=4).map("".join),
    lambda inner: st.lists(inner | inner.map(lambda x: f"<sec><title>T</title>{x}</sec>"), max_size=4).map("".join),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(body=bodies)
def test_any_body_gives_a_sound_document(tmp_path: Path, body: str) -> None:
    (document,) = documents(tmp_path / "a.xml", article(body))  # `documents` asserts that it is sound
    written = [part.split("</p>")[0] for part in body.split("<p>")[1:]]
    places = [0]
    for word in written:  # every paragraph is there, in order
        places.append(document.text.index(word, places[-1]))
    assert all(first <= second for first, second in pairwise(places))


REAL = {  # file: (id, published, kind, sections, tables)
    "nxml_jats/1471-2180-11-174.nxml": ("pmcid:PMC3166277", "2011-08-02", "other", 22, 3),
    "nxml_jats/727.xml": ("doi:10.7717/peerj.727", "2015-01-27", "other", 15, 0),
    "nxml_jats/e04407.xml": ("doi:10.7554/elife.04407", "2014-12-29", "other", 20, 1),
    "nxml_jats/elife-56337.nxml": ("pmcid:PMC7289599", "2020-06-01", "other", 17, 2),
    "nxml_jats/pntd.0002065.nxml": ("pmcid:PMC3585041", "2013-02-28", "other", 12, 5),
    "nxml_pmc/PMC3310457.xml": ("pmcid:PMC2819875", "2009-09", "review", 7, 0),
    "nxml_pmc/PMC4067379.xml": ("pmcid:PMC4067379", "2014-06-05", "other", 8, 3),
    "nxml_pmc/PMC4070636.xml": ("pmcid:PMC4070636", "2014-06-03", "other", 22, 4),
    "off-topic/04-00932.xml": ("doi:10.3390/metabo4040932", "2014-10-17", "other", 7, 1),
}


@pytest.mark.parametrize("name", REAL)
def test_real_articles(tmp_path: Path, name: str) -> None:
    path = shared("articles", name)
    (document,) = documents(tmp_path / path.name, path.read_bytes())
    found = (document.id, document.published, document.kind, len(document.sections), len(document.tables))
    assert found == REAL[name]
    for sign in (" ,", "( ", "()", "[]", "[,", "^^", "<xref", "&lt;"):
        assert sign not in document.text.replace("adjust()", "").replace("test()", "")
    assert "References" not in {section.title for section in document.sections}


def test_every_real_article_is_read(tmp_path: Path) -> None:
    folder = shared("articles")
    paths = [*folder.glob("nxml_*/*"), *folder.glob("off-topic/*.xml")]
    assert len(paths) == 22
    for path in paths:
        (document,) = documents(tmp_path / path.name, path.read_bytes())
        assert len(document.text.split()) > 800
        assert document.year
        assert document.reference.authors
        assert "Abstract" in document.sections[0].title


def test_appendices_in_a_group_keep_their_headings(tmp_path: Path) -> None:
    back = """<back><app-group><app><title>Appendix 1. Doses in children</title><p>First.</p>
    <sec><title>Neonates</title><p>5 mg.</p></sec><sec><title>Funding</title><p>Nobody paid.</p></sec></app>
    </app-group><p>Last.</p></back>"""
    assert parts(one(tmp_path, "<p>x</p>", back=back)) == {
        "": "x\nLast.",
        "Appendix 1. Doses in children": "First.",
        "Appendix 1. Doses in children › Neonates": "5 mg.",
    }
