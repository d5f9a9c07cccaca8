"""Sets a sample text as PDF: one or two columns, running heads, page numbers, tables, words broken at line ends."""

import io
import re
from pathlib import Path

import matplotlib
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.flowables import Flowable, KeepTogether

from tests.make_samples import Block, Text

FONTS = {"Serif": "DejaVuSerif", "Serif-Bold": "DejaVuSerif-Bold", "Serif-Italic": "DejaVuSerif-Italic"}
MARGIN, GUTTER, TITLE = 40.0, 16.0, 100.0  # points
BREAKS = """
    pneu-mo-nia com-mu-nity ac-quired an-ti-bi-ot-ic an-ti-bi-ot-ics in-fec-tion ad-mis-sion un-der-es-ti-mates
    com-or-bid-ity hy-pox-aemia cir-cum-stances judge-ment res-pi-ra-tory sys-tolic di-a-stolic mor-tal-ity
    in-ter-me-di-ate as-sess-ment par-tic-u-larly mi-cro-bi-ol-ogy mi-cro-bi-o-log-ical mod-er-ate pneu-mo-coc-cal
    sat-u-ra-tion pre-sen-ta-tion sus-pected amox-i-cillin clar-i-thro-mycin doxy-cy-cline lev-o-floxacin eryth-ro-mycin
    in-tra-ve-nously preg-nant preg-nancy in-sta-bil-ity flu-o-ro-quin-o-lones neu-rop-athy dis-sec-tion sim-vas-tatin
    cor-ti-co-ste-roid ob-struc-tive pul-mo-nary breath-less-ness symp-toms per-sist con-firmed shad-ow-ing fre-quent
    hos-pi-tal se-ver-ity sup-ports clin-ical re-place con-sider in-ves-ti-ga-tions par-tic-u-lar pa-tient pa-tients
    in-ten-sive cul-ture mea-sure ev-ery-one be-gins with-in out-side British prac-tice au-dit ty-pi-cal atyp-i-cal
"""
SOFT = {word.replace("-", ""): word.replace("-", "\N{SOFT HYPHEN}") for word in BREAKS.split()}


def to_pdf(text: Text) -> bytes:
    """The text as a PDF that is the same each time, with real text, its date and its kind as a keyword."""
    rl_config.invariant = 1
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name, file in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(fonts / f"{file}.ttf")))
    pdfmetrics.registerFontFamily("Serif", "Serif", "Serif-Bold", "Serif-Italic", "Serif-Bold")
    out = io.BytesIO()
    _document(text, out).build(_story(text))
    return out.getvalue()


