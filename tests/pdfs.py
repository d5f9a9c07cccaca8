"""Small PDFs for tests: text at given places, ruling lines, pictures, passwords."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842
LEADING = 12


@dataclass
class Sheet:
    """One page: (x, y from the top, size, font, text), rules as (x0, x1, y), a picture over all or a small one."""

    texts: list[tuple[float, float, float, str, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
    picture: bool = False
    logo: bool = False

    def put(self, x: float, y: float, text: str, size: float = 10, font: str = "Times-Roman") -> "Sheet":
        """Adds one line."""
        self.texts.append((x, y, size, font, text))
        return self

    def lines(self, x: float, y: float, texts: Sequence[str], size: float = 10, font: str = "Times-Roman") -> "Sheet":
        """Adds lines below each other."""
        for at, text in enumerate(texts):
            self.put(x, y + at * LEADING, text, size, font)
        return self


def pdf(*sheets: Sheet, title: str = "", password: str = "") -> bytes:
    """The sheets as a PDF, encrypted when there is a password."""
    out = io.BytesIO()
    lock = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=lock, invariant=1)
    canvas.setTitle(title)
    for sheet in sheets:
        if sheet.picture:
            canvas.drawImage(picture(), 0, 0, WIDTH, HEIGHT)
        if sheet.logo:
            canvas.drawImage(picture(), 200, 400, 150, 80)
        for x, y, size, font, text in sheet.texts:
            canvas.setFont(font, size)
            canvas.drawString(x, HEIGHT - y, text)
        for x0, x1, y in sheet.rules:
            canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture() -> ImageReader:
    """A picture of one grey dot."""
    return ImageReader(io.BytesIO(b"P5 1 1 255\n\x80"))
