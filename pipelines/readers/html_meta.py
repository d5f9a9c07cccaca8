"""What the head of an HTML page tells about its article: the citation_* and dc.* elements, Open Graph, the title."""

import re

from lxml import etree

from pipelines.readers import reference
from pipelines.readers.compose import spaces
from pipelines.readers.dates import read_date
from pipelines.readers.decode import visible
from pipelines.readers.inline import plain
from pipelines.readers.kind import kind_of, read_kind
from pipelines.schema import Kind, Reference

SITE = re.compile(r"\s+[|–—-]\s+[^|–—]{2,60}$")
Meta = dict[str, list[str]]


def meta_of(root: etree._Element) -> Meta:
    """The values of meta elements by their lower-case name, in order."""
    found: Meta = {}
    for element in root.iter("meta"):
        content = visible(element.get("content") or "").strip()
        names = {(element.get(attribute) or "").lower() for attribute in ("name", "property", "itemprop")} - {""}
        for name in names:
            found.setdefault(name, []).append(content)
    return found


def first(meta: Meta, *names: str) -> str:
    """The first value of the first of these names that has one."""
    return next((value for name in names for value in meta.get(name, []) if value), "")


def title_of(body: etree._Element, meta: Meta, name: str) -> str:
    """From the citation, the only first heading, Open Graph or the page's own name, without that of its site."""
    named = first(meta, "citation_title", "dc.title", "dcterms.title")
    if named:
        return spaces(re.sub(r"</?[a-zA-Z]+[^>]*>", "", named))
    tops = [text for text in (plain(element) for element in body.iter("h1")) if text]
    if len(tops) == 1:
        return tops[0]
    return first(meta, "og:title") or SITE.sub("", name) or (tops[0] if tops else "")


def reference_of(meta: Meta) -> Reference:
    joined = re.split(r"\s*;\s*", first(meta, "citation_authors"))
    names = meta.get("citation_author") or list(filter(None, joined)) or meta.get("dc.creator") or []
    doi = first(meta, "citation_doi", "prism.doi", "dc.identifier")
    return Reference(
        authors=tuple(_person(name) for name in names if name.strip()),
        journal=first(meta, "citation_journal_title", "prism.publicationname"),
        pmid=reference.pmid(first(meta, "citation_pmid")),
        pmcid=reference.pmcid(first(meta, "citation_pmcid", "citation_pmc")),
        doi=reference.doi(doi),
        volume=first(meta, "citation_volume", "prism.volume"),
        issue=first(meta, "citation_issue", "prism.number"),
        pages=reference.pages(first(meta, "citation_firstpage"), first(meta, "citation_lastpage")),
    )


def _person(name: str) -> str:
    """ "Range, Friederike" and "Gongle Shi" as "Range F" and "Shi G"; names that aren't a person's stay."""
    surname, comma, given = spaces(name).partition(",")
    if comma:
        return reference.person(surname, given)
    words = surname.split()
    person = len(words) in (2, 3, 4) and all(word[0].isupper() for word in words) and len(words[-1]) > 2
    return reference.person(words[-1], " ".join(words[:-1])) if person else surname


def published(meta: Meta) -> str:
    names = "citation_publication_date citation_date citation_online_date dc.date dcterms.issued prism.publicationdate"
    return read_date(first(meta, *names.split(), "article:published_time", "datepublished", "citation_year", "date"))


def kind(meta: Meta, title: str) -> Kind:
    named = [value for name in ("citation_article_type", "dc.type", "prism.section") for value in meta.get(name, [])]
    return next((kind for value in named if (kind := read_kind(value)) != "other"), None) or kind_of(named, title)
