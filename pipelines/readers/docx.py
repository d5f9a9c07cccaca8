"""Reads Word documents (DOCX). One document a file; headers, footers and comments are left out."""

import datetime
import re
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from pipelines.errors import Refused
from pipelines.readers import reference
from pipelines.readers.base import File
from pipelines.readers.compose import spaces
from pipelines.readers.decode import visible
from pipelines.readers.docx_text import MOST_BASES, boxes, on, text_of, veil
from pipelines.readers.kind import kind_of, read_kind
from pipelines.readers.markup import refuse_entities
from pipelines.readers.outline import Outline
from pipelines.readers.safe import open_zip
from pipelines.schema import Document, Reference, Refusal

HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s*(\d)", re.I)
CAPTION = re.compile(r"(?:table|tab\.)\s*\d+\b", re.I)
MADE_UP = datetime.datetime(2013, 12, 23)  # python-docx writes this date into what it makes


def read(file: File) -> Iterator[Document | Refusal]:
    """The file as one document. Raises Refused for a damaged one, and as `safe.open_zip` does."""
    with open_zip(file) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                refuse_entities(archive.read(name)[:100_000].replace(b"\0", b"").decode("ascii", "replace"))
        handle = archive.fp
        try:
            word = docx.Document(handle)
        except (OpcError, KeyError, ValueError) as error:
            raise Refused("The file is damaged: it is no whole Word document.", "Open and save it again.") from error
        yield _document(word, file)


def _document(word: WordDocument, file: File) -> Document:
    veil(word)
    properties = word.core_properties
    title = spaces(visible(properties.title)) or _title(word) or file.stem
    outline = Outline(title)
    Writer(outline).write(word)
    text, sections, tables, pages = outline.composer.build()
    created = properties.created
    known = created is not None and created.replace(tzinfo=None).date() != MADE_UP.date()
    found = Reference(authors=reference.authors(properties.author or ""))
    return Document(
        id=file.label,
        title=title,
        text=text,
        source=file.label,
        published=created.date().isoformat() if created and known else "",
        kind=read_kind(properties.category) if properties.category else kind_of([], title),
        sections=sections,
        tables=tables,
        pages=pages,
        reference=found,
    )


def _title(word: WordDocument) -> str:
    """The paragraph in the style Title, else the first heading."""
    named = [(_style(paragraph), spaces(visible(text_of(paragraph)))) for paragraph in word.paragraphs]
    titles = [text for style, text in named if style == "title" and text]
    return next(iter([*titles, *(text for style, text in named if HEADING.match(style) and text)]), "")


class Writer:
    """Walks a document's body and adds its blocks to an outline."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._list: list[str] = []  # the items of the open list
        self._caption = ""

    def write(self, word: WordDocument) -> None:
        """Adds all paragraphs and tables in order."""
        self._write(word.element.body, word)

    def _write(self, parent: BaseOxmlElement, word: WordDocument) -> None:
        for block in _blocks(parent, word):
            if isinstance(block, Table):
                self._close_list()
                self._table(block, word)
            else:
                self._paragraph(block)
        self._close_list()
        self._flush()

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = spaces(visible(text_of(paragraph)))
        style = _style(paragraph)
        if not text or style.startswith("toc "):
            return
        level = _level(paragraph, style)
        if level is None and _listed(paragraph, style):
            self._flush()
            self._list.append(f"{'  ' * _depth(paragraph)}- {text}")
            return
        self._close_list()
        if CAPTION.match(text) and (style == "caption" or len(text) < 200):
            self._flush()
            self._caption = text
            return
        self._flush()
        if level is not None:
            self._outline.heading(text, level)
        else:
            self._outline.paragraph(text)

    def _flush(self) -> None:
        """Adds a caption that no table followed."""
        caption, self._caption = self._caption, ""
        if caption:
            self._outline.paragraph(caption)

    def _close_list(self) -> None:
        items, self._list = self._list, []
        if items:
            self._outline.paragraph("\n".join(items))

    def _table(self, table: Table, word: WordDocument) -> None:
        """A table with its first row as header; one cell alone is a box of text."""
        rows = list(_rows(table, word))
        if table._tbl.findall(".//" + qn("w:tbl")) and all(len(set(filter(None, row))) < 2 for row in rows):
            for cell in {id(cell._tc): cell._tc for row in table.rows for cell in row.cells}.values():
                self._write(cell, word)  # a frame around other tables
            return
        if max(map(len, rows), default=0) == 1 and len(rows) == 1:
            self._outline.paragraph(rows[0][0])
            return
        caption, self._caption = self._caption, ""
        if rows:
            self._outline.table(caption, rows[0], rows[1:])


def _blocks(parent: BaseOxmlElement, word: WordDocument) -> Iterator[Paragraph | Table]:
    """Paragraphs, each with its text boxes behind it, and tables, also in content controls."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield Paragraph(child, word)
            for box in boxes(child):
                yield from _blocks(box, word)
        elif child.tag == qn("w:tbl"):
            yield Table(child, word)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")):
            yield from _blocks(child, word)


def _rows(table: Table, word: WordDocument) -> Iterator[list[str]]:
    """The texts of each row that isn't hidden."""
    for row in table.rows:
        marks = row._tr.trPr
        if marks is None or not on(marks, "w:hidden"):
            yield _cells(row, word)


def _cells(row: _Row, word: WordDocument) -> list[str]:
    """A row's texts; a merged cell repeats in each row and column that it covers."""
    blank = [""] * row.grid_cols_before
    return blank + [spaces(visible(_cell(cell._tc, word))) for cell in row.cells]


def _cell(cell: BaseOxmlElement, word: WordDocument) -> str:
    """A cell's text; the rows of a table in it on one line: "1 year, 5 mg; 2 years, 10 mg"."""
    texts = []
    for block in _blocks(cell, word):
        if isinstance(block, Table):
            texts.append("; ".join(", ".join(filter(None, row)) for row in _rows(block, word)))
        else:
            texts.append(text_of(block))
    return " ".join(texts)


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return (style.name or "").lower() if style is not None else ""


def _level(paragraph: Paragraph, style: str) -> int | None:
    """The heading's level: by its style, or by the outline level of paragraph or style."""
    if style == "title":
        return 0
    if match := HEADING.match(style):
        return int(match.group(1))
    own = paragraph._p.pPr
    base = paragraph.style
    levels = [own.find(qn("w:outlineLvl")) if own is not None else None]
    for _ in range(MOST_BASES):  # "NICE Heading", based on "Heading 1"
        if base is None or any(level is not None for level in levels):
            break
        levels.append(base.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))
        if levels[-1] is None and (match := HEADING.match((base.name or "").lower())):
            return int(match.group(1))
        base = base.base_style
    value = next((level.get(qn("w:val")) for level in levels if level is not None), None)
    return int(value) + 1 if value and value.isdigit() and int(value) < 9 else None


def _listed(paragraph: Paragraph, style: str) -> bool:
    properties = paragraph._p.pPr
    return style.startswith("list") or (properties is not None and properties.numPr is not None)


def _depth(paragraph: Paragraph) -> int:
    """How deep a list item is nested, from 0."""
    properties = paragraph._p.pPr
    numbering = properties.numPr if properties is not None else None
    level = numbering.ilvl.val if numbering is not None and numbering.ilvl is not None else 0
    named = re.search(r"(\d)$", _style(paragraph))
    return min(max(int(level), int(named.group(1)) - 1 if named else 0), 6)
