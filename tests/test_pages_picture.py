"""Pictures of pages: what is marked, what is said where nothing can be, and what a bad file costs."""

import io
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pytest
from PIL import Image

from pipelines.errors import NotHeld, QuestionError
from pipelines.pages import draw, picture
from pipelines.pages.picture import Picture, Unshown, described
from pipelines.pages.shown import Pages, drawn
from pipelines.schema import Citation, Document
from tests.home import Home
from tests.pdfs import HEIGHT, WIDTH, Sheet, pdf
from tests.test_read_pdf import LEFT, MORE, PROSE

PAPER = Path(__file__).parents[1] / "samples" / "infection" / "community-acquired-pneumonia.pdf"
ROOM = 4  # pixels around a box: an edge of 2, one of paper, one for rounding


def shelved(home: Home, *sheets: Sheet) -> tuple[Pages, Document, Path]:
    """A library of one PDF: its pages, the document and the file."""
    file = home.docs / "paper.pdf"
    if sheets:
        file.write_bytes(pdf(*sheets))
    else:
        shutil.copy(PAPER, file)
    vademecum = home.start()
    assert vademecum.add([home.docs]).added == 1
    return vademecum.pages, held(home), file


def held(home: Home) -> Document:
    """The one document of the library."""
    generation = home.library().open()
    assert generation
    found = generation.catalogue.document(generation.catalogue.documents()[0].id)
    assert found
    return found


def of(pages: Pages, document: Document, quote: str, page: int | None = None, percent: int = 100) -> Picture:
    start = document.text.index(quote)
    return pages.quoted(document.id, start, start + len(quote), quote, page, percent)


def pixels(found: Picture) -> npt.NDArray[np.uint8]:
    assert found.png
    return np.asarray(Image.open(io.BytesIO(found.png)).convert("RGB"))


def clean(file: Path, number: int, percent: int) -> tuple[npt.NDArray[np.uint8], pdfium.PdfPosConv]:
    """The page without any mark, and what turns its coordinates into pixels."""
    document = pdfium.PdfDocument(file)
    shown, conv = draw.drawn(document[number - 1], percent)
    return np.asarray(shown), conv


def sentence(document: Document) -> str:
    return document.text[document.text.index("CURB") :].split(". ")[0] + "."


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("turned", [0, 90])
def test_the_boxes_differ_from_the_clean_page_and_nothing_else(home: Home, percent: int, turned: int) -> None:
    file = home.docs / "paper.pdf"
    paper = pdfium.PdfDocument(PAPER)
    for page in paper:
        page.set_rotation(turned)
    paper.save(file)
    vademecum = home.start()
    vademecum.add([home.docs])
    document = held(home)
    found = of(vademecum.pages, document, sentence(document), percent=percent)
    assert (found.note, found.pages) == ("", 3)
    assert found.page
    before, conv = clean(file, found.page, percent)
    differs = (pixels(found) != before).any(axis=2)
    inside = np.zeros_like(differs)
    for box in found.boxes:
        xs, ys = zip(conv.to_bitmap(box.left, box.bottom), conv.to_bitmap(box.right, box.top), strict=True)
        assert differs[min(ys) : max(ys), min(xs) : max(xs)].mean() > 0.4
        inside[min(ys) - ROOM : max(ys) + ROOM, min(xs) - ROOM : max(xs) + ROOM] = True
    assert not (differs & ~inside).any()


def test_black_stays_black_under_the_mark(home: Home) -> None:
    pages, document, file = shelved(home)
    found = of(pages, document, sentence(document), percent=200)
    assert found.page
    before, conv = clean(file, found.page, 200)
    left, low = conv.to_bitmap(found.boxes[0].left, found.boxes[0].bottom)
    right, high = conv.to_bitmap(found.boxes[0].right, found.boxes[0].top)
    area = (slice(high, low), slice(left, right))
    ink = before[area].max(axis=2) < 40
    assert ink.sum() > 50
    assert pixels(found)[area][ink].max() < 40
    assert tuple(pixels(found)[area][before[area].min(axis=2) == 255].min(axis=0)) == (255, 240, 165)


