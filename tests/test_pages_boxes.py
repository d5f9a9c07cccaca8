"""Boxes on a page: what stands under them is the quote, read by PDFium in another way than they were checked."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from benchmarks.boxes import back, equal
from pipelines.pages import marks, place
from pipelines.pages.picture import Rectangle
from pipelines.pages.place import Place
from pipelines.readers.base import File
from pipelines.readers.pdf import read
from pipelines.readers.pdf_trail import runs, walk
from pipelines.schema import Document
from pipelines.sentences import sentences
from tests.data import shared
from tests.pdfs import Sheet, pdf
from tests.test_read_pdf import LEFT, MORE, PROSE

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "samples").rglob("*.pdf"))
TWICE = "Stop the infusion at once. "


def document(path: Path) -> Document:
    return next(one for one in read(File(path, path.name)) if isinstance(one, Document))


def written(folder: Path, *sheets: Sheet) -> tuple[Document, bytes]:
    path = folder / "paper.pdf"
    path.write_bytes(data := pdf(*sheets))
    return document(path), data


def boxed(data: bytes, paper: Document, start: int, end: int) -> dict[int, tuple[Rectangle, ...]]:
    """The boxes of a part of the text, by page."""
    file = pdfium.PdfDocument(data)
    found = marks.spots(paper.text, start, end, paper.places)
    boxes = {}
    for number, part in found.items():
        page = file[number - 1]
        boxes[number] = marks.boxes(page, paper.text, part)
        page.close()
    file.close()
    return boxes


def under(data: bytes, boxes: dict[int, tuple[Rectangle, ...]]) -> list[str]:
    """What PDFium reads in each box."""
    file = pdfium.PdfDocument(data)
    found: list[str] = []
    for number, drawn in boxes.items():
        page = file[number - 1]
        found += back(page, drawn)
        page.close()
    file.close()
    return found


def reads_back(data: bytes, paper: Document, quote: str, after: int = 0) -> dict[int, tuple[Rectangle, ...]]:
    """The boxes of a quote, which have to be there and read equal."""
    start = paper.text.index(quote, after)
    boxes = boxed(data, paper, start, start + len(quote))
    assert boxes
    assert all(boxes.values())
    assert equal(quote, under(data, boxes))
    return boxes


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_every_sentence_of_the_samples_but_table_headers(path: Path) -> None:
    paper, data = document(path), path.read_bytes()
    headers = [range(table.start, table.body) for table in paper.tables]
    spans = [span for span in sentences(paper.text) if not any(span[0] in header for header in headers)]
    assert len(spans) > 20
    for start, end in spans[::2]:
        boxes = boxed(data, paper, start, end)
        assert [page for page, drawn in boxes.items() if drawn] == [*boxes] != [], paper.text[start:end]
        assert equal(paper.text[start:end], under(data, boxes))


@pytest.mark.parametrize("name", ["13071_2018_Article_2625", "10.2196.jmir.1963"])  # two columns, one column
def test_sentences_of_real_papers(name: str) -> None:
    path = shared("articles", "pdf", f"{name}.pdf")
    paper, data = document(path), path.read_bytes()
    spans = sentences(paper.text)[::20]
    drawn = [(span, boxed(data, paper, *span)) for span in spans]
    placed = [(span, boxes) for span, boxes in drawn if boxes and all(boxes.values())]
    assert len(placed) > 0.9 * len(spans)
    for (start, end), boxes in placed:
        assert equal(paper.text[start:end], under(data, boxes))


def test_one_box_a_line(tmp_path: Path) -> None:
    paper, data = written(tmp_path, Sheet().lines(LEFT, 100, PROSE))
    boxes = reads_back(data, paper, paper.text)
    assert [len(drawn) for drawn in boxes.values()] == [len(PROSE)]


def test_of_two_identical_sentences_the_one_at_the_offset(tmp_path: Path) -> None:
    sheet = Sheet().put(LEFT, 100, f"Watch for a rash. {TWICE}Call the doctor now.")
    paper, data = written(tmp_path, sheet.lines(LEFT, 112, PROSE).put(LEFT, 172, f"Then wait. {TWICE}Write it down."))
    first = paper.text.index(TWICE)
    upper = reads_back(data, paper, TWICE.strip())[1]
    lower = reads_back(data, paper, TWICE.strip(), first + 1)[1]
    assert upper[0].bottom - lower[0].bottom == pytest.approx(72, abs=1)


def test_a_sentence_over_two_columns(tmp_path: Path) -> None:
    left = [f"The left column says on line {n} what was seen" for n in "abcdefgh"]
    right = [f"and the right column goes on with line {n} of it" for n in "abcdefgh"]
    sheet = Sheet().lines(40, 100, left, 9).lines(310, 100, right, 9)
    paper, data = written(tmp_path, sheet)
    drawn = reads_back(data, paper, f"{left[-1]} {right[0]}")[1]
    assert [round(box.left) for box in drawn] == [40, 310]


def test_a_sentence_over_two_pages(tmp_path: Path) -> None:
    sheets = [Sheet().lines(LEFT, 100 + 400 * (n == 0), lines) for n, lines in enumerate((PROSE[:-1], MORE))]
    paper, data = written(tmp_path, *sheets)
    quote = paper.text[paper.pages[1] - 30 : paper.pages[1] + 20].strip()
    assert list(reads_back(data, paper, quote)) == [1, 2]


def test_hyphens_at_line_ends(tmp_path: Path) -> None:
    lines = [
        "Patients were given the recommended dose of the recom-",
        "mended drug for six weeks, and all of them were",
    ]
    paper, data = written(tmp_path, Sheet().lines(LEFT, 100, [*lines, "seen again after the treatment had ended."]))
    assert "recommended drug" in paper.text
    assert len(reads_back(data, paper, "the recommended drug for six weeks")[1]) == 2


def test_marks_of_citations_are_in_no_box(tmp_path: Path) -> None:
    before = "They took 5 mg"
    end = LEFT + stringWidth(before, "Times-Roman", 10)
    sheet = Sheet().lines(LEFT, 100, PROSE).put(LEFT, 148, before).put(end, 144, "12", 6)
    paper, data = written(tmp_path, sheet.put(end + 8, 148, "of the drug."))
    drawn = reads_back(data, paper, "They took 5 mg of the drug.")[1]
    assert [round(box.left) for box in drawn] == [LEFT, round(end + 8)]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages(tmp_path: Path, angle: int) -> None:
    paper, data = written(tmp_path, Sheet().lines(LEFT, 100, PROSE))
    turned = pdfium.PdfDocument(data)
    turned[0].set_rotation(angle)
    turned.save(out := io.BytesIO())
    (tmp_path / "turned.pdf").write_bytes(out.getvalue())
    again = document(tmp_path / "turned.pdf")
    assert again.text == paper.text
    assert reads_back(out.getvalue(), again, PROSE[1]) == reads_back(data, paper, PROSE[1])


def test_places_that_are_off_give_no_box(tmp_path: Path) -> None:
    paper, data = written(tmp_path, Sheet().lines(LEFT, 100, PROSE))
    for by in (-3, -1, 1, 40, 100_000):
        wrong = replace(paper, places=tuple(replace(one, at=one.at + by) for one in paper.places))
        assert not any(boxed(data, wrong, 4, 30).values())
    shifted = replace(paper, places=tuple(replace(one, at=one.at + 1) for one in paper.places))
    assert paper.text[4:12] == "patients"
    assert boxed(data, paper, 4, 11)[1]
    assert not boxed(data, shifted, 4, 11)[1]  # "atients"


def test_a_quote_with_a_character_of_unknown_place_has_no_spots() -> None:
    text = "Give 5 mg now."
    assert marks.spots(text, 0, 14, [Place(0, 5, 1, 0), Place(6, 14, 1, 6)]) == {}
    assert marks.spots(text, 0, 4, [Place(0, 5, 1, 0)]) == {1: [(0, 0), (1, 1), (2, 2), (3, 3)]}


def test_another_text_over_the_quote_gives_no_box(tmp_path: Path) -> None:
    paper, _ = written(tmp_path, Sheet().lines(LEFT, 100, PROSE))
    over = pdf(Sheet().lines(LEFT, 100, PROSE).put(LEFT + 20, 113, "Not so", 10))
    assert not any(boxed(over, paper, 0, len(paper.text)).values())


@given(st.lists(st.tuples(st.text(min_size=1), st.integers(1, 3), st.integers(0, 50)), max_size=8), st.integers(0, 9))
@example([("ab", 1, 0), ("cd", 2, 2)], 0)  # it goes on at the next index, but of another page
def test_runs_give_back_each_origin(parts: Sequence[tuple[str, int, int]], start: int) -> None:
    origins = [(page, at + i) if char.isalpha() else None for text, page, at in parts for i, char in enumerate(text)]
    given_back: dict[int, tuple[int, int]] = {}
    found = tuple(runs(origins, start))
    for one in found:
        given_back |= {offset: (one.page, one.at + offset - one.start) for offset in range(one.start, one.end)}
    assert all(given_back[start + n] == origin for n, origin in enumerate(origins) if origin)
    assert place.unpack(place.pack(found)) == found


WORDS = st.lists(st.sampled_from("dose of the drug-free recom- mended [3] [4,5] was 5 mg".split()), min_size=1)


@settings(max_examples=200)
@given(WORDS, st.data())
def test_the_walk_gives_each_character_an_origin_that_reads_the_same(words: list[str], data: st.DataObject) -> None:
    drawn = "".join(words)
    kept = "".join(word for word in words if word[0] != "[" or data.draw(st.booleans()))
    origins = walk(kept, [(char, 1, at) for at, char in enumerate(drawn)])
    ats = [origin[1] for origin in origins if origin]
    assert ats == sorted(set(ats))
    assert all(drawn[origin[1]] == char for origin, char in zip(origins, kept, strict=True) if origin)
