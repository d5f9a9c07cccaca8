"""What an export holds: which statements, how works are numbered, what is kept of a document that is gone."""

import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue import unpack
from pipelines.errors import QuestionError
from pipelines.export.build import exported, listed
from pipelines.export.formats import FORMATS, named, of_file, written
from pipelines.export.record import Export
from pipelines.export.saved import answer_of
from pipelines.export.text import line, lines
from pipelines.plain import plain
from pipelines.schema import ABSTENTION, Answer
from tests import exports
from tests.exports import DAY, DOSE, LATER, LEAFLET, LIBRARY, METFORMIN, MIXED, NOTHING, STOP, TEXT, cite, said, shelf


def test_only_supported_statements_are_exported() -> None:
    found = exports.export()
    assert [(one.number, one.support) for one in found.lines] == [(1, "supported")]
    assert (found.total, found.unsupported, found.unchecked) == (3, 1, 1)


def test_the_others_come_along_when_they_are_kept() -> None:
    found = exports.export(keep=True)
    assert [one.support for one in found.lines] == ["supported", "unsupported", "not checked"]
    assert found.lines[1].reason == "the number 20 is not in the cited passage"
    assert (found.total, found.unsupported, found.unchecked) == (3, 0, 0)


def test_works_are_numbered_as_they_are_first_mentioned_each_document_once() -> None:
    found = exports.export(keep=True)
    assert [(work.number, work.id) for work in found.works] == [(1, "met"), (2, "later"), (3, "leaflet")]
    assert [quote.number for quote in found.disputes[0].sides] == [1, 2]
    assert [one.works for one in found.lines] == [(1, 3), (1,), ()]


def test_two_passages_of_one_document_have_one_number() -> None:
    twice = said("Both.", cite(METFORMIN, DOSE, 1), cite(METFORMIN, STOP, 2))
    found = exports.export(exports.answer(twice))
    assert (found.lines[0].works, len(found.lines[0].quotes), len(found.works)) == ((1,), 2, 1)


def test_what_a_left_out_statement_cites_is_no_reference() -> None:
    lone = said("x", cite(LEAFLET, "Take it with food."), support="unsupported", reason="y")
    assert exports.export(exports.answer(said(DOSE, cite(METFORMIN, DOSE)), lone)).works[-1].id == "met"


def test_a_disagreement_carries_both_sides() -> None:
    (dispute,) = exports.export().disputes
    assert [side.lines for side in dispute.sides] == [(DOSE,), ("Start with 850 mg once daily.",)]
    assert all(side.held for side in dispute.sides)


def test_an_abstention_has_its_plain_no_and_what_was_nearest() -> None:
    found = exports.export(NOTHING)
    assert (found.plain, found.works, found.lines) == (ABSTENTION, (), ())
    assert [passage.title for passage in found.near] == [LEAFLET.title, LATER.title]


def test_what_the_catalogue_knows_of_a_work_is_there() -> None:
    (work,) = exports.references(METFORMIN).works
    assert [author.short for author in work.authors] == ["Smith JA", "van der Berg J"]
    assert (work.journal, work.volume, work.issue, work.pages, work.year) == ("Heart", "105", "3", "222-8", "2019")
    assert (work.pmid, work.pmcid, work.doi) == ("42", "PMC77", "10.1136/heart.2019_1")
    assert (work.kind, work.file, work.read) == ("trial", "met.xml", "2026-11-20")


def test_a_document_that_is_gone_is_named_as_the_answer_knew_it() -> None:
    found = exports.export(library=(LATER,))
    work = next(work for work in found.works if work.id == "met")
    assert (work.title, work.kind, work.year, work.file, work.authors) == (
        METFORMIN.title,
        "trial",
        "2019",
        "met.xml",
        (),
    )
    assert [quote.held for quote in found.lines[0].quotes] == [False, False]


def test_without_a_library_an_answer_can_still_be_exported() -> None:
    assert [work.title for work in exported(MIXED, None, DAY).works] == [METFORMIN.title, LATER.title, LEAFLET.title]


def test_a_quote_that_no_longer_stands_there_says_so() -> None:
    changed = replace(METFORMIN, text=METFORMIN.text.replace("500", "250"))
    found = exports.export(library=(changed, LATER, LEAFLET))
    assert [quote.held for quote in found.lines[0].quotes] == [False, True]
    assert "no longer in the library" in FORMATS["markdown"].write(found)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("keep", [False, True])
def test_every_format_carries_numbers_quotes_and_states(form: str, keep: bool) -> None:
    text = FORMATS[form].write(exports.export(keep=keep))
    assert "[1]" in text
    assert DOSE in text
    assert "Supported" in text
    assert ("eGFR of 20" in text) == keep
    assert ("Unsupported: the number 20" in text) == keep


