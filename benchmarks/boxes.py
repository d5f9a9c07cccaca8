"""How many sentences of real PDFs can be boxed on their page: `python -m benchmarks.boxes FOLDER`.

Of each PDF up to 300 sentences, spread evenly over its text. `placed`: whose boxes were drawn. `read back`: of those,
how many read equal when PDFium is asked for the text of each box, which is not the way in which they were checked. A
sentence with no box is no error, one that reads otherwise is. Times are of a page as it is asked for: the file hashed,
opened, checked, drawn at 100 and 200 %, packed as PNG; of the processor, so that what else runs does not count.
"""

import hashlib
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium

from pipelines.pages import marks
from pipelines.pages.marks import ADDED
from pipelines.pages.picture import Picture, Rectangle
from pipelines.pages.shown import drawn
from pipelines.readers import read
from pipelines.readers.base import File
from pipelines.readers.hyphen import HYPHEN
from pipelines.readers.pdf_line import PLAIN
from pipelines.readers.pdf_page import LOCK
from pipelines.schema import Document
from pipelines.sentences import sentences

SAMPLE = 300
EDGE = 0.3  # points taken off each side: PDFium gives every character that a box touches
TIMED = 5  # pages of each file


@dataclass
class Count:
    """What came of one file."""

    name: str
    pages: int = 0
    sentences: int = 0
    placed: int = 0
    equal: int = 0
    two: int = 0  # sentences on two pages
    seconds: dict[int, list[float]] = field(default_factory=lambda: {100: [], 200: []})
    missed: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def line(self) -> str:
        """One row of the table."""
        times = " ".join(f"{1000 * max(found):6.0f}" for found in self.seconds.values() if found)
        counts = f"{self.sentences:9} {self.placed:7} {self.equal:10} {self.two:10}"
        return f"{self.name[:44]:44} {self.pages:5} {counts} {times}"


def measured(path: Path) -> Count:
    """Boxes and times of one PDF."""
    document = next(one for one in read(File(path, path.name)) if isinstance(one, Document))
    count = Count(path.name, len(document.pages))
    spans = [(start, end) for start, end, *_ in sentences(document.text)]
    spans = [spans[i * len(spans) // SAMPLE] for i in range(SAMPLE)] if len(spans) > SAMPLE else spans
    with LOCK:
        pdf = pdfium.PdfDocument(path)
        try:
            for start, end in spans:
                _one(count, pdf, document, start, end)
        finally:
            pdf.close()
    for number, (start, end) in enumerate(spans[:: max(1, len(spans) // TIMED)]):
        _timed(count, path, document, start, end, (100, 200)[number % 2])
    return count


def _one(count: Count, pdf: pdfium.PdfDocument, document: Document, start: int, end: int) -> None:
    count.sentences += 1
    found = marks.spots(document.text, start, end, document.places)
    boxes = {}
    backs: list[str] = []
    for number, part in found.items():
        page = pdf[number - 1]
        boxes[number] = marks.boxes(page, document.text, part)
        backs += back(page, boxes[number])
        page.close()
    quote = document.text[start:end]
    if not boxes or not all(boxes.values()):
        count.missed.append(quote)
        return
    count.placed += 1
    count.two += len(boxes) > 1
    if equal(quote, backs):
        count.equal += 1
    else:
        count.wrong.append((quote, "".join(backs)))


def equal(quote: str, backs: Sequence[str]) -> bool:
    """Whether what stands in the boxes is the quote; a hyphen that touches a box at its line's end may be left out."""
    rest = bare(quote)
    for part in backs:
        part = part if rest.startswith(part) or not part.endswith("-") else part[:-1]
        if not rest.startswith(part):
            return False
        rest = rest[len(part) :]
    return not rest


def back(page: pdfium.PdfPage, boxes: Sequence[Rectangle]) -> list[str]:
    """What PDFium reads in each box, bare."""
    text = page.get_textpage()
    try:
        edges = [(box.left + EDGE, box.bottom + EDGE, box.right - EDGE, box.top - EDGE) for box in boxes]
        return [bare(text.get_text_bounded(*edge)) for edge in edges]
    finally:
        text.close()


def bare(text: str) -> str:
    """A text without white space, and with the letters and hyphens that the reader writes."""
    text = text.replace("\x02", "-").replace(HYPHEN, "-").translate(PLAIN)
    return "".join(char for char in text if not char.isspace() and char not in ADDED)


def _timed(count: Count, path: Path, document: Document, start: int, end: int, percent: int) -> None:
    begun = time.process_time()
    data = path.read_bytes()
    hashlib.sha256(data).hexdigest()
    found = marks.spots(document.text, start, end, document.places)
    page = next(iter(found), document.page(start)) or 1
    drawn(data, page, document.text, found, Picture(document.id, path.name, percent=percent))
    count.seconds[percent].append(time.process_time() - begun)


def main(folder: str, tell: bool = False) -> int:
    """Prints a row a PDF below the folder and their sum; 1 where a box reads otherwise than its quote."""
    print(
        f"{'PDF':44} {'pages':>5} {'sentences':>9} {'placed':>7} {'read back':>10} {'two pages':>10}  ms, 100 and 200 %"
    )
    counts = [measured(path) for path in sorted(Path(folder).rglob("*.pdf"))]
    for count in counts:
        print(count.line())
        for quote in count.missed if tell else ():
            print(f"    no box: {quote!r}")
        for quote, found in count.wrong:
            print(f"    WRONG: {quote!r}\n    reads: {found!r}")
    total, placed, equal = (sum(getattr(one, name) for one in counts) for name in ("sentences", "placed", "equal"))
    share = 100 * placed / max(1, total)
    print(f"{total} sentences, {placed} placed ({share:.1f} %), {equal} of those read back equal")
    for percent in (100, 200):
        times = sorted(1000 * seconds for one in counts for seconds in one.seconds[percent])
        if times:
            print(f"A page at {percent} %: median {statistics.median(times):.0f} ms, longest {times[-1]:.0f} ms")
    return 0 if placed == equal else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--all" in sys.argv))
