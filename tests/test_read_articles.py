"""The real files: each is read soundly, without references, furniture or broken words."""

import re
from functools import cache

import pytest

from pipelines.readers import find, read
from pipelines.readers.base import File
from pipelines.readers.boilerplate import boilerplate
from pipelines.readers.compose import NEST
from pipelines.schema import Document
from tests.data import shared
from tests.soundness import sound

# File, title, year, kind, pages, and some of its sections.
ARTICLES = [
    (
        "pdf/10.1136.bmjopen-2016-12335.pdf",
        "Feasibility study and pilot cluster-randomised controlled trial of the GoActive intervention aiming to "
        "promote physical activity among adolescents: outcomes and lessons learnt",
        2016,
        "trial",
        15,
        ["ABSTRACT › Objectives", "METHODS › Measurements › Accelerometry—primary outcome", "CONCLUSION"],
    ),
    (
        "pdf/10.2196.jmir.1963.pdf",
        "Evaluation of a Web-Based Intervention to Promote Hand Hygiene: Exploratory Randomized Controlled Trial",
        2011,
        "trial",
        14,
        ["Abstract › Results", "Methods › Design", "Results › Effects of Moderator Variables", "Discussion"],
    ),
    (
        "pdf/12936_2017_Article_2156.pdf",
        "Status of insecticide resistance in malaria vectors in Kwale County, Coastal Kenya",
        2018,
        "other",
        9,
        ["Abstract › Background", "Methods › Study area", "Results › Species composition", "Discussion"],
    ),
    (
        "pdf/10.1186_s13027-016-0058-9.pdf",
        "Human papillomavirus infection and risk of breast cancer: a meta-analysis of case-control studies",
        2016,
        "review",
        8,
        ["Results and discussion", "Methods › Statistical analysis"],
    ),
    (
        "off-topic/PMC4521097.pdf",
        "Conspecific recognition and aggression reduction to familiars in newly weaned, socially plastic mammals",
        2015,
        "other",
        12,
        ["Abstract", "Results › Plasma oxytocin concentrations after stranger/familiar trials"],
    ),
    (
        "html/journal.pone.0111303.html",
        "Terpenoid Compositions and Botanical Origins of Late Cretaceous and Miocene Amber from China",
        2014,
        "other",
        0,
        ["Abstract", "Introduction", "Materials and Methods › Repository"],
    ),
    (
        "html/fpsyg-05-01582.html",
        "Tracking the evolutionary origins of dog-human cooperation: the “Canine Cooperation Hypothesis”",
        2015,
        "other",
        0,
        ["Abstract", "Our Contributions › Social Tolerance", "Conclusions"],
    ),
    ("docx/word_sample.docx", "Swimming in the lake", 2024, "other", 0, ["Let’s swim!", "Let’s swim! › Let’s eat"]),
]


@cache
def document(name: str) -> Document:
    """The one document of a file."""
    path = shared("articles", *name.split("/"))
    (found,) = read(File(path, name))
    assert isinstance(found, Document)
    return sound(found)


def files(*folders: str) -> list[File]:
    found = list(find([shared("articles", folder) for folder in folders]))
    return [file for file in found if isinstance(file, File)]


@pytest.mark.parametrize(
    ("name", "title", "year", "kind", "pages", "sections"), ARTICLES, ids=lambda value: str(value)[:20]
)
def test_what_an_article_is(name: str, title: str, year: int, kind: str, pages: int, sections: list[str]) -> None:
    found = document(name)
    assert (found.title, found.year, found.kind, len(found.pages)) == (title, year, kind, pages)
    titles = [section.title for section in found.sections]
    assert [section for section in sections if section not in titles] == []


@pytest.mark.parametrize("folder", ["pdf", "html", "docx"])
def test_every_file_reads_soundly(folder: str) -> None:
    for file in files(folder):
        found = document(f"{folder}/{file.path.name}")
        names = [name for section in found.sections for name in section.title.split(NEST)]
        assert [name for name in names if boilerplate(name)] == []
        assert not re.search(r"Page \d+ of \d+|creativecommons\.org|Submit your next manuscript", found.text)
        assert not re.search(r"[\x00-\x08\ufffe\uffff\ufffd\ue000-\uf8ff]", found.text)


def test_no_word_is_parted_at_a_lines_end() -> None:
    parted = re.compile(r"\b[a-z]{2,}-(?:tion|tions|ment|ments|ing|ness|ity|tive|sion|cally|ular|ology)\b")
    assert {
        file.path.name: found
        for file in files("pdf")
        if (found := parted.findall(document(f"pdf/{file.path.name}").text))
    } == {}


def test_columns_are_in_order() -> None:
    text = document("pdf/10.1136.bmjopen-2016-12335.pdf").text
    assert (
        "the components are presented in table 1. Briefly, GoActive aims to increase PA through increased peer" in text
    )
    assert "Compared with control, intervention students reported greater peer support" in text  # around a box


def test_a_paragraph_over_a_page_keeps_its_pages() -> None:
    found = document("pdf/10.1136.bmjopen-2016-12335.pdf")
    at = found.text.index("increased peer support, self-efficacy")
    assert (found.pages[2], found.page(at - 1), found.page(at)) == (at, 2, 3)


def test_tables_of_a_pdf() -> None:
    found = document("pdf/12936_2017_Article_2156.pdf")
    first = found.tables[0]
    lines = found.text[first.start : first.end].split("\n")
    assert lines[0].startswith("Table 1 Species composition of Anopheles mosquitoes collected in Marigiza")
    assert lines[1:4] == [
        "Species | Sibling species ID | Kidomaya | Marigiza | Total",
        "An. gambiae | An. arabiensis | 183 | 147 | 330",
        "An. gambiae | An. gambiae s.s. | 16 | 2 | 18",
    ]
    assert found.page(first.start) == 4


def test_a_table_on_a_turned_page() -> None:
    found = document("pdf/10.1186_s13027-016-0058-9.pdf")
    text = found.text[found.tables[0].start : found.tables[0].end]
    assert "Damin | 2004 | 23 | Brazil | PET | 25/101 | 0/41 | 14/101 | 0/41 | 10/101 | 0/41 |" in text
    assert found.page(found.tables[0].start) == 3
