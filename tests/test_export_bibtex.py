"""BibTeX, read again by bibtexparser, and its LaTeX by pylatexenc."""

import re
import unicodedata
from collections.abc import Sequence

import pytest
from bibtexparser import parse_string
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from bibtexparser.model import Entry
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from pipelines.export import bibtex
from pipelines.export.latex import encoded
from pipelines.export.record import Export, Work
from pipelines.export.text import line
from pipelines.schema import KINDS, Kind
from tests import exports
from tests.exports import DOSE, HOSTILE, LATER, LEAFLET, SPOKEN, TEXT, cite, document, references, said, work

KNOWN = {  # commands of LaTeX's kernel that pylatexenc doesn't know, or gives a look-alike for
    "textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">", "textbar": "|",
    "textasciicircum": "^",
}  # fmt: skip


def plain(latex: str) -> str:
    """LaTeX as text."""
    known = get_default_latex_context_db()
    known.add_context_category("kernel", macros=[MacroTextSpec(*one) for one in KNOWN.items()], prepend=True)
    return str(LatexNodes2Text(latex_context=known, strict_latex_spaces=True, keep_comments=True).latex_to_text(latex))


def read(export: Export) -> list[dict[str, str]]:
    """The entries as bibtexparser reads them, their text without LaTeX, nothing left over."""
    library = parse_string(bibtex.write(export))
    assert (library.failed_blocks, library.comments) == ([], [])
    entries = [{"TYPE": one.entry_type, "KEY": one.key, **_fields(one)} for one in library.entries]
    assert len(entries) == len(export.works)
    return entries


def _fields(entry: Entry) -> dict[str, str]:
    raw = {"doi", "pmid", "pmcid", "url", "urldate"}
    return {field.key: field.value if field.key in raw else plain(field.value) for field in entry.fields}


def names(*authors: str) -> list[tuple[str, str, str, str]]:
    """First, von, last and junior part of each author, as bibtexparser splits them, without the braces of groups."""
    layers = [SeparateCoAuthors(True), SplitNameParts(True)]
    (entry,) = parse_string(bibtex.write(references(document(authors=authors))), append_middleware=layers).entries

    def text(parts: Sequence[str]) -> str:
        return plain(re.sub(r"^\{(.*)\}$", r"\1", " ".join(parts)))

    return [(text(one.first), text(one.von), text(one.last), text(one.jr)) for one in entry["author"]]


def test_a_trial_in_a_journal() -> None:
    assert read(references(document())) == [
        {
            "TYPE": "article",
            "KEY": "smith2019metformin",
            "author": "Smith, J. A. and van der Berg, J.",
            "title": "Metformin in adults",
            "journal": "Heart",
            "year": "2019",
            "month": "3",
            "volume": "105",
            "number": "3",
            "pages": "222-8",
            "doi": "10.1136/heart.2019_1",
            "pmid": "42",
            "pmcid": "PMC77",
            "url": "https://doi.org/10.1136/heart.2019_1",
            "urldate": "2026-11-20",
        }
    ]


@pytest.mark.parametrize(
    ("kind", "expected", "field"),
    [
        ("guideline", "techreport", "institution"),
        ("review", "article", "journal"),
        ("trial", "article", "journal"),
        ("case report", "article", "journal"),
        ("patient information", "misc", "howpublished"),
        ("other", "article", "journal"),
    ],
)
def test_the_type_goes_by_the_kind(kind: Kind, expected: str, field: str) -> None:
    assert kind in KINDS
    (found,) = read(references(document(kind=kind)))
    assert (found["TYPE"], found[field]) == (expected, "Heart")


def test_what_is_not_known_has_no_field() -> None:
    nothing = {"pmid": "", "pmcid": "", "doi": "", "volume": "", "issue": "", "pages": "", "published": "", "url": ""}
    (found,) = read(references(document(authors=(), journal="", kind="other", **nothing)))
    assert found == {"TYPE": "misc", "KEY": "metforminadults", "title": "Metformin in adults"}


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        ("Smith JA", ("J. A.", "", "Smith", "")),
        ("van der Berg J", ("J.", "van der", "Berg", "")),
        ("De Vries J-P Jr", ("J.-P.", "", "De Vries", "Jr")),
        ("Szűcs É", ("É.", "", "Szűcs", "")),
        ("Müller-Łęcki Ø", ("Ø.", "", "Müller-Łęcki", "")),
        ("O'Neil & Sons K", ("K.", "", "O'Neil & Sons", "")),
        ("Food and Drug Administration", ("", "", "Food and Drug Administration", "")),
        ("NICE, London, UK", ("", "", "NICE, London, UK", "")),
        ("others", ("", "", "others", "")),
        ("Smith and Jones AB", ("A. B.", "", "Smith and Jones", "")),
        ("{braced} A", ("A.", "", "{braced}", "")),
        ("张伟", ("", "", "张伟", "")),
        ("Smith, Jane Alice", ("Jane Alice", "", "Smith", "")),
    ],
)
def test_authors_in_their_parts(author: str, parts: tuple[str, str, str, str]) -> None:
    assert names(author, "Last L") == [parts, ("L.", "", "Last", "")]


