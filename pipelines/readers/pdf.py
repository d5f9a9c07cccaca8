"""Reads PDF: pages to words, columns, tables, paragraphs and sections. One document a file.

Pages that are only pictures are told in a Refusal beside it.

bytes -> pages (words, rules) -> lines -> reading order -> blocks -> sections
pdf_page        pdf_line     pdf_order, pdf_region, pdf_figure  pdf_block, pdf_heading  pdf_flow
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipelines.errors import Refused
from pipelines.readers.base import File
from pipelines.readers.boilerplate import statement
from pipelines.readers.hyphen import Joiner
from pipelines.readers.kind import kind_of
from pipelines.readers.pdf_block import Block, Strips
from pipelines.readers.pdf_figure import figures
from pipelines.readers.pdf_find import regions
from pipelines.readers.pdf_flow import Flow
from pipelines.readers.pdf_front import Front, citations, front
from pipelines.readers.pdf_heading import levels
from pipelines.readers.pdf_line import Line, lines, whole
from pipelines.readers.pdf_order import Strip, order, running
from pipelines.readers.pdf_page import COVERED, LOCK, load
from pipelines.readers.pdf_shape import Page, Style
from pipelines.readers.reference import address, identity
from pipelines.readers.safe import open_bytes
from pipelines.schema import Document, Refusal

TAIL = 4096  # bytes in which a whole PDF has its end mark
SERVICE = re.compile(r"Updated information and services can be found at|Email alerting$")  # a page that a host adds
SCRAP = 0.8  # of the prose's size: short lines that are smaller are parts of formulas
SCANNED = 20  # characters a page; below that a page with an image is a picture
DAMAGED = Refused("The PDF is cut short or damaged.", "Fetch it again.")


def read(file: File) -> Iterator[Document | Refusal]:
    """The PDF as one document, and a Refusal when some of its pages are pictures.

    Raises Refused for one that is encrypted, damaged, or holds no text.
    """
    pages, metadata = _pages(open_bytes(file))
    _refuse_textless(pages)
    found = [lines(page.words) for page in pages]
    heads = running([(page.height, part) for page, part in zip(pages, found, strict=True)])
    running_heads = [line.text for part in found for line in part if id(line) in heads]
    body = _body(found)
    joiner = Joiner(text for page in pages for text in whole(page.words))
    cited = citations(found)
    facts = front(pages[0], found[0], list(dict.fromkeys(running_heads)), cited, body.size, metadata, joiner)
    kept = [[line for line in part if id(line) not in heads | facts.lines] for part in found]
    kept = [[] if any(SERVICE.match(line.text) for line in part) else part for part in kept]
    kept[0] = _below_title(kept[0], found[0], facts)
    blocks = _blocks(pages, kept, body)
    title = facts.title or file.stem
    flow = Flow(joiner, levels([block for block in blocks if block.heading]), len(pages), title)
    text, sections, tables, starts = flow.run(blocks).build()
    yield Document(
        id=identity(facts.reference) or file.label,
        title=title,
        text=text,
        source=file.label,
        url=address(facts.reference),
        published=facts.published,
        kind=kind_of([facts.label], title),
        sections=sections,
        tables=tables,
        pages=starts,
        reference=facts.reference,
        places=tuple(flow.places),
    )
    yield from _unread(pages, file.label)


def _unread(pages: Sequence[Page], label: str) -> Iterator[Refusal]:
    """A Refusal for the pages that are pictures without text, such as the scanned ones behind a typed cover."""
    numbers = [page.number for page in pages if page.letters < SCANNED and page.pictured >= COVERED]
    if not numbers:
        return
    what = "is a picture" if len(numbers) == 1 else "are pictures"
    yield Refusal(
        f"{label}, {'page' if len(numbers) == 1 else 'pages'} {_ranges(numbers)}",
        f"{len(numbers)} of {len(pages)} pages {what} without text.",
        "Run text recognition on it, then add it again.",
    )


def _ranges(numbers: Sequence[int], most: int = 6) -> str:
    """Page numbers in short: "2-5, 9"; of many ranges the first."""
    known = set(numbers)
    starts = [number for number in numbers if number - 1 not in known]
    ends = [number for number in numbers if number + 1 not in known]
    ranges = [f"{a}" if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
    return ", ".join(ranges[:most] + ["..."] * (len(ranges) > most))


def _pages(data: bytes) -> tuple[list[Page], dict[str, str]]:
    """The pages and the metadata. Raises Refused for PDFs that are encrypted, cut short or damaged."""
    if b"%%EOF" not in data[-TAIL:]:
        raise Refused(DAMAGED.reason, DAMAGED.remedy)
    with LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", 0) == raw.FPDF_ERR_PASSWORD:
                raise Refused("This PDF is protected by a password.", "Save a copy without it and add that.") from None
            raise Refused(DAMAGED.reason, DAMAGED.remedy) from None
    try:  # the lock is free between two pages, for who wants a picture of one meanwhile
        with LOCK:
            count = len(document)
        pages = [load(document, index) for index in range(count)]
        with LOCK:
            return pages, document.get_metadata_dict()
    except pdfium.PdfiumError:
        raise Refused(DAMAGED.reason, DAMAGED.remedy) from None
    finally:
        with LOCK:
            document.close()


def _refuse_textless(pages: Sequence[Page]) -> None:
    """Raises Refused for scans, empty PDFs, and fonts that don't tell their letters."""
    letters = sum(page.letters for page in pages)
    if letters < SCANNED * len(pages) and any(page.images for page in pages):
        raise Refused("This PDF holds only pictures of pages.", "Run text recognition (OCR) on it and add the result.")
    if not letters:
        raise Refused("This PDF holds no text.", "Open it and check what it holds.")
    text = "".join(word.text for page in pages for word in page.words)
    unknown = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " " for char in text)
    if unknown > 0.2 * len(text):
        raise Refused(
            "This PDF's fonts don't tell which letters they show.",
            "Run text recognition (OCR) on it and add the result.",
        )