def test_cropped_pages_are_marked_where_the_text_is(home: Home) -> None:
    file = home.docs / "paper.pdf"
    paper = pdfium.PdfDocument(pdf(Sheet().lines(LEFT, 100, PROSE).lines(LEFT, 400, MORE)))
    paper[0].set_cropbox(40, HEIGHT - 300, WIDTH - 100, HEIGHT - 50)
    paper.save(file)
    vademecum = home.start()
    vademecum.add([home.docs])
    document = held(home)
    found = of(vademecum.pages, document, PROSE[1])
    assert (found.width, found.height) == (606, 333)
    before, _ = clean(file, 1, 100)
    rows, columns = (pixels(found) != before).any(axis=2).nonzero()
    assert (rows.min() / 333 * 250, columns.min() / 606 * 455) == (pytest.approx(53, abs=5), pytest.approx(20, abs=5))


def test_words_for_who_does_not_see_the_picture(home: Home) -> None:
    pages, document, _ = shelved(home, Sheet().lines(LEFT, 100, PROSE), Sheet().lines(LEFT, 700, MORE))
    assert of(pages, document, PROSE[1]).alt == "Page 1 of paper.pdf. The quote is marked in the upper half."
    assert of(pages, document, MORE[1]).alt == "Page 2 of paper.pdf. The quote is marked in the lower half."
    other = of(pages, document, PROSE[1], page=2)
    assert (other.alt, other.boxes, other.note) == ("Page 2 of paper.pdf. The quote stands on page 1.", (), "")


def test_a_quote_on_two_pages(home: Home) -> None:
    pages, document, _ = shelved(home, Sheet().lines(LEFT, 700, PROSE[:-1]), Sheet().lines(LEFT, 100, MORE))
    quote = f"{PROSE[2]} {MORE[0]}"
    assert quote in document.text
    first, second = of(pages, document, quote), of(pages, document, quote, page=2)
    assert [(one.page, one.held, len(one.boxes)) for one in (first, second)] == [(1, (1, 2), 1), (2, (1, 2), 1)]
    assert second.alt == "Page 2 of paper.pdf. Part 2 of 2 of the quote is marked in the upper half."


def test_both_halves() -> None:
    assert described("a.pdf", 1, (1,), [(0.4, 0.42), (0.6, 0.62)]).endswith("is marked in both halves.")


def test_a_citation(home: Home) -> None:
    pages, document, _ = shelved(home, Sheet().lines(LEFT, 100, PROSE))
    quote = document.text[4:30]
    found = pages.cited(Citation(1, "c", document.id, document.title, "", 1, quote, 4, 30), percent=150)
    assert (found.percent, len(found.boxes)) == (150, 1)
    stale = pages.cited(Citation(1, "c", document.id, document.title, "", 1, "What it was", 4, 30))
    assert (stale.note, stale.boxes, stale.page) == (picture.OTHER_TEXT, (), 1)


# What can't be shown


def test_a_header_of_a_table_is_not_marked_and_it_says_so(home: Home) -> None:
    pages, document, _ = shelved(home)
    table = document.tables[0]
    found = pages.quoted(document.id, table.body - 10, table.body)
    assert (found.boxes, found.note) == ((), picture.UNPLACED)
    assert found.alt.endswith("Nothing is marked.")
    assert found.png


def test_a_file_that_is_gone(home: Home) -> None:
    pages, document, file = shelved(home, Sheet().lines(LEFT, 100, PROSE))
    file.unlink()
    found = of(pages, document, PROSE[0])
    assert (found.note, found.png) == (picture.GONE.format(name="paper.pdf"), b"")


def test_a_file_that_has_changed(home: Home) -> None:
    pages, document, file = shelved(home, Sheet().lines(LEFT, 100, PROSE))
    file.write_bytes(pdf(Sheet().lines(LEFT, 100, MORE)))
    found = of(pages, document, PROSE[0])
    assert (found.note, found.png) == (picture.CHANGED.format(name="paper.pdf"), b"")