def test_nine_authors() -> None:
    assert len(names(*(f"Author{number} A" for number in range(9)))) == 9


@pytest.mark.parametrize(
    "doi", ["10.1002/(sici)1097-0258(1998)17:15<1661::aid-sim968>3.0.co;2-2", "10.1/a_b%c#d$e&f~g^h"]
)
def test_a_doi_stands_as_it_is(doi: str) -> None:
    assert f"  doi = {{{doi}}},\n" in bibtex.write(references(document(doi=doi)))
    assert read(references(document(doi=doi)))[0]["doi"] == doi


def test_braces_in_an_address_do_not_end_its_field() -> None:
    (found,) = read(references(document(doi="10.1234/a}b{{", url="https://x.example/\\}")))
    assert (found["doi"], found["url"]) == ("10.1234/a%7Db%7B%7B", "https://x.example/%5C%7D")


def test_keys_are_plain_and_made_of_name_year_and_word() -> None:
    keys = [
        bibtex._key(work(authors=("Øster-Müller Å",), title="The α2 Blocker")),
        bibtex._key(work(authors=("World Health Organization",), title="On tuberculosis", published="2022")),
        bibtex._key(work(authors=(), title="A guide to gout", published="")),
        bibtex._key(work(authors=("张伟",), title="糖尿病", published="2020")),
    ]
    assert keys == ["ostermuller20192", "world2022tuberculosis", "guidegout", "work2020"]


def test_works_that_would_share_a_key_keep_theirs_in_any_company() -> None:
    works = [work(id=id) for id in ("a", "b", "c")]
    all_three, two = bibtex.keys(works), bibtex.keys([works[2], works[0]])
    assert len(set(all_three.values())) == 3
    assert {id: all_three[id] for id in two} == two
    assert all(re.fullmatch(r"smith2019metformin-[0-9a-f]{4}", key) for key in all_three.values())


@given(st.lists(st.builds(work, id=SPOKEN, title=TEXT, authors=st.tuples(TEXT)), max_size=6, unique_by=lambda w: w.id))
def test_keys_are_unique_and_fit_for_bibtex(works: list[Work]) -> None:
    found = bibtex.keys(works)
    assert len(set(found.values())) == len(works)
    assert all(re.fullmatch(r"[a-z0-9]+(-[0-9a-f]+)?", key) for key in found.values())
    assert found == bibtex.keys(works[::-1])


def test_the_notes_are_kept_where_styles_do_not_print() -> None:
    met, later, leaflet = read(exports.export())
    assert f'"{DOSE}" [1], page 4, Dose. Statement 1 (Supported).' in met["annote"]
    assert "Sources disagree on this point" in met["annote"]
    assert "Sources disagree on this point" in later["annote"]
    assert leaflet["annote"].startswith('"Take it with food." [3]')


def test_without_works_there_is_no_entry() -> None:
    assert parse_string(bibtex.write(Export("2026-11-21"))).entries == []


@settings(deadline=None, max_examples=50)
@given(SPOKEN, SPOKEN, SPOKEN)
def test_title_author_and_quote_survive(title: str, author: str, quote: str) -> None:
    whole = document("met", quote, title=title, authors=(author,))
    (found,) = read(exports.alone(whole, said("It holds.", cite(whole, quote, section=""))))
    assert found["title"] == unicodedata.normalize("NFC", title)
    assert line(found["annote"]) == unicodedata.normalize("NFC", f'"{quote}" [1]. Statement 1 (Supported): It holds.')
    (parts,) = names(author)
    given_, von, last, jr = parts
    name = exports.work(authors=(author,)).authors[0]
    assert (f"{von} {last}".strip(), jr, given_) == tuple(
        unicodedata.normalize("NFC", part) for part in (name.family, name.suffix, name.dotted)
    )


@settings(deadline=None)
@given(TEXT)
def test_braces_are_balanced_and_nothing_is_bare(text: str) -> None:
    latex = encoded(line(text))
    depth = 0
    for sign in latex:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"(?<!\\)[$&#%_^~]|--|''|\\[{}]", re.sub(r"\{\\[\^~]\w\}", "", latex))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    export = exports.hostile(text)
    (found,) = read(export)
    assert found["title"] == found["journal"] == unicodedata.normalize("NFC", export.works[0].title)


def test_several_entries_do_not_run_into_each_other() -> None:
    assert [one["KEY"] for one in read(references(document(), LATER, LEAFLET))] == [
        "smith2019metformin", "hope2011metformin", "metformin2022take",
    ]  # fmt: skip
