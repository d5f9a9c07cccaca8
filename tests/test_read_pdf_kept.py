"""PDF: warnings, doses and figures that look like small print, running heads or citations are kept."""

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.pdfs import Sheet
from tests.test_read_pdf import BOLD, LEFT, MORE, PROSE, document

WARNING = "WARNING: fatal if given by other routes. For intravenous use only."


def titled() -> Sheet:
    return Sheet().put(LEFT, 60, "Vincristine in acute leukaemia", 18)


def test_a_warning_in_front_of_the_first_heading(tmp_path: Path) -> None:
    sheet = titled().put(LEFT, 90, "University Hospital, Leeds, UK").put(LEFT, 130, WARNING)
    text = document(tmp_path, sheet.put(LEFT, 160, "Dose", 12, BOLD).lines(LEFT, 180, PROSE)).text
    assert text.startswith(WARNING)
    assert "Leeds" not in text


def test_a_warning_above_the_title(tmp_path: Path) -> None:
    sheet = Sheet().put(LEFT, 40, "GUIDELINE").put(LEFT, 55, WARNING)
    sheet.put(LEFT, 90, "Vincristine in acute leukaemia", 18).put(LEFT, 120, "Dose", 12, BOLD)
    text = document(tmp_path, sheet.lines(LEFT, 140, PROSE)).text
    assert text.startswith(WARNING)


def test_a_warning_in_small_print(tmp_path: Path) -> None:
    warning = [
        "Contraindicated in demyelinating Charcot-Marie-Tooth disease,",
        "and fatal if given by the intrathecal route",
    ]
    sheet = titled().put(LEFT, 100, "Dose", 12, BOLD).lines(LEFT, 120, PROSE).lines(LEFT, 190, warning, 9)
    sheet.put(LEFT, 220, "Route", 12, BOLD).lines(LEFT, 240, MORE)
    sheet.put(LEFT, 790, "1 Department of Medicine, Leeds, UK", 7)
    text = document(tmp_path, sheet).text
    assert " ".join(warning) in text
    assert "Department" not in text


def test_numbered_steps_at_the_tops_of_pages(tmp_path: Path) -> None:
    steps = ["Day 1: give methotrexate 10 mg by mouth", "Day 2: give methotrexate 25 mg by mouth"]
    text = document(tmp_path, *[Sheet().put(LEFT, 60, step).lines(LEFT, 130, PROSE) for step in steps]).text
    assert [step in text for step in steps] == [True, True]


def test_a_warning_in_the_running_head_is_kept_once(tmp_path: Path) -> None:
    text = document(tmp_path, *[Sheet().put(LEFT, 40, WARNING).lines(LEFT, 130, lines) for lines in (PROSE, MORE)]).text
    assert text.count(WARNING) == 1


@pytest.mark.parametrize("foot", ["Sepsis guideline | {}", "Page {} of 2", "Sepsis guideline p. {}"])
def test_a_running_foot_with_the_pages_number(tmp_path: Path, foot: str) -> None:
    sheets = [Sheet().lines(LEFT, 130, PROSE).put(LEFT, 800, foot.format(page)) for page in (1, 2)]
    assert document(tmp_path, *sheets).text == "\n\n".join([" ".join(PROSE)] * 2)


@pytest.mark.parametrize(
    ("before", "raised", "read"),
    [
        ("They took 5 mg", "12", "took 5 mg of"),
        ("It took 48 h", "3", "took 48 h of"),
        ("They took vitamin D", "3", "took vitamin D of"),
        ("They had influenza A", "1", "had influenza A of"),
        ("They had 30 kg/m", "2", "had 30 kg/m2 of"),
        ("They gave 4 mg kg", "-1", "gave 4 mg kg-1 of"),
        ("They had an R", "2", "had an R2 of"),
    ],
)
def test_raised_numbers_behind_units(tmp_path: Path, before: str, raised: str, read: str) -> None:
    end = LEFT + stringWidth(before, "Times-Roman", 10)
    sheet = Sheet().lines(LEFT, 100, PROSE).put(LEFT, 148, before).put(end, 144, raised, 6)
    text = document(tmp_path, sheet.put(end + 8, 148, "of the first group.")).text
    assert read in text


def test_intervals_in_a_paper_that_cites_in_brackets(tmp_path: Path) -> None:
    cited = [f"Vincristine was used in trial number {word} [{at}]." for at, word in enumerate("abcdef", 1)]
    kept = ["The stay was 5 days [3-8] and 12 days [9-21], under 20 mg a day [5-40],", "or 20% [11; 42] of it."]
    text = document(tmp_path, Sheet().lines(LEFT, 100, [*cited, *kept])).text
    assert " ".join(kept) in text
    assert "number a." in text


def test_prose_tells_no_journal_year_or_identifier(tmp_path: Path) -> None:
    prose = [
        "Since 2005, metformin has been given first in most of the wards.",
        "It corrects what was said in doi.org/10.1136/bmj.b2700 and also in",
        "doi.org/10.1136/bmj.b2701. This leaflet was printed in 2021.",
    ]
    sheet = titled().put(LEFT, 90, "Ward handbook 2021, third edition")
    found = document(tmp_path, sheet.put(LEFT, 120, "Dose", 12, BOLD).lines(LEFT, 140, [*prose, *PROSE]))
    assert (found.reference.journal, found.published) == ("", "2021")
    assert (found.id, found.reference.doi) == ("a.pdf", "")
