"""The NLM's style of references, and the answer as plain text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.export.names import Name, name_of
from pipelines.export.record import Work
from pipelines.export.vancouver import reference, write
from tests import exports
from tests.exports import DOSE, HOSTILE, LATER, LEAFLET, NOTHING, TEXT, document, references, work

WORD = st.sampled_from(["", "Heart", "12", "Metformin in adults", "Is it safe?", "e45"])
WORKS = st.builds(
    Work,
    number=st.just(1),
    id=st.just("x"),
    title=st.sampled_from(["Metformin in adults", "Is it safe?", "The end."]),
    authors=st.lists(st.sampled_from([Name("Smith", "JA"), Name("HOPE Group")]), max_size=9).map(tuple),
    journal=WORD,
    volume=WORD,
    issue=WORD,
    pages=WORD,
    published=st.sampled_from(["", "2019", "2019-03-04"]),
    pmid=st.sampled_from(["", "42"]),
    pmcid=st.sampled_from(["", "PMC7"]),
    doi=st.sampled_from(["", "10.1234/a"]),
    url=st.sampled_from(["", "https://a.example/", "https://a.example/b"]),
    file=st.sampled_from(["", "a.pdf"]),
    read=st.sampled_from(["", "2026-11-20"]),
)


def test_a_trial_in_a_journal() -> None:
    assert reference(work()) == (
        "Smith JA, van der Berg J. Metformin in adults. Heart. 2019;105(3):222-8. doi: 10.1136/heart.2019_1. "
        "PMID: 42; PMCID: PMC77."
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"volume": "", "issue": "", "pages": ""}, "Heart. 2019. doi:"),
        ({"issue": ""}, "Heart. 2019;105:222-8. doi:"),
        ({"pages": ""}, "Heart. 2019;105(3). doi:"),
        ({"volume": "", "issue": "", "pages": "e12"}, "Heart. 2019:e12. doi:"),
        ({"published": ""}, "Heart. 105(3):222-8. doi:"),
        ({"journal": ""}, "Metformin in adults. 2019;105(3):222-8. doi:"),
        ({"pmcid": ""}, "heart.2019_1. PMID: 42."),
        ({"pmid": ""}, "heart.2019_1. PMCID: PMC77."),
        ({"title": "Is metformin safe?"}, "J. Is metformin safe? Heart. 2019"),
        ({"title": "Metformin."}, "J. Metformin. Heart. 2019"),
        ({"authors": ("Smith JA Jr", "HOPE Group")}, "Smith JA Jr, HOPE Group. Metformin"),
    ],
)
def test_what_is_missing_leaves_no_gap(fields: dict[str, object], expected: str) -> None:
    assert expected in reference(work(**fields))


@pytest.mark.parametrize(
    ("number", "end"), [(6, "Author5 A. Metformin"), (7, "Author5 A, et al. Metformin"), (9, "et al. M")]
)
def test_six_authors_and_then_et_al(number: int, end: str) -> None:
    names = tuple(f"Author{n} A" for n in range(number))
    found = reference(work(authors=names))
    assert end in found
    assert "Author6" not in found


def test_without_authors_the_title_comes_first() -> None:
    assert reference(work(authors=())).startswith("Metformin in adults. Heart. 2019")


def test_a_page_on_the_web_has_its_address_and_the_day_it_was_read() -> None:
    (found,) = references(LEAFLET).works
    assert reference(found) == (
        "Metformin: how to take it [Internet]. NHS. 2022 [cited 2026 Nov 20]. Available from: https://nhs.example/met/"
    )


def test_a_file_of_ones_own_is_named() -> None:
    nothing = {"journal": "", "pmid": "", "pmcid": "", "doi": "", "volume": "", "issue": "", "pages": "", "url": ""}
    assert reference(work(source="notes/met.pdf", authors=(), **nothing)) == (
        "Metformin in adults. 2019. File: notes/met.pdf."
    )


@given(WORKS)
def test_no_part_leaves_a_hole(one: Work) -> None:
    found = reference(one)
    assert not re.search(r"\.\.|\. \.|;[.:;]|:\.|\(\)|\[\]| {2}|, \.|^[ .;:,]|\? ?\.", found)
    assert found.endswith((".", "/", "?"))
    for part in (one.title.rstrip("."), one.journal, one.volume, one.pages, one.pmid, one.doi, one.published[:4]):
        assert part in found


def test_an_answer_as_plain_text() -> None:
    assert (
        write(exports.export(keep=True))
        == """\
