"""Reads HTML pages: the article without navigation, hidden text and references. One document a file."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from pipelines.readers import reference
from pipelines.readers.base import File
from pipelines.readers.boilerplate import contact
from pipelines.readers.cells import grids
from pipelines.readers.compose import spaces
from pipelines.readers.decode import visible
from pipelines.readers.html_clean import BLOCKS, clean, content, drop, hidden, strike
from pipelines.readers.html_meta import Meta, first, kind, meta_of, published, reference_of, title_of
from pipelines.readers.inline import extend, piece, plain, tidy
from pipelines.readers.markup import parse_html
from pipelines.readers.outline import Outline
from pipelines.schema import Document, Refusal

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = ("ul", "ol", "dl")
UNSEEN = ("script", "style", "template", "noscript")  # of these a browser shows nothing
SCOPE = re.compile(r"\b(?:abstract|section)", re.I)  # classes and ids of containers that end with their section
CAPTION = re.compile(r"(?:table|tab\.)\s*\d+\b", re.I)
ABSTRACT = ("citation_abstract", "dc.description", "dcterms.abstract", "description", "og:description")
HOLLOW = re.compile(r"\s*\(\s*\)")  # what a formula that is a picture leaves behind
ABOVE_ALL = 9  # a level that any heading closes
FRONT = 40  # words; in front of an article's first heading, shorter paragraphs name people and places


def read(file: File) -> Iterator[Document | Refusal]:
    """The page as one document. Raises Refused as `markup.parse_html` does."""
    root = parse_html(file)
    meta = meta_of(root)
    name = plain(root.find(".//title"))
    clean(root)
    body = content(root)
    title = title_of(body, meta, name)
    found = reference_of(meta)
    outline = Outline(title)
    Writer(outline, meta, bool(found.doi or found.journal)).run(body, title)
    text, sections, tables, pages = outline.composer.build()
    url = next(filter(None, (first(meta, name) for name in ("citation_fulltext_html_url", "og:url"))), "")
    yield Document(
        id=reference.identity(found) or file.label,
        title=title or file.stem,
        text=text,
        source=file.label,
        url=url if url.startswith("http") else reference.address(found),
        published=published(meta),
        kind=kind(meta, title),
        sections=sections,
        tables=tables,
        pages=pages,
        reference=found,
    )


def fragment(source: str) -> etree._Element:
    """A piece of HTML, cleaned, for `write`."""
    root: etree._Element = lxml_html.fragment_fromstring(visible(source), create_parent="div")
    clean(root)
    return root


def line(source: str) -> str:
    """The plain text of one line with HTML in it: powers as "10^9", without what is struck out or hidden."""
    root = lxml_html.fragment_fromstring(visible(source), create_parent="div")
    strike(root)
    for element in [*root.iterdescendants()]:
        if hidden(element) or element.tag in UNSEEN:
            drop(element)
    return plain(root)


def write(root: etree._Element, outline: Outline) -> None:
    """Adds what stands in an element to an outline."""
    Writer(outline, {}, article=False).run(root, "")


class Writer:
    """Walks a cleaned page in reading order and adds its blocks to an outline."""

    def __init__(self, outline: Outline, meta: Meta, article: bool) -> None:
        self._outline = outline
        self._article = article
        self._abstract = [spaces(text)[:80].casefold() for name in ABSTRACT for text in meta.get(name, [])]
        self._headed = False
        self._caption = ""
        self._title = ""
        self._started = True

    def run(self, body: etree._Element, title: str) -> None:
        """Adds a page; what stands in front of the heading with its title is left out."""
        heads = [plain(element) for element in body.iter(*HEADINGS)]
        self._title = title.casefold()
        self._started = not title or self._title not in [head.casefold() for head in heads]
        self.write(body)
        self._flush()

    def write(self, parent: etree._Element) -> None:
        """Adds the children of an element; text and inline elements between two blocks make a paragraph."""
        line = parent.text or ""
        for child in parent:
            if child.tag in BLOCKS or any(inner.tag in BLOCKS for inner in child.iterdescendants()):
                self._paragraph(tidy(line))
                self._block(child)
                line = child.tail or ""
            else:
                line = extend(line, child)
        self._paragraph(tidy(line))

    def _block(self, element: etree._Element) -> None:
        if element.tag in HEADINGS:
            self._heading(plain(element), HEADINGS[str(element.tag)])
        elif element.tag == "table":
            self._table(element)
        elif element.tag in LISTS and not list(element.iter("table", *HEADINGS)):
            self._paragraph("\n".join(_items(element)))
        else:
            before, skipping = len(self._outline.headings), self._outline.skipping
            scoped = element.tag in ("section", "aside") or SCOPE.search(f"{element.get('class')} {element.get('id')}")
            self.write(element)
            if scoped and not skipping:
                self._outline.close_to(before)

    def _heading(self, title: str, level: int) -> None:
        titled = bool(title) and title.casefold() == self._title
        if not self._started or titled:
            self._started |= titled
            return
        self._flush()
        self._headed = True
        self._outline.heading(title, level)

    def _paragraph(self, text: str) -> None:
        if not text or not self._started:
            return
        self._flush()
        if CAPTION.match(text) and len(text) < 300:
            self._caption = text
            return
        early = self._article and not self._headed
        if early and any(start and spaces(text).casefold().startswith(start) for start in self._abstract):
            self._outline.heading("Abstract", ABOVE_ALL)
        elif early and (len(text.split()) < FRONT or contact(text)):
            return
        self._outline.paragraph(HOLLOW.sub("", text).lstrip(": "))

    def _flush(self) -> None:
        """Adds a caption that no table followed."""
        caption, self._caption = self._caption, ""
        if caption:
            self._outline.paragraph(caption)

    def _table(self, table: etree._Element) -> None:
        """A table of data; one that only lays out the page is walked through."""
        if not self._started:
            self.write(table)
            return
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        widest = max((sum(bool(plain(cell)) for cell in row) for row in rows), default=0)
        if widest < 2 or any(True for _ in table.iterdescendants("table", *HEADINGS)):
            for row in rows:
                for cell in row:
                    self.write(cell)
            return
        named = table.find("caption")
        caption = plain(named) or self._caption
        self._caption = ""
        if named is not None:
            table.remove(named)
        for grid in grids(table):
            self._outline.table(" ".join(filter(None, (caption, grid.title))), grid.header, grid.rows)


def _items(element: etree._Element, indent: str = "") -> Iterator[str]:
    """The lines of a list: "- item", "1. item" or "term: meaning", nested ones set in."""
    number, term = 0, ""
    for item in element:
        lists = [inner for inner in item.iterdescendants(*LISTS) if next(inner.iterancestors(*LISTS), None) is element]
        for inner in lists:
            drop(inner)
        text = tidy(piece(item))
        if item.tag == "dt":
            term = f"{text}: "
            continue
        number += 1
        sign = "" if element.tag == "dl" else f"{number}. " if element.tag == "ol" else "- "
        if text:
            yield f"{indent}{sign}{term}{text}"
        term = ""
        for inner in lists:
            yield from _items(inner, indent + "  ")
