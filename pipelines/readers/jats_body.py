"""An article's text in reading order: abstract, body, appendices; each element to its paragraph or table."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from pipelines.readers.boilerplate import boilerplate, labelled
from pipelines.readers.cells import grids
from pipelines.readers.compose import Composer
from pipelines.readers.inline import FLOATS, extend, local, piece, plain, tidy

NESTED = {"sec", "app", "boxed-text", "glossary", "abstract", "trans-abstract", "sub-article"}
LISTS = {"list", "def-list"}
# Not text of the work, or told elsewhere: headings, references, notes on authors, files on the publisher's site.
SILENT = {"title", "label", "subtitle", "sec-meta", "ref-list", "fn-group", "supplementary-material", "object-id"}
SILENT |= {"ack", "notes", "bio", "permissions", "graphic", "alternatives", "author-notes", "response", "front-stub"}
SILENT |= {"kwd-group", "attrib", "sig-block", "history", "alt-text", "long-desc", "caption", "front"}
SILENT |= {"related-article", "related-object"}
CAPTIONED = {"fig", "media", "chem-struct-wrap", "graphic"}
CONTAINERS = {"fig-group", "table-wrap-group", "disp-quote", "statement", "speech", "verse-group", "app-group"}
CONTAINERS |= {"floats-group", "disp-formula-group", "body", "back", "abstract", "sec", "p"}
UNREAD = {"supplementary-material", "data-availability", "funding-information"}  # types of sections
TEASERS = {"toc", "graphical", "teaser", "precis", "web-summary", "short"}  # types of abstracts
REVIEWS = {"decision-letter", "reply", "article-commentary", "referee-report", "reviewer-report", "editor-report"}
REVIEWS |= {"author-comment", "aggregated-review-documents", "translation", "correction", "response"}
LINK = re.compile(r"DOI: ?(https?://)?\S+|Click here for (additional data )?file\.?", re.IGNORECASE)


class Body:
    """Writes an article's elements to a composer, section by section."""

    def __init__(self) -> None:
        self.composer = Composer()

    def write(self, article: etree._Element) -> None:
        """Adds the abstracts, the body, the appendices and the articles inside this one."""
        for abstract in _abstracts(article):
            self._nested(abstract, plain(abstract.find("title")) or "Abstract", 1)
        for name in ("body", "back", "floats-group"):
            part = article.find(name)
            if part is not None:
                self._nested(part, "Figures and tables" if name == "floats-group" else "", 0)
        for inner in article.findall("sub-article"):
            if inner.get("article-type") not in REVIEWS:
                title = plain(inner.find(".//title-group/article-title"))
                for name in ("abstract", "body"):
                    for part in inner.iterfind(f".//{name}"):
                        self._nested(part, title, 1)

    def _nested(self, parent: etree._Element, title: str, level: int) -> None:
        """A section with its heading; text that follows an inner section comes under this heading again."""
        if boilerplate(title) or parent.get("sec-type") in UNREAD:
            self._floats(_outermost(parent), level)  # publishers put figures into the last section, whatever it is
            return
        self.composer.heading(title, level)
        inside = False
        for child in parent:
            name = local(child)
            heading = _heading(child) if name in NESTED else ""
            if name in {"sec", "app"} or heading:
                self._nested(child, heading, level + 1)
                inside = True
            elif name and name not in SILENT:
                if inside:
                    self.composer.heading(title, level)
                    inside = False
                self._block(child, name, level)

    def _block(self, element: etree._Element, name: str, level: int) -> None:
        if name in {"sec", "app"}:
            self._nested(element, _heading(element), level + 1)
            self.composer.heading("", level + 1)  # what follows stands under the outer heading again
        elif name == "p":
            self._paragraph(element, level)
        elif name in LISTS:
            floats = list(_outermost(element))
            self.composer.paragraph("\n".join(_items(element)))
            self._floats(floats, level)
        elif name == "table-wrap":
            self._table(element)
        elif name in CAPTIONED:
            self.composer.paragraph(_caption(element))
            self._floats(_outermost(element), level)
        elif name in CONTAINERS or name in NESTED or any(local(child) in {"p", "sec"} for child in element):
            for child in element:
                if (inner := local(child)) and inner not in SILENT:
                    self._block(child, inner, level)
        else:
            self.composer.paragraph(plain(element))

    def _paragraph(self, p: etree._Element, level: int) -> None:
        """A paragraph; lists in it stand between its sentences, figures and tables come after it."""
        floats, text = list(_outermost(p)), p.text or ""
        for child in p:
            if local(child) in LISTS:
                self._add(text)
                self.composer.paragraph("\n".join(_items(child)))
                text = child.tail or ""
            else:
                text = extend(text, child)
        self._add(text)
        self._floats(floats, level)

    def _add(self, text: str) -> None:
        text = tidy(text)
        if not LINK.fullmatch(text) and not labelled(text):
            self.composer.paragraph(text)

    def _floats(self, floats: Iterable[etree._Element], level: int) -> None:
        for child in floats:
            if (name := local(child)) not in SILENT:
                self._block(child, name, level)

    def _table(self, wrap: etree._Element) -> None:
        """The caption with each table; its notes are the last rows, so that they stay with it."""
        caption, notes = _caption(wrap), [(note,) for note in _notes(wrap)]
        whole = (table for table in wrap.iter("table") if next(table.iterancestors("table"), None) is None)
        tables = [grid for table in whole for grid in grids(table)]
        if not tables:  # a picture of a table
            self.composer.paragraph(caption)
            self.composer.paragraph("\n".join(note for (note,) in notes))
        for grid in tables:
            rows = [*grid.rows, *(notes if grid is tables[-1] else ())]
            self.composer.table(f"{caption} {grid.title}", grid.header, rows)


