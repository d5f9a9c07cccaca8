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
from pipelines.readers.dates import read_date
from pipelines.readers.decode import visible
from pipelines.readers.html_clean import BLOCKS, clean, content, drop
from pipelines.readers.inline import extend, piece, plain, tidy
from pipelines.readers.kind import kind_of, read_kind
from pipelines.readers.markup import parse_html
from pipelines.readers.outline import Outline
from pipelines.schema import Document, Kind, Reference, Refusal

HEADINGS = {f"h{level}": level for level in range(1, 7)}
SCOPE = re.compile(r"\b(?:abstract|section)", re.I)  # classes and ids of containers that end with their section
CAPTION = re.compile(r"(?:table|tab\.)\s*\d+\b", re.I)
ABSTRACT = ("citation_abstract", "dc.description", "dcterms.abstract", "description", "og:description")
SITE = re.compile(r"\s+[|–—-]\s+[^|–—]{2,60}$")
HOLLOW = re.compile(r"\s*\(\s*\)")  # what a formula that is a picture leaves behind
ABOVE_ALL = 9  # a level that any heading closes
FRONT = 40  # words; in front of an article's first heading, shorter paragraphs name people and places


def read(file: File) -> Iterator[Document | Refusal]:
    """The page as one document. Raises Refused as `markup.parse_html` does."""
    root = parse_html(file)
    meta = _meta(root)
    name = plain(root.find(".//title"))
    clean(root)
    body = content(root)
    title = _title(body, meta, name)
    found = _reference(meta)
    outline = Outline(title)
    Writer(outline, meta, bool(found.doi or found.journal)).run(body, title)
    text, sections, tables, pages = outline.composer.build()
    url = next(filter(None, (_first(meta, name) for name in ("citation_fulltext_html_url", "og:url"))), "")
    yield Document(
        id=reference.identity(found) or file.label,
        title=title or file.path.stem,
        text=text,
        source=file.label,
        url=url if url.startswith("http") else reference.address(found),
        published=_published(meta),
        kind=_kind(meta, title),
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


def write(root: etree._Element, outline: Outline) -> None:
    """Adds what stands in an element to an outline."""
    Writer(outline, {}, article=False).run(root, "")


class Writer:
    """Walks a cleaned page in reading order and adds its blocks to an outline."""

    def __init__(self, outline: Outline, meta: dict[str, list[str]], article: bool) -> None:
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
        self._started = self._title not in [head.casefold() for head in heads]
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
        elif element.tag in ("ul", "ol", "dl") and not list(element.iter("table", *HEADINGS)):
            self._paragraph("\n".join(_items(element)))
        else:
            before, skipping = len(self._outline.headings), self._outline.skipping
            scoped = element.tag == "section" or SCOPE.search(f"{element.get('class')} {element.get('id')}")
            self.write(element)
            if scoped and not skipping:
                self._outline.close_to(before)

    def _heading(self, title: str, level: int) -> None:
        if not self._started or title.casefold() == self._title:
            self._started |= title.casefold() == self._title
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
        lists = [
            inner for inner in item.iterdescendants("ul", "ol") if next(inner.iterancestors("ul", "ol")) is element
        ]
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


def _meta(root: etree._Element) -> dict[str, list[str]]:
    """The values of meta elements by their lower-case name, in order."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = visible(element.get("content") or "").strip()
        names = {(element.get(attribute) or "").lower() for attribute in ("name", "property", "itemprop")} - {""}
        for name in names:
            found.setdefault(name, []).append(content)
    return found


def _first(meta: dict[str, list[str]], *names: str) -> str:
    """The first value of the first of these names that has one."""
    return next((value for name in names for value in meta.get(name, []) if value), "")


def _title(body: etree._Element, meta: dict[str, list[str]], name: str) -> str:
    """From the citation, the only first heading, Open Graph or the page's own name, without that of its site."""
    named = _first(meta, "citation_title", "dc.title", "dcterms.title")
    if named:
        return spaces(re.sub(r"</?[a-zA-Z]+[^>]*>", "", named))
    tops = [text for text in (plain(element) for element in body.iter("h1")) if text]
    if len(tops) == 1:
        return tops[0]
    return _first(meta, "og:title") or SITE.sub("", name) or (tops[0] if tops else "")


def _reference(meta: dict[str, list[str]]) -> Reference:
    joined = re.split(r"\s*;\s*", _first(meta, "citation_authors"))
    names = meta.get("citation_author") or list(filter(None, joined)) or meta.get("dc.creator") or []
    doi = _first(meta, "citation_doi", "prism.doi", "dc.identifier")
    return Reference(
        authors=tuple(_person(name) for name in names if name.strip()),
        journal=_first(meta, "citation_journal_title", "prism.publicationname"),
        pmid=reference.pmid(_first(meta, "citation_pmid")),
        pmcid=reference.pmcid(_first(meta, "citation_pmcid", "citation_pmc")),
        doi=reference.doi(doi),
    )


def _person(name: str) -> str:
    """ "Range, Friederike" and "Gongle Shi" as "Range F" and "Shi G"; names that aren't a person's stay."""
    surname, comma, given = spaces(name).partition(",")
    if comma:
        return reference.person(surname, given)
    words = surname.split()
    person = len(words) in (2, 3, 4) and all(word[0].isupper() for word in words) and len(words[-1]) > 2
    return reference.person(words[-1], " ".join(words[:-1])) if person else surname


def _published(meta: dict[str, list[str]]) -> str:
    names = "citation_publication_date citation_date citation_online_date dc.date dcterms.issued prism.publicationdate"
    return read_date(_first(meta, *names.split(), "article:published_time", "datepublished", "citation_year", "date"))


def _kind(meta: dict[str, list[str]], title: str) -> Kind:
    named = [value for name in ("citation_article_type", "dc.type", "prism.section") for value in meta.get(name, [])]
    return next((kind for value in named if (kind := read_kind(value)) != "other"), None) or kind_of(named, title)
