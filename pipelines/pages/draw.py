"""Draws a page within bounds of time and memory, and the marks on it."""

import ctypes
import io
import math
import time
from collections.abc import Sequence
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops, ImageDraw

from pipelines.pages.picture import DAMAGED, LARGE, SLOW, Rectangle, Unshown

INCH = 72.0  # points
DOTS = 96.0  # an inch, at 100 %
MOST_PIXELS = 12_000_000  # of the picture; a larger page is drawn coarser
MOST_INSIDE = 150_000_000  # pixels of all pictures that a page holds
MOST_THINGS = 50_000  # objects of a page that are looked at
SECONDS = 5.0
EDGE = "#7A5B00"
MARKER = "#FFD500"
STRENGTH = 0.35  # how much of the marker lies on white paper
INSET = 1  # pixels between the letters and the edge
WIDTH = 2  # pixels of the edge

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels, all included


def drawn(page: pdfium.PdfPage, percent: int, seconds: float = SECONDS) -> tuple[Image.Image, pdfium.PdfPosConv]:
    """The page as it is shown, turned and cropped, and what turns its coordinates into pixels.

    Raises Unshown for a page that would take too much memory or time. The caller holds the reader's lock.
    """
    width, height = _size(page, percent)
    inside = 0
    for thing in islice(page.get_objects(max_depth=5), MOST_THINGS):
        if isinstance(thing, pdfium.PdfImage):
            across, down = thing.get_px_size()
            inside += across * down
    if inside > MOST_INSIDE:
        raise Unshown(LARGE)
    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx, rev_byteorder=True)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        place = (0, 0, width, height, 0)
        _render(bitmap, page, place, seconds)
        return bitmap.to_pil().convert("RGB"), pdfium.PdfPosConv(page, place)
    finally:
        bitmap.close()


def _size(page: pdfium.PdfPage, percent: int) -> tuple[int, int]:
    """Width and height of the picture in pixels."""
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise Unshown(DAMAGED)
    scale = percent / 100 * DOTS / INCH
    scale *= min(1.0, math.sqrt(MOST_PIXELS / (width * height * scale * scale)))
    return max(1, math.floor(width * scale)), max(1, math.floor(height * scale))


def _render(bitmap: pdfium.PdfBitmap, page: pdfium.PdfPage, place: tuple[int, ...], seconds: float) -> None:
    """Draws until it is done or the time is up; PDFium asks in between whether it should pause."""
    end = time.monotonic() + seconds
    pause = raw.IFSDK_PAUSE(version=1)
    kind = type(pause.NeedToPauseNow)
    pause.NeedToPauseNow = kind(lambda _: time.monotonic() > end)
    try:
        state = raw.FPDF_RenderPageBitmap_Start(bitmap, page, *place, raw.FPDF_ANNOT, ctypes.byref(pause))
    finally:
        raw.FPDF_RenderPage_Close(page)
    if state == raw.FPDF_RENDER_TOBECONTINUED:
        raise Unshown(SLOW)
    if state != raw.FPDF_RENDER_DONE:
        raise Unshown(DAMAGED)


def areas(boxes: Sequence[Rectangle], conv: pdfium.PdfPosConv) -> list[Area]:
    """The boxes in the picture's pixels, letters included whole."""
    found = []
    for box in boxes:
        xs, ys = zip(conv.to_bitmap(box.left, box.bottom), conv.to_bitmap(box.right, box.top), strict=True)
        found.append((min(xs) - INSET, min(ys) - INSET, max(xs) + INSET, max(ys) + INSET))
    return found


def mark(picture: Image.Image, found: Sequence[Area]) -> None:
    """Colours the areas as a marker does, so that black stays black, and draws an edge around each."""
    clean = picture.copy() if len(found) > 1 else picture  # areas may touch: none is coloured twice
    ink = Image.blend(Image.new("RGB", (1, 1), "white"), Image.new("RGB", (1, 1), MARKER), STRENGTH)
    for left, top, right, bottom in found:
        part = clean.crop((left, top, right + 1, bottom + 1))
        picture.paste(ImageChops.multiply(part, ink.resize(part.size)), (left, top))
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in found:
        pen.rectangle((left - WIDTH, top - WIDTH, right + WIDTH, bottom + WIDTH), outline=EDGE, width=WIDTH)


def png(picture: Image.Image) -> bytes:
    """The picture as PNG, packed quickly rather than tightly."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=1)
    return stream.getvalue()
