"""RIS, read again by rispy."""

from typing import Any

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.export import ris
from pipelines.export.record import Export
from pipelines.schema import KINDS, Kind
from tests import exports
from tests.exports import DOSE, HOSTILE, LEAFLET, SPOKEN, cite, document, references, said


def read(export: Export) -> list[dict[str, Any]]:
    """The records as rispy reads them from the file's bytes."""
    text = ris.write(export).encode("utf-8").decode("utf-8")
    found: list[dict[str, Any]] = rispy.loads(text, newline="\r\n")
    return found


def test_a_trial_in_a_journal() -> None:
    (found,) = read(references(document()))
    assert found == {
        "type_of_reference": "JOUR",
        "authors": ["Smith, J. A.", "van der Berg, J."],
        "title": "Metformin in adults",
        "secondary_title": "Heart",
        "year": "2019",
        "date": "2019/03/04",
        "volume": "105",
        "number": "3",
        "start_page": "222",
        "end_page": "228",
        "doi": "10.1136/heart.2019_1",
        "urls": ["https://doi.org/10.1136/heart.2019_1"],
        "access_date": "2026/11/20",
        "accession_number": "42",
        "custom2": "PMC77",
    }


def test_the_form_of_a_file() -> None:
    text = ris.write(exports.export())
    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert lines[-1] == ""
    assert all(line[:2].isalnum() and line[2:6] == "  - " for line in lines[:-1])
    assert [line for line in lines if line[:2] in ("TY", "ER")] == [
        "TY  - JOUR", "ER  - ", "TY  - JOUR", "ER  - ", "TY  - ELEC", "ER  - ",
    ]  # fmt: skip
    assert lines[0] == "TY  - JOUR"


@pytest.mark.parametrize(
    ("kind", "expected"),
    list(zip(KINDS, ["RPRT", "JOUR", "JOUR", "JOUR", "ELEC", "JOUR"], strict=True)),
)
def test_the_type_goes_by_the_kind(kind: Kind, expected: str) -> None:
    assert read(references(document(kind=kind)))[0]["type_of_reference"] == expected


def test_an_unknown_kind_outside_a_journal_is_generic() -> None:
    nowhere = document(kind="other", journal="", pmid="", pmcid="", doi="", url="")
    assert read(references(nowhere))[0]["type_of_reference"] == "GEN"


def test_what_is_not_known_has_no_line() -> None:
    bare = document(
        authors=(), journal="", pmid="", pmcid="", doi="", volume="", issue="", pages="", published="", url=""
    )
    assert ris.write(references(bare)) == "TY  - JOUR\r\nTI  - Metformin in adults\r\nER  - \r\n"


def test_nine_authors_a_line_each_in_order() -> None:
    names = tuple(f"Author{number} A" for number in range(9))
    assert read(references(document(authors=names)))[0]["authors"] == [f"Author{n}, A." for n in range(9)]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("222-8", ("222", "228")), ("e12", ("e12", None)), ("98-103", ("98", "103")), ("1, 4-5", ("1, 4-5", None))],
)
def test_pages(printed: str, expected: tuple[str, str | None]) -> None:
    (found,) = read(references(document(pages=printed)))
    assert (found["start_page"], found.get("end_page")) == expected


def test_the_notes_hold_quote_place_state_and_statement() -> None:
    met, _, leaflet = read(exports.export(keep=True))
    assert f'"{DOSE}" [1], page 4, Dose. Statement 1 (Supported).' in met["notes"]
    assert '"Take it with food." [3], Dose. Statement 1 (Supported): Start with 500 mg once daily.' in leaflet["notes"]
    assert any(
        "Statement 2 (Unsupported: the number 20 is not in the cited passage): It can be continued" in note
        for note in met["notes"]
    )


def test_a_disagreement_is_told_at_both_sides() -> None:
    met, later, _ = read(exports.export())
    told = "Sources disagree on this point: 500 mg in one, 850 mg in the other. Both are shown, none is chosen."
    assert any(told in note for note in met["notes"])
    assert later["notes"] == [f'"Start with 850 mg once daily." [2], Dose. {told}']


@settings(deadline=None)
@given(SPOKEN, SPOKEN, SPOKEN)
def test_title_author_and_quote_survive(title: str, author: str, quote: str) -> None:
    whole = document("met", quote, title=title, authors=(author,))
    export = exports.alone(whole, said("It holds.", cite(whole, quote, section="")))
    (found,) = read(export)
    assert found["title"] == title
    assert found["authors"] == [export.works[0].authors[0].inverted]
    assert found["notes"] == [f'"{quote}" [1]. Statement 1 (Supported): It holds.']


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    export = exports.hostile(text)
    (found,) = read(export)
    assert found["title"] == found["secondary_title"] == export.works[0].title
    assert len(found["notes"]) == 4  # two statements, two sides


@given(st.lists(st.sampled_from([document(), LEAFLET]), max_size=4))
def test_as_many_records_as_works(documents: list[Any]) -> None:
    assert len(read(references(*documents))) == len(documents)
