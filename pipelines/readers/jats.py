"""JATS and PubMed Central XML: one article, or a set of them in a <pmc-articleset> or an OAI envelope."""

from collections.abc import Iterator

from lxml import etree

from pipelines.errors import Refused
from pipelines.readers.base import File
from pipelines.readers.inline import local
from pipelines.readers.jats_body import Body
from pipelines.readers.jats_front import front
from pipelines.readers.markup import parse_xml
from pipelines.readers.record import distinct
from pipelines.readers.reference import address, identity
from pipelines.schema import Document, Refusal


def read(file: File) -> Iterator[Document | Refusal]:
    """One document an article; ids such as "pmcid:PMC3113902". Raises Refused for a file without any article."""
    root = parse_xml(file)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = local(element)  # envelopes and newer files put JATS into a namespace
    articles = [root] if root.tag == "article" else list(root.iter("article"))
    if not articles:
        raise Refused("There is no <article> in this XML.", "Check that it is JATS or PubMed Central XML.")
    yield from distinct(_document(article, file.label, number) for number, article in enumerate(articles, 1))


def _document(article: etree._Element, label: str, number: int) -> Document | Refusal:
    record = front(article)
    body = Body()
    body.write(article)
    if body.composer.empty and record.title.strip():
        body.composer.heading("Title")
        body.composer.paragraph(record.title)
    if body.composer.empty:
        return Refusal(f"{label}, article {number}", "The article has neither title nor text.", "Fetch it again.")
    text, sections, tables, _ = body.composer.build()
    return Document(
        id=identity(record.reference) or (label if number == 1 else f"{label}#{number}"),
        title=record.title,
        text=text,
        source=label,
        url=address(record.reference),
        published=record.published,
        kind=record.kind,
        sections=sections,
        tables=tables,
        reference=record.reference,
    )
