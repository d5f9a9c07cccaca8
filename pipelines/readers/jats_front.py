"""What an article's front matter tells: title, date, kind, authors, journal and identifiers."""

from collections.abc import Iterator

from lxml import etree

from pipelines.readers.compose import spaces
from pipelines.readers.dates import published
from pipelines.readers.inline import plain
from pipelines.readers.kind import kind_of
from pipelines.readers.record import Record
from pipelines.readers.reference import doi, pages, person, pmcid, pmid
from pipelines.schema import Reference

# What counts as the day a work came out; processing dates, preprints and deposits do not.
OUT = {"epub", "ppub", "pub", "epub-ppub", "collection", "issue-pub", ""}


def front(article: etree._Element) -> Record:
    """The record of an article without its text; namespaces were taken off before."""
    meta = article.find(".//article-meta")
    if meta is None:
        meta = article
    title = _title(meta)
    subjects = [plain(subject) for subject in meta.findall("article-categories//subject")]
    return Record(
        title=title,
        reference=_reference(article, meta),
        published=_published(meta),
        kind=kind_of([article.get("article-type", ""), *subjects], title),
    )


def _title(meta: etree._Element) -> str:
    for mark in meta.findall("title-group//xref"):
        mark.text = None
        etree.strip_elements(mark, "*")
    title = plain(meta.find("title-group/article-title"))
    subtitle = plain(meta.find("title-group/subtitle"))
    if subtitle:
        return f"{title}{' ' if title.endswith(('?', '!', ':', '.')) else ': '}{subtitle}"
    return title


def _published(meta: etree._Element) -> str:
    """The earliest full date of publication; else the earliest month, else the earliest year."""
    found = [
        published(date.findtext("year", ""), date.findtext("month", ""), date.findtext("day", ""))
        for date in meta.findall("pub-date")
        if (date.get("pub-type") or date.get("date-type") or "") in OUT
    ]
    return min(filter(None, found), key=lambda date: (-len(date), date), default="")


def _reference(article: etree._Element, meta: etree._Element) -> Reference:
    ids: dict[str, str] = {}
    for element in meta.findall("article-id"):
        ids.setdefault(element.get("pub-id-type", ""), spaces(element.text or ""))
    journal = article.find("front/journal-meta//journal-title")
    return Reference(
        authors=tuple(dict.fromkeys(filter(None, _authors(meta)))),
        journal=plain(journal),
        pmid=pmid(ids.get("pmid", "")),
        pmcid=pmcid(ids.get("pmcid") or ids.get("pmc") or ids.get("pmcaid") or ""),
        doi=doi(ids.get("doi", "")),
        volume=plain(meta.find("volume")),
        issue=plain(meta.find("issue")),
        pages=pages(plain(meta.find("fpage")), plain(meta.find("lpage"))) or plain(meta.find("elocation-id")),
    )


def _authors(meta: etree._Element) -> Iterator[str]:
    """The authors by name, "Smith JA", groups as they call themselves; no editors or reviewers."""
    for contrib in meta.findall("contrib-group/contrib"):
        if contrib.get("contrib-type", "author") not in {"author", "collab", "group"}:
            continue
        name = contrib.find(".//name")
        if name is None:
            name = contrib.find(".//string-name")
        collab = contrib.find("collab")
        if collab is not None:
            group = collab.find("institution")
            yield (
                plain(collab if group is None else group)
                if len(collab) == 0 or group is not None
                else spaces(collab.text or "")
            )
        elif name is not None and name.find("surname") is not None:
            yield person(*(plain(name.find(part)) for part in ("surname", "given-names", "suffix")))
        elif name is not None:
            yield plain(name)
