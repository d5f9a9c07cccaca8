"""The page of a PDF that a quote stands on, as a picture: what the web page, the shell and the API ask for."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium

from pipelines import readers
from pipelines.catalogue import Catalogue
from pipelines.errors import NotHeld, QuestionError, Refused
from pipelines.library import Library
from pipelines.pages import draw, held, marks
from pipelines.pages.picture import DAMAGED, NO_PAGES, OTHER_TEXT, UNPLACED, Picture, Unshown, described
from pipelines.pages.place import Place
from pipelines.readers.base import File, Limits
from pipelines.readers.pdf_page import LOCK
from pipelines.schema import Citation, Document

ZOOMS = (100, 150, 200)
MOST_READ = 60  # pages of a document that is read anew where the library kept no places of it


class Pages:
    """Pictures of pages of a library's documents. Keeps nothing; safe between threads, which draw one at a time."""

    def __init__(self, library: Library, limits: Limits) -> None:
        self._library = library
        self._limits = limits

    def cited(self, citation: Citation, page: int | None = None, percent: int = 100) -> Picture:
        """The page of a citation: that where its quote begins, or another one."""
        return self.quoted(citation.document, citation.start, citation.end, citation.quote, page, percent)

    def quoted(
        self, document: str, start: int, end: int, quote: str = "", page: int | None = None, percent: int = 100
    ) -> Picture:
        """The page that `text[start:end]` of a document begins on, or the page `page`; `percent` is one of ZOOMS.

        With `quote` nothing is marked where the text there is another by now. What can't be shown or marked is told in
        the picture's note. Raises NotHeld for a document that isn't in the library, QuestionError for numbers that
        can't be.
        """
        if percent not in ZOOMS:
            raise QuestionError(f"The zoom is {percent}. Choose one of {', '.join(map(str, ZOOMS))}.")
        generation = self._library.open()
        record = generation.catalogue.document(document) if generation else None
        if generation is None or record is None:
            raise NotHeld(f"There is no document '{document}' in the library. To list them: vademecum status --all")
        if not 0 <= start < end <= len(record.text):
            raise QuestionError(f"{start}:{end} is no part of the text: it has {len(record.text):,} characters.")
        empty = Picture(document, held.name(generation.catalogue, document), percent=percent)
        try:
            if not record.pages:
                raise Unshown(NO_PAGES)
            file, data = held.pdf(generation.catalogue, document, self._limits)
            same = not quote or record.text[start:end] == quote
            places = self._places(generation.catalogue, record, file) if same else ()
            found = marks.spots(record.text, start, end, places)
            note = "" if found else UNPLACED if same else OTHER_TEXT
            first = next(iter(found), record.page(start)) or 1
            return drawn(
                data, first if page is None else page, record.text, found, dataclasses.replace(empty, note=note)
            )
        except Unshown as error:
            return dataclasses.replace(empty, note=str(error))

    def _places(self, catalogue: Catalogue, record: Document, file: File) -> Sequence[Place]:
        """The places that were kept at ingest; of a library older than them, those of the file read anew."""
        if kept := catalogue.places(record.id):
            return kept
        if len(record.pages) > MOST_READ:
            return ()
        try:
            found = [one for one in readers.read(file) if isinstance(one, Document)]
        except Refused:
            return ()
        return next((one.places for one in found if one.text == record.text), ())


def drawn(data: bytes, number: int, text: str, found: dict[int, list[marks.Spot]], empty: Picture) -> Picture:
    """The page `number` with its part of the quote marked, if that can be."""
    with _opened(data) as pdf:
        if not 1 <= number <= len(pdf):
            raise QuestionError(f"{empty.name} has {len(pdf)} pages, and no page {number}.")
        page = pdf[number - 1]
        try:
            picture, conv = draw.drawn(page, empty.percent)
            boxes = marks.boxes(page, text, found[number]) if number in found else ()
            areas = draw.areas(boxes, conv)
            count = len(pdf)
        finally:
            page.close()
    draw.mark(picture, areas)
    placed = tuple(found) if boxes or number not in found else ()
    spans = [(top / picture.height, bottom / picture.height) for _, top, _, bottom in areas]
    return dataclasses.replace(
        empty,
        page=number,
        pages=count,
        width=picture.width,
        height=picture.height,
        held=placed,
        boxes=boxes,
        alt=described(empty.name, number, placed, spans),
        note=empty.note if placed else empty.note or UNPLACED,
        png=draw.png(picture),
        starts=(areas[0][0] / picture.width, areas[0][1] / picture.height) if areas else None,
    )


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The PDF, opened under the reader's lock: PDFium is not thread-safe."""
    with LOCK:
        try:
            pdf = pdfium.PdfDocument(data)
            try:
                yield pdf
            finally:
                pdf.close()
        except pdfium.PdfiumError:
            raise Unshown(DAMAGED) from None