def test_a_link_to_another_file_in_its_place_shows_nothing_of_it(home: Home) -> None:
    pages, document, file = shelved(home, Sheet().lines(LEFT, 100, PROSE))
    secret = home.path / "secret.pdf"
    secret.write_bytes(pdf(Sheet().lines(LEFT, 100, MORE)))
    file.unlink()
    file.symlink_to(secret)
    assert not of(pages, document, PROSE[0]).png


def test_a_format_without_pages(home: Home) -> None:
    home.write("a.jsonl", "Aspirin thins the blood.")
    vademecum = home.start()
    vademecum.add([home.docs])
    found = of(vademecum.pages, held(home), "thins")
    assert (found.note, found.png, found.page) == (picture.NO_PAGES, b"", None)


def test_a_library_that_kept_no_places_reads_the_file_anew(home: Home) -> None:
    pages, document, _ = shelved(home, Sheet().lines(LEFT, 100, PROSE))
    kept = of(pages, document, PROSE[1])
    generation = home.library().open()
    assert generation
    with sqlite3.connect(generation.catalogue.path) as catalogue:
        catalogue.execute("drop table places")
    catalogue.close()
    assert of(home.start().pages, document, PROSE[1]).boxes == kept.boxes


def test_what_a_caller_can_get_wrong(home: Home) -> None:
    pages, document, _ = shelved(home, Sheet().lines(LEFT, 100, PROSE))
    with pytest.raises(NotHeld, match=r"no document '/etc/passwd'"):
        pages.quoted("/etc/passwd", 0, 1)
    for start, end in ((-1, 3), (3, 3), (5, 2), (0, len(document.text) + 1)):
        with pytest.raises(QuestionError, match="no part of the text"):
            pages.quoted(document.id, start, end)
    with pytest.raises(QuestionError, match="Choose one of 100, 150, 200"):
        pages.quoted(document.id, 0, 4, percent=5000)
    for page in (-1, 0, 2):
        with pytest.raises(QuestionError, match=f"no page {page}"):
            pages.quoted(document.id, 0, 4, page=page)


# Hostile files


def bare(data: bytes, number: int = 1) -> Picture:
    return drawn(data, number, "", {}, Picture("id", "paper.pdf", percent=200))


def test_a_huge_page_is_drawn_coarser() -> None:
    paper = pdfium.PdfDocument.new()
    paper.new_page(14_400, 14_400)
    paper.save(out := io.BytesIO())
    found = bare(out.getvalue())
    assert found.width * found.height <= draw.MOST_PIXELS


def test_of_ten_thousand_pages_one_is_opened() -> None:
    paper = pdfium.PdfDocument.new()
    for _ in range(10_000):
        paper.new_page(50, 50)
    paper.save(out := io.BytesIO())
    assert (bare(out.getvalue(), 9_999).page, bare(out.getvalue(), 9_999).pages) == (9_999, 10_000)


def test_pictures_that_are_too_large_to_unpack() -> None:
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 5 0 R/Resources<</XObject<</I 4 0 R>>>>>>",
        "<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        "\nstream\nx\nendstream",
        "<</Length 25>>\nstream\n99 0 0 99 0 0 cm /I Do   \nendstream",
    ]
    body = "".join(f"{n} 0 obj\n{part}\nendobj\n" for n, part in enumerate(parts, 1))
    with pytest.raises(Unshown, match="too large"):
        bare(f"%PDF-1.4\n{body}trailer\n<</Root 1 0 R>>\n%%EOF".encode())


def test_a_page_that_takes_too_long() -> None:
    page = pdfium.PdfDocument(pdf(Sheet().lines(LEFT, 100, PROSE)))[0]
    with pytest.raises(Unshown, match="too long"):
        draw.drawn(page, 100, seconds=-1)
    assert draw.drawn(page, 100)


def test_a_broken_file() -> None:
    with pytest.raises(Unshown, match="damaged"):
        bare(b"%PDF-1.4\n%%EOF")