def _document(text: Text, out: io.BytesIO) -> BaseDocTemplate:
    size = A5 if text.columns == 2 else A4
    document = BaseDocTemplate(
        out,
        pagesize=size,
        title=text.title,
        author=text.authors,
        subject=text.kind,
        keywords=[text.kind],
        creator="Vademecum",
    )

    def furniture(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setDateFormatter(lambda *_: f"D:{text.published:%Y%m%d}000000+00'00'")
        canvas.setFont("Serif", 7)
        canvas.setFillColor(colors.HexColor("#555555"))
        canvas.drawString(MARGIN, size[1] - 26, text.running)
        canvas.drawCentredString(size[0] / 2, 22, f"Page {canvas.getPageNumber()}")

    first = PageTemplate("first", _frames(size, text.columns, TITLE if text.columns == 2 else 0), onPage=furniture)
    document.addPageTemplates([first, PageTemplate("later", _frames(size, text.columns, 0), onPage=furniture)])
    return document


def _frames(size: tuple[float, float], columns: int, title: float) -> list[Frame]:
    """The frames of a page in reading order: the title over the whole width if it has a height, then the columns."""
    width = (size[0] - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    height = size[1] - 2 * MARGIN - title
    pads = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    frames = [Frame(MARGIN, MARGIN + height, size[0] - 2 * MARGIN, title, **pads)] if title else []
    return frames + [Frame(MARGIN + n * (width + GUTTER), MARGIN, width, height, **pads) for n in range(columns)]


def _story(text: Text) -> list[Flowable]:
    small = text.columns == 2
    styles = _styles(8.5 if small else 9)
    width = ((A5 if small else A4)[0] - 2 * MARGIN - (GUTTER if small else 0)) / text.columns
    byline = f"{text.authors}. Published {text.date}."
    story: list[Flowable] = [Paragraph(text.kind.upper(), styles["label"])]
    story += [Paragraph(text.title, styles["title"]), Paragraph(byline, styles["byline"])]
    story += [NextPageTemplate("later"), *([FrameBreak()] if small else [])]
    lead: list[Flowable] = []  # headings and captions, not to be parted from what follows
    for block in text.blocks[1:]:  # the first is the title
        if block.what == "caption":
            lead.append(Paragraph(_markup(block.text), styles["caption"]))
        elif block.what == "heading":
            lead.append(Paragraph(_markup(block.text), styles[f"h{block.level}"]))
        elif block.what == "table":
            story.append(KeepTogether([*lead, _table(block, styles, width), Spacer(0, 8)]))
            lead = []
        else:
            bullet = "•" if block.what == "item" else None
            body = Paragraph(_markup(block.text, soft=True), styles[block.what], bulletText=bullet)
            story += [CondPageBreak(34 + 20 * len(lead)), *lead, body]
            lead = []
    return story


def _table(block: Block, styles: dict[str, ParagraphStyle], width: float) -> Table:
    """A table as wide as its column; no word is cut, and the rest of the width goes where the text is long."""
    columns = [[row[n] for row in block.rows] for n in range(len(block.rows[0]))]
    least = [max(_wide(word, styles) for cell in column for word in cell.split()) + 7 for column in columns]
    wish = [min(max(len(cell) for cell in column), 48) for column in columns]
    widths = [low + (width - sum(least)) * part / sum(wish) for low, part in zip(least, wish, strict=True)]
    cells = [
        [Paragraph(_markup(cell), styles["head" if not n else "cell"]) for cell in row]
        for n, row in enumerate(block.rows)
    ]
    table = Table(cells, colWidths=widths, repeatRows=1)
    lines = [
        ("LINEABOVE", (0, 0), (-1, 0), 0.8),
        ("LINEBELOW", (0, 0), (-1, 0), 0.4),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8),
    ]
    table.setStyle(
        TableStyle(
            [
                *((what, start, end, weight, colors.black) for what, start, end, weight in lines),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _wide(word: str, styles: dict[str, ParagraphStyle]) -> float:
    """The width of a word in bold, in points."""
    return float(pdfmetrics.stringWidth(word, "Serif-Bold", styles["cell"].fontSize))


def _styles(size: float) -> dict[str, ParagraphStyle]:
    base = ParagraphStyle("text", fontName="Serif", fontSize=size, leading=size * 1.38, spaceAfter=size * 0.6)
    base.alignment = TA_JUSTIFY
    bold = ParagraphStyle("bold", base, fontName="Serif-Bold", alignment=0)
    cell = ParagraphStyle("cell", base, fontSize=size - 1, leading=(size - 1) * 1.3, alignment=0, spaceAfter=0)
    return {
        "paragraph": base,
        "title": ParagraphStyle("title", bold, fontSize=size + 6, leading=(size + 6) * 1.3, spaceAfter=6),
        "label": ParagraphStyle("label", base, spaceAfter=2),
        "byline": ParagraphStyle("byline", base, fontName="Serif-Italic", spaceAfter=10),
        "h2": ParagraphStyle("h2", bold, fontSize=size + 2, leading=(size + 2) * 1.3, spaceBefore=6, spaceAfter=4),
        "h3": ParagraphStyle("h3", bold, fontSize=size + 0.5, spaceBefore=3, spaceAfter=3),
        "caption": ParagraphStyle(
            "caption", bold, fontSize=size - 1, leading=(size - 1) * 1.3, spaceBefore=4, spaceAfter=3
        ),
        "item": ParagraphStyle("item", base, leftIndent=12, bulletIndent=2, alignment=0, spaceAfter=size * 0.3),
        "head": ParagraphStyle("head", cell, fontName="Serif-Bold"),
        "cell": cell,
    }


def _markup(text: str, soft: bool = False) -> str:
    """The text in reportlab's markup: italics and, if `soft`, soft hyphens where a long word may be broken."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"\*([^*]+)\*", r"<i>\1</i>", text)
    return re.sub(r"(?<![\w/-])[A-Za-z]{6,}(?![\w-])", lambda m: _soft(m.group()), text) if soft else text


def _soft(word: str) -> str:
    broken = SOFT.get(word.lower())
    return word[0] + broken[1:] if broken else word
