"""PDF: columns, running heads, parted words, headings, tables, pages, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import read
from pipelines.readers.base import File
from pipelines.schema import Document, Refusal
from tests.pdfs import LEADING, Sheet, pdf
from tests.soundness import documents, parts, records, refused, sound

BOLD = "Times-Bold"
LEFT, RIGHT = 60, 310
PROSE = [
    "The patients were asked about their symptoms on",
    "the first day and again after four weeks, and they",
    "were examined by two physicians who did not know",
    "to which of the groups each of them belonged.",
]
MORE = [
    "All of them gave blood on the first day. Those who",
    "were pregnant or under the age of eighteen were not",
    "included in the trial, and neither were those who",
    "took anticoagulants at the time of the first visit.",
]


def document(path: Path, *sheets: Sheet, title: str = "") -> Document:
    (found,) = documents(path / "a.pdf", pdf(*sheets, title=title))
    return found


def columns(sheet: Sheet, y: float, left: list[str], right: list[str]) -> Sheet:
    """Two columns, written line by line across the page."""
    for at, (one, two) in enumerate(zip(left, right, strict=True)):
        sheet.put(LEFT, y + at * LEADING, one).put(RIGHT, y + at * LEADING, two)
    return sheet


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    found = document(tmp_path, columns(Sheet(), 100, PROSE, MORE))
    assert found.text == " ".join(PROSE) + "\n\n" + " ".join(MORE)


def test_a_heading_over_both_columns_stands_in_front_of_them(tmp_path: Path) -> None:
    sheet = Sheet().put(LEFT, 60, "A trial of aspirin in patients with chronic heart failure", 18)
    columns(sheet.put(LEFT, 100, "Methods", 12, BOLD), 120, PROSE, MORE)
    found = document(tmp_path, sheet)
    assert found.title == "A trial of aspirin in patients with chronic heart failure"
    assert list(parts(found)) == ["Methods"]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    sheets = [
        Sheet().lines(LEFT, 120, PROSE).put(LEFT, 30, "Heart 2019;105:1").put(290, 810, f"Page {page} of 3")
        for page in (1, 2, 3)
    ]
    found = document(tmp_path, *sheets)
    assert "Heart 2019" not in found.text
    assert "Page" not in found.text
    assert (found.reference.journal, found.published) == ("Heart", "2019")


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("this leads to inflam-", "mation of the joints", "leads to inflammation of"),
        ("raised levels of IL-", "6 in the blood of all", "levels of IL-6 in"),
        ("the spread of COVID-", "19 in the wards was", "spread of COVID-19 in"),
        ("patients who were HPV-", "positive had a higher", "were HPV-positive had"),
        ("and at the last follow-", "up none of them had", "last follow-up none"),
        ("in a cluster-", "randomised trial of", "in a cluster-randomised trial"),
        ("used the Mann-", "Whitney test for all", "the Mann-Whitney test"),
        ("values of 12-", "15 were seen in some", "of 12-15 were"),
    ],
)
def test_words_parted_at_a_lines_end(tmp_path: Path, first: str, second: str, joined: str) -> None:
    evidence = [
        "The follow-up took a year. Each cluster was randomised by",
        "the inflammation seen at first, and so on in all of them.",
    ]
    found = document(tmp_path, Sheet().lines(LEFT, 100, [*evidence, first, second]))
    assert joined in found.text


def test_headings_nest_by_number(tmp_path: Path) -> None:
    sheet = Sheet()
    for at, title in enumerate(["1 Introduction", "2 Methods", "2.1 Patients", "2.2 Drugs", "3 Results"]):
        sheet.put(LEFT, 80 + at * 100, title, 11, BOLD).lines(LEFT, 100 + at * 100, PROSE)
    titles = ["1 Introduction", "2 Methods", "2 Methods › 2.1 Patients", "2 Methods › 2.2 Drugs", "3 Results"]
    assert list(parts(document(tmp_path, sheet))) == titles


def test_headings_nest_by_size(tmp_path: Path) -> None:
    sheet = Sheet()
    for at, (title, size) in enumerate([("Methods", 14), ("Patients", 11), ("Drugs", 11), ("Results", 14)]):
        sheet.put(LEFT, 80 + at * 100, title, size, BOLD).lines(LEFT, 105 + at * 100, PROSE)
    assert list(parts(document(tmp_path, sheet))) == ["Methods", "Methods › Patients", "Methods › Drugs", "Results"]


def test_references_and_affiliations_are_left_out(tmp_path: Path) -> None:
    sheet = (
        Sheet().put(LEFT, 60, "Aspirin in chronic heart failure", 18).put(LEFT, 80, "John Smith and Ann B Jones", 11)
    )
    sheet.put(LEFT, 100, "Department of Medicine, University Hospital, Leeds, UK", 8)
    sheet.put(LEFT, 130, "Abstract", 12, BOLD).lines(LEFT, 150, PROSE)
    sheet.put(LEFT, 230, "References", 12, BOLD).put(LEFT, 250, "1. Doe J. On everything. Heart 1999;1:2-3.", 9)
    sheet.put(LEFT, 265, "doi:10.1234/other")
    found = document(tmp_path, sheet)
    assert parts(found) == {"Abstract": " ".join(PROSE)}
    assert found.reference.authors == ("Smith J", "Jones AB")


def test_a_paragraph_that_crosses_a_page(tmp_path: Path) -> None:
    first = Sheet().put(LEFT, 80, "Results", 12, BOLD).lines(LEFT, 100, PROSE[:3])
    found = document(tmp_path, first, Sheet().lines(LEFT, 100, [*PROSE[3:], *MORE]))
    assert found.text == " ".join([*PROSE, *MORE])
    assert found.text[found.pages[1] :].startswith(PROSE[3])
    assert (found.page(found.pages[1] - 1), found.page(found.pages[1])) == (1, 2)
    assert found.sections[0].page == 1


def test_a_table_keeps_caption_header_and_cells(tmp_path: Path) -> None:
    sheet = Sheet().lines(LEFT, 80, PROSE)
    sheet.put(LEFT, 160, "Table 1 Doses by weight", 9, BOLD)
    sheet.rules += [(LEFT, 400, 165), (LEFT, 400, 180), (LEFT, 400, 230)]
    cells = [("Drug", "Dose", "Route"), ("Aspirin", "75 mg", "by mouth"), ("Heparin", "5000 units", "subcutaneous")]
    for at, row in enumerate(cells):
        for x, cell in zip((LEFT, 160, 280), row, strict=True):
            sheet.put(x, 175 + at * 20, cell, 8)
    found = document(tmp_path, sheet.lines(LEFT, 260, MORE))
    (table,) = found.tables
    assert found.text[table.start : table.body] == "Table 1 Doses by weight\nDrug | Dose | Route\n"
    assert found.text[table.body : table.end] == "Aspirin | 75 mg | by mouth\nHeparin | 5000 units | subcutaneous"


def test_raised_text(tmp_path: Path) -> None:
    sheet = Sheet().lines(LEFT, 100, PROSE).put(LEFT, 148, "The count was 4 x 10").put(142, 144, "9", 6)
    sheet.put(145, 148, "/L in all of the patients").put(243, 144, "12,13", 6).put(262, 148, "and more.")
    text = document(tmp_path, sheet).text
    assert "4 x 10^9/L in all of the patients and more." in text


def test_reference_numbers_are_left_out(tmp_path: Path) -> None:
    lines = [f"Aspirin was used in trial number {word} [{at}, {at + 1}]." for at, word in enumerate("abcdef", 1)]
    text = document(tmp_path, Sheet().lines(LEFT, 100, [*lines, "The median was 4 (95% CI [2, 9])."])).text
    assert "[1, 2]" not in text
    assert "number a." in text
    assert "CI [2, 9]" in text


def test_identifiers_and_a_bad_title(tmp_path: Path) -> None:
    sheet = Sheet().put(LEFT, 40, "doi:10.1136/BMJ.n71", 8).put(LEFT, 80, "Stroke after atrial fibrillation", 20)
    found = document(tmp_path, sheet.lines(LEFT, 140, PROSE), title="Microsoft Word - draft7.doc")
    assert (found.title, found.id) == ("Stroke after atrial fibrillation", "doi:10.1136/bmj.n71")
    assert found.url == "https://doi.org/10.1136/bmj.n71"


def test_a_pdf_without_marks_of_its_own_takes_its_path(tmp_path: Path) -> None:
    (found,) = documents(tmp_path / "b.pdf", pdf(Sheet().lines(LEFT, 100, PROSE)), label="notes/b.pdf")
    assert (found.id, found.title, found.source) == ("notes/b.pdf", "b", "notes/b.pdf")


def test_password(tmp_path: Path) -> None:
    refusal = refused(tmp_path / "a.pdf", pdf(Sheet().lines(LEFT, 100, PROSE), password="secret"))
    assert refusal.reason == "This PDF is protected by a password."


def test_scan(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.pdf", pdf(Sheet(picture=True))).reason == "This PDF holds only pictures of pages."


def test_pages_that_are_pictures_are_told(tmp_path: Path) -> None:
    typed = Sheet().lines(LEFT, 100, PROSE)
    stamped = Sheet(picture=True).put(LEFT, 800, "Page 4")
    figure = Sheet(picture=True).put(LEFT, 800, "Figure 1. Flow of patients through the trial.")
    sheets = [typed, Sheet(picture=True), Sheet(), stamped, figure, Sheet(picture=True)]
    found, refusal = records(tmp_path / "a.pdf", pdf(*sheets), "notes/a.pdf")
    assert isinstance(found, Document)
    assert refusal == Refusal(
        "notes/a.pdf, pages 2, 4, 6",
        "3 of 6 pages are pictures without text.",
        "Run text recognition on it, then add it again.",
    )


def test_a_mostly_scanned_pdf(tmp_path: Path) -> None:
    typed = Sheet().lines(LEFT, 100, PROSE + MORE)
    _, refusal = records(tmp_path / "a.pdf", pdf(typed, *[Sheet(picture=True)] * 12))
    assert isinstance(refusal, Refusal)
    assert (refusal.source, refusal.reason) == ("a.pdf, pages 2-13", "12 of 13 pages are pictures without text.")


def test_a_logo_on_a_blank_page_is_no_scan(tmp_path: Path) -> None:
    assert len(documents(tmp_path / "a.pdf", pdf(Sheet().lines(LEFT, 100, PROSE), Sheet(logo=True)))) == 1


def test_blank(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.pdf", pdf(Sheet())).reason == "This PDF holds no text."


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated(tmp_path: Path, share: float) -> None:
    whole = pdf(*[Sheet().lines(LEFT, 100, PROSE) for _ in range(3)])
    assert refused(tmp_path / "a.pdf", whole[: int(share * len(whole))]).reason == "The PDF is cut short or damaged."


def test_damaged(tmp_path: Path) -> None:
    assert "damaged" in refused(tmp_path / "a.pdf", b"%PDF-1.4\n" + b"\x00\xff" * 500 + b"\n%%EOF\n").reason


def test_four_threads_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(*[columns(Sheet(), 100, PROSE, MORE) for _ in range(5)]))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: list(read(File(path, "a.pdf"))), range(16)))
    assert all(records == found[0] for records in found)


words = st.text("abcdefghij klmno.", min_size=1, max_size=60).filter(str.strip)
places = st.tuples(st.floats(0, 560), st.floats(10, 830), st.sampled_from([6, 8, 10, 14, 20]), words)
rules = st.tuples(st.floats(0, 300), st.floats(300, 590), st.floats(0, 840))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(places, max_size=25), st.lists(rules, max_size=6)), min_size=1, max_size=3))
def test_any_page_reads_soundly(
    tmp_path: Path, pages: list[tuple[list[tuple[float, float, float, str]], list[tuple[float, float, float]]]]
) -> None:
    sheets = [Sheet([(x, y, size, "Times-Roman", text) for x, y, size, text in texts], lines) for texts, lines in pages]
    path = tmp_path / "any.pdf"
    path.write_bytes(pdf(Sheet().lines(LEFT, 100, PROSE), *sheets))
    for found in read(File(path, "any.pdf")):
        assert isinstance(found, Document)
        sound(found)
        assert len(found.pages) == len(pages) + 1
        assert list(found.pages) == sorted(found.pages)
        assert found.pages[0] == 0
        assert found.pages[-1] <= len(found.text)
