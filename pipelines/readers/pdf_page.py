"""Loads a PDF page: its words with their place and style, ruling lines, and filled or framed boxes.

PDFium is not thread-safe: every call into it happens under `LOCK`.
"""

import ctypes
import math
import re
import threading
from collections import Counter
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipelines.readers.hyphen import HYPHEN
from pipelines.readers.pdf_shape import Box, Page, Style, Word

LOCK = threading.RLock()
BREAKS = " \t\r\n\x00\xa0\u2002\u2003\u2009"
MOST_PATHS = 4000  # a page with more is a drawing; its lines are no table rules
BOLD = re.compile(r"bold|black|heavy|demi|\.b$|-b$|,b", re.I)
ITALIC = re.compile(r"ital|obliq|\.i$|-i$|-it$|\.bi$", re.I)
TINY = 1.0  # points: a size that nobody can read
UNSEEN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
COVERED = 0.3  # the share of a page that pictures cover when it is a scan; a logo on a blank page covers less
Turn = Callable[[float, float], tuple[float, float]]


def load(document: pdfium.PdfDocument, index: int) -> Page:
    """The page at `index`, from 0. Raises pypdfium2.PdfiumError for a damaged page. Takes the lock."""
    with LOCK:
        page = document[index]
        text = page.get_textpage()
        try:
            return _Loader(page, text, index).page()
        finally:
            text.close()
            page.close()


class _Loader:
    """Reads one page through PDFium's C functions; only a word's ends are measured, which is what makes it fast."""

    def __init__(self, page: pdfium.PdfPage, text: pdfium.PdfTextPage, index: int) -> None:
        self._page = page
        self._text = text.raw
        self._index = index
        self._count = text.count_chars()
        self._runs: dict[int, tuple[Style, int]] = {}
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(number) for number in self._numbers]

    def page(self) -> Page:
        left, bottom, right, top = self._page.get_mediabox()
        if crop := self._page.get_cropbox(fallback_ok=False):
            left, bottom, right, top = crop
        pieces = list(self._pieces())
        angles = Counter[int]()
        for start, end, angle, _, _ in pieces:
            angles[angle] += end - start
        angle = angles.most_common(1)[0][0] if angles else 0
        turn, width, height = _turn(angle, left, bottom, right, top)
        page = Page(self._index + 1, width, height)
        self._graphics(page, turn)
        for start, end, turned, style, space in pieces:
            if turned == angle and self._shown(start, style, page):
                words = self._words(start, end, style, space, turn)
                page.words += [word for word in words if _inside(word, page)]
        return page

    def _shown(self, start: int, style: Style, page: Page) -> bool:
        """Whether a person sees the text.

        What text recognition found lies unseen over the picture of the page, which shows it: there it is kept.
        """
        if style.size <= TINY:
            return False
        thing = raw.FPDFText_GetTextObject(self._text, start)
        unseen = bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) in UNSEEN
        return not unseen or page.pictured >= COVERED

    def _pieces(self) -> list[tuple[int, int, int, Style, bool]]:
        """Words as (start, end, angle, style, space in front), split where the style changes inside of them."""
        text = self._characters()
        pieces = []
        for match in re.finditer(rf"[^{BREAKS}{HYPHEN}]+{HYPHEN}?", text):
            start, end = match.span()
            space = True
            while start < end:
                key, last = self._run(start), end
                if last - start > 1 and self._run(last - 1) != key:
                    last = next(i for i in range(start + 1, end) if self._run(i) != key)
                style, angle = self._runs[key]
                pieces.append((start, last, angle, style, space))
                start, space = last, False
        self._string = text
        return pieces

    def _characters(self) -> str:
        """The page's characters, one for each of PDFium's indices."""
        buffer = (ctypes.c_ushort * (self._count + 1))()
        raw.FPDFText_GetText(self._text, 0, self._count, buffer)
        text = bytes(buffer)[: 2 * self._count].decode("utf-16-le", "replace")
        if len(text) != self._count or "\0" in text:
            codes = (raw.FPDFText_GetUnicode(self._text, i) for i in range(self._count))
            text = "".join(chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes)
        return text.replace("\x02", HYPHEN)

    def _run(self, index: int) -> int:
        """The key of the text object that a character belongs to; its style is kept in `_runs`."""
        thing = raw.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in self._runs:
            self._runs[key] = self._style(thing, index) if key else (Style("", 0), 0)
        return key

    def _style(self, thing: object, index: int) -> tuple[Style, int]:
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._text, index, matrix)
        size = raw.FPDFText_GetFontSize(self._text, index) * math.hypot(matrix.c, matrix.d)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) * 90 % 360
        font = raw.FPDFTextObj_GetFont(thing)
        buffer = ctypes.create_string_buffer(256)
        raw.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = re.sub(r"^[A-Z]{6}\+|\+\w+$", "", buffer.value.decode("utf-8", "replace"))
        bold = bool(BOLD.search(name)) or raw.FPDFFont_GetWeight(font) >= 600
        italic = bool(ITALIC.search(name)) or bool(raw.FPDFFont_GetFlags(font) & 64)
        return Style(name, round(size * 2) / 2, bold, italic), angle

    def _words(self, start: int, end: int, style: Style, space: bool, turn: Turn) -> list[Word]:
        """The word from `start` to `end`; several where single characters stand far apart without a space between."""
        word = Word(self._string[start:end], *self._extent(start, end, turn), style, space, start)
        if end - start < 2 or word.x1 - word.x0 < 1.1 * style.size * (end - start):
            return [word]
        words: list[Word] = []
        for i in range(start, end):
            x0, x1, y = self._extent(i, i + 1, turn)
            if words and x0 - words[-1].x1 < 0.5 * style.size:
                last = words[-1]
                words[-1] = Word(last.text + self._string[i], last.x0, x1, y, style, last.space, last.at)
            else:
                words.append(Word(self._string[i], x0, x1, y, style, space or bool(words), i))
        return words

    def _extent(self, start: int, end: int, turn: Turn) -> tuple[float, float, float]:
        """Left, right and baseline of the characters from `start` to `end`."""
        raw.FPDFText_GetCharOrigin(self._text, start, *self._refs[:2])
        x0, y = turn(self._numbers[0].value, self._numbers[1].value)
        raw.FPDFText_GetCharBox(self._text, end - 1, *self._refs)
        left, right, bottom, top = (number.value for number in self._numbers)
        x1 = max(turn(left, bottom)[0], turn(right, top)[0])
        return x0, max(x0, x1), y

    def _graphics(self, page: Page, turn: Turn) -> None:
        """Ruling lines, boxes and the number of images."""
        seen = 0
        for thing in self._page.get_objects(max_depth=3):
            image, path = thing.type == raw.FPDF_PAGEOBJ_IMAGE, thing.type == raw.FPDF_PAGEOBJ_PATH
            page.images += image
            seen += path
            if seen > MOST_PATHS:
                break
            if image or path:
                left, bottom, right, top = thing.get_bounds()
                (ax, ay), (bx, by) = turn(left, bottom), turn(right, top)
                box = Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                page.pictured += image * _share(box, page)
                simple = path and raw.FPDFPath_CountSegments(thing) <= 12
                _sort(page, box, simple)