What is the dose of metformin?

Supported by the documents: 1 of 3 statements.

Sources disagree on this point: 500 mg in one, 850 mg in the other. Both are shown, none is chosen.
   "Start with 500 mg once daily." [1], Dose, trial, 2019
   "Start with 850 mg once daily." [2], Dose, review, 2011

1. Start with 500 mg once daily. [1, 3] (Supported)
   "Start with 500 mg once daily." [1], page 4, Dose
   "Take it with food." [3], Dose

2. [Unsupported] It can be continued at an eGFR of 20. [1] (Unsupported: the number 20 is not in the cited passage)
   "Stop it below an eGFR of 30." [1], Dose

3. [Not checked] Most people tolerate it well. (Not checked: no passage was cited)

References

1. Smith JA, van der Berg J. Metformin in adults. Heart. 2019;105(3):222-8. doi: 10.1136/heart.2019_1. PMID: 42; \
PMCID: PMC77.
2. HOPE Group. Metformin, looked at again. Heart. 2011. PMID: 43.
3. Metformin: how to take it [Internet]. NHS. 2022 [cited 2026 Nov 20]. Available from: https://nhs.example/met/

Answered by: quotes only. Library version 12. Searched by meaning and words. Exported on 2026-11-21.
"""
    )


def test_an_abstention_as_plain_text() -> None:
    text = write(exports.export(NOTHING))
    assert "none of them is cited.\n\n- Metformin: how to take it, page 4, Dose\n   Take it with food.\n" in text


def test_references_alone_are_a_numbered_list() -> None:
    lines = write(references(document(), LATER)).splitlines()
    assert [line[:13] for line in lines] == ["1. Smith JA, ", "2. HOPE Group"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_line(text: str) -> None:
    expected = len(write(exports.hostile("plain")).splitlines())
    assert len(write(exports.hostile(text)).splitlines()) == expected


def test_rows_of_a_table_stay_lines() -> None:
    whole = document("met", "10 mg | child\n20 mg | adult")
    table = exports.cite(whole, whole.text, context="Dose | For whom")
    assert write(exports.alone(whole, exports.said(f"{DOSE}\nAnd more.", table))).split("\n\n")[2] == (
        f'1. {DOSE}\n   And more. [1] (Supported)\n   Dose | For whom\n   "10 mg | child\n    20 mg | adult" [1], Dose'
    )


@pytest.mark.parametrize(
    ("text", "family", "short", "inverted"),
    [
        ("Smith JA", "Smith", "Smith JA", "Smith, J. A."),
        ("van der Berg J", "van der Berg", "van der Berg J", "van der Berg, J."),
        ("Smith JA Jr", "Smith", "Smith JA Jr", "Smith, J. A., Jr"),
        ("Martin J-P", "Martin", "Martin JP", "Martin, J.-P."),
        ("Öztürk ÖÇ", "Öztürk", "Öztürk ÖÇ", "Öztürk, Ö. Ç."),
        ("Smith, Jane Alice", "Smith", "Smith JA", "Smith, Jane Alice"),
        ("Smith, J., Jr", "Smith", "Smith J Jr", "Smith, J., Jr"),
        ("HOPE Group", "HOPE Group", "HOPE Group", "HOPE Group"),
        ("Diabetes UK", "Diabetes UK", "Diabetes UK", "Diabetes UK"),
        ("National Institute for Health, UK", *["National Institute for Health, UK"] * 3),
        ("Jane Smith", "Jane Smith", "Jane Smith", "Jane Smith"),
        ("NICE", "NICE", "NICE", "NICE"),
    ],
)
def test_names(text: str, family: str, short: str, inverted: str) -> None:
    name = name_of(text)
    assert (name.family, name.short, name.inverted) == (family, short, inverted)


@given(TEXT)
def test_no_name_loses_a_letter(text: str) -> None:
    def letters(text: str) -> list[str]:
        return sorted(char for char in text if char.isalnum())

    name = name_of(text)
    assert letters(name.family + name.given + name.suffix) == letters(exports.line(text))
    assert letters(name.inverted) == letters(exports.line(text))