@pytest.mark.parametrize("form", ["markdown", "vancouver", "print"])
def test_what_was_left_out_is_told(form: str) -> None:
    text = FORMATS[form].write(exports.export())
    assert "Left out here: 1 statement that is unsupported, 1 statement that was not checked." in text
    assert "Supported by the documents: 1 of 3 statements." in text


@pytest.mark.parametrize("form", ["markdown", "vancouver", "print"])
def test_the_plain_no_stands_in_the_formats_for_people(form: str) -> None:
    text = FORMATS[form].write(exports.export(NOTHING))
    assert ABSTENTION in text.replace("\\:", ":")
    assert "Take it with food." in text
    assert "[1]" not in text
    assert "References" not in text


@pytest.mark.parametrize("form", ["ris", "bibtex"])
def test_a_file_of_references_without_one_is_an_error(form: str) -> None:
    with pytest.raises(QuestionError, match=r"Nothing here cites a document.* Choose \.md"):
        written(exports.export(NOTHING), named(form))
    unsupported = exports.answer(said(DOSE, cite(METFORMIN, DOSE), support="unsupported", reason="x"))
    with pytest.raises(QuestionError, match="keep the statements"):
        written(exports.export(unsupported), named(form))


def test_references_of_documents_by_id_title_and_file() -> None:
    with shelf(*LIBRARY) as catalogue:
        assert [w.id for w in listed([LEAFLET.title, "met", "/lib/later.xml"], catalogue, DAY).works] == [
            "leaflet", "met", "later",
        ]  # fmt: skip
        assert [work.id for work in listed([], catalogue, DAY).works] == ["met", "later", "leaflet"]  # by title
        assert [work.id for work in listed(["met", "met"], catalogue, DAY).works] == ["met"]


def test_a_name_that_is_not_there_is_an_error() -> None:
    with shelf(*LIBRARY, replace(METFORMIN, id="met2")) as catalogue:
        with pytest.raises(QuestionError, match=r"'Metformin, looked at' is not .* mean 'Metformin, looked at again'"):
            listed(["Metformin, looked at"], catalogue, DAY)
        with pytest.raises(QuestionError, match=r"2 documents have the title .*: met, met2"):
            listed([METFORMIN.title], catalogue, DAY)
    with pytest.raises(QuestionError, match="which is empty"):
        listed(["met"], None, DAY)
    assert listed([], None, DAY) == Export("2026-11-21")


def test_formats_are_found_by_name_and_ending() -> None:
    assert named("BibTeX") is named("bib") is named(".bib") is of_file(Path("a.b.BIB"))
    with pytest.raises(QuestionError, match=r"There is no format 'bibtx'\. Did you mean 'bibtex'"):
        named("bibtx")
    with pytest.raises(QuestionError, match=r"The ending of 'a.doc' says no format\. Use one of: \.md \(mark"):
        of_file(Path("a.doc"))


@pytest.mark.parametrize("one", [MIXED, NOTHING])
def test_an_answer_saved_as_json_comes_back(one: Answer) -> None:
    assert answer_of(plain(one)) == one


@pytest.mark.parametrize("fields", [{}, {"question": "x"}, plain(MIXED) | {"statements": [{"txt": 1}]}])
def test_what_is_no_answer_is_an_error(fields: dict[str, object]) -> None:
    with pytest.raises(QuestionError, match=r"This is no answer: .* Save one with: vademecum ask --json"):
        answer_of(fields)


def test_a_library_from_before_volumes_were_read_opens() -> None:
    old = plain(METFORMIN)
    for name in ("volume", "issue", "pages"):
        del old["reference"][name]
    document = unpack(zlib.compress(json.dumps(old).encode()))
    assert document == replace(METFORMIN, reference=replace(METFORMIN.reference, volume="", issue="", pages=""))
    assert "Heart. 2019. doi:" in FORMATS["vancouver"].write(exports.references(document))


HIDING = "\x00\x1b\u00ad\u200b\u202e\u2066\ufeff\U000e0041"


@given(st.text(st.sampled_from("ab \n\r\x0b\x1c\x85\u2028\u200f" + HIDING)) | TEXT)
def test_a_line_is_one_line_and_nothing_hides_in_it(text: str) -> None:
    found = line(text)
    assert len(found.splitlines()) <= 1
    assert found == line(found) == " ".join(found.split())
    assert not set(found) & set(HIDING)


@given(st.text())
def test_lines_are_what_text_says(text: str) -> None:
    assert " ".join(lines(text)) == line(text)