def _body(pages: Sequence[Sequence[Line]]) -> Style:
    """The style of the prose: that of most characters, counting longer lines only if there are any."""
    counts: Counter[Style] = Counter()
    for page in pages:
        for line in page:
            counts[line.style] += len(line.text) if len(line.words) > 4 else 0
    for page in pages if not +counts else ():
        counts.update(line.style for line in page)
    return counts.most_common(1)[0][0]


def _below_title(kept: Sequence[Line], all_: Sequence[Line], facts: Front) -> list[Line]:
    """The first page's lines without what stands above the title: labels and logos, but no warnings."""
    top = min((line.y for line in all_ if id(line) in facts.lines), default=0.0)
    return [line for line in kept if line.y > top - 1 or len(line.words) > 12 or statement(line.text)]


def _blocks(pages: Sequence[Page], kept: Sequence[Sequence[Line]], body: Style) -> list[Block]:
    """The blocks of all pages, in reading order."""
    widths = sorted(line.x1 - line.x0 for part in kept for line in part if line.style == body)
    width = widths[int(len(widths) * 0.7)] if widths else 200.0
    ordered: list[list[Strip]] = []
    for page, part in zip(pages, kept, strict=True):
        found, rest = regions(page, part, body)
        drawn, rest = figures(page, rest, body, width)
        rest = [line for line in rest if line.size > SCRAP * body.size or len(line.text) > 10]
        ordered.append(order([*found, *drawn, *rest], page.width))
    cutter = Strips(body)
    cutter.measure([strip for strips in ordered for strip in strips])
    placed = [(strip, page.number) for page, strips in zip(pages, ordered, strict=True) for strip in strips]
    cutter.learn([block for strip, number in placed for block in cutter.blocks(strip, number)])
    blocks = [block for strip, number in placed for block in cutter.blocks(strip, number)]
    for block in blocks:
        if block.region and block.region.kind == "box":
            inner = order(block.region.lines, block.region.x1 - block.region.x0)
            block.region.blocks = [part for strip in inner for part in cutter.blocks(strip, block.page)]
    return blocks