def _inside(word: Word, page: Page) -> bool:
    """Whether a word stands on the page, at least in part."""
    return word.x1 > 0 and word.x0 < page.width and -word.style.size < word.y < page.height + word.style.size


def _share(box: Box, page: Page) -> float:
    """The share of the page that a box covers."""
    wide = min(box.x1, page.width) - max(box.x0, 0)
    high = min(box.y1, page.height) - max(box.y0, 0)
    return max(wide, 0) * max(high, 0) / (page.width * page.height or 1)


def _sort(page: Page, box: Box, simple: bool) -> None:
    """Puts what is drawn in `box` where it belongs: ruling lines, boxes, graphics."""
    wide, high = box.x1 - box.x0, box.y1 - box.y0
    if high <= 2.5 and wide >= 8 and simple:
        page.rules.append(box)
        return
    if simple and high >= 24 and wide >= 80:
        page.boxes.append(box)
    page.graphics.append(box)


def _turn(angle: int, left: float, bottom: float, right: float, top: float) -> tuple[Turn, float, float]:
    """The function from PDF's coordinates to ours for text that runs at `angle`, and the page's width and height."""
    width, height = right - left, top - bottom
    turns: dict[int, tuple[Turn, float, float]] = {
        0: (lambda x, y: (x - left, top - y), width, height),
        90: (lambda x, y: (y - bottom, x - left), height, width),
        180: (lambda x, y: (right - x, y - bottom), width, height),
        270: (lambda x, y: (top - y, right - x), height, width),
    }
    return turns[angle]