def _abstracts(article: etree._Element) -> Iterator[etree._Element]:
    """The abstracts to read: no teasers, and a translation only where that is into English."""
    meta = article.find("front/article-meta")
    if meta is None:
        return
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    english = (article.get(lang) or "en").lower().startswith("en")
    for abstract in meta.iterchildren("abstract", "trans-abstract"):
        foreign = abstract.tag == "trans-abstract" and (english or not (abstract.get(lang) or "").startswith("en"))
        if abstract.get("abstract-type") not in TEASERS and not foreign:
            yield abstract


def _heading(element: etree._Element) -> str:
    title = element.find("title")
    return plain(title if title is not None else element.find("caption/title"))


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if local(child) in FLOATS:
            yield child
        else:
            yield from _outermost(child)


def _caption(element: etree._Element) -> str:
    """ "Table 2. Adverse events. Values are numbers (%)." """
    parts = [plain(element.find("label")), plain(element.find("caption/title"))]
    parts += [plain(p) for p in element.findall("caption/p")]
    return " ".join(_stop(part) for part in parts if part and not LINK.fullmatch(part))


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!", ":", ";")) else f"{text}."


def _items(element: etree._Element, indent: str = "") -> Iterator[str]:
    """The lines of a list: "- item", "1. item" or "term: meaning"."""
    number = 0
    for item in element:
        name = local(item)
        if name == "def-item":
            yield f"{indent}{plain(item.find('term'))}: {plain(item.find('def'))}"
        elif name == "list-item":
            number += 1
            sign = plain(item.find("label")) or (f"{number}." if element.get("list-type") == "order" else "-")
            inner = [lists for lists in item.iterdescendants(*LISTS) if next(lists.iterancestors(*LISTS)) is element]
            etree.strip_elements(item, *LISTS, with_tail=False)
            text = "".join(f" {piece(child)}" for child in item if local(child) != "label")
            yield f"{indent}{sign} {tidy(text)}"
            for child in inner:
                yield from _items(child, indent + "  ")
        elif name:
            yield f"{indent}{plain(item)}"


def _notes(wrap: etree._Element) -> Iterator[str]:
    """A table's footnotes, each with its mark in front."""
    for foot in wrap.iter("table-wrap-foot"):
        for note in foot.iter("fn", "p"):
            if note.tag == "fn":
                yield " ".join(filter(None, map(plain, note.iter("label", "p"))))
            elif all(ancestor.tag != "fn" for ancestor in note.iterancestors()):
                yield plain(note)
