"""MEDLINE and PubMed XML, plain or gzipped, of any size: one document a citation, its abstract by section."""

from collections.abc import Iterator

from lxml import etree

from pipelines.errors import Refused
from pipelines.readers.base import File
from pipelines.readers.compose import spaces
from pipelines.readers.dates import published, read_date
from pipelines.readers.inline import plain
from pipelines.readers.kind import kind_of
from pipelines.readers.markup import iter_xml
from pipelines.readers.record import Part, Record, distinct
from pipelines.readers.reference import doi, person, pmcid, pmid
from pipelines.schema import Document, Reference, Refusal

UNNAMED = {"unlabelled", "unassigned", "unlabeled", "abstract"}
READ_TOO = "plain-language-summary"  # the one kind of OtherAbstract that is read beside the abstract


def read(file: File) -> Iterator[Document | Refusal]:
    """One document a citation, ids such as "pmid:11748933"; books of PubMed too, deleted citations are passed over.

    Raises Refused as `iter_xml` does, and for a file without any citation.
    """
    found = False
    for tags in (("PubmedArticle", "PubmedBookArticle"), ("MedlineCitation",)):  # the latter before 2012
        if not found:
            for record in distinct(_documents(file, *tags)):
                found = True
                yield record
    if not found:
        raise Refused("There is no citation in this XML.", "Export it from PubMed again.")


def _documents(file: File, *tags: str) -> Iterator[Document | Refusal]:
    for number, element in enumerate(iter_xml(file, *tags), 1):
        record = _book(element) if element.tag == "PubmedBookArticle" else _citation(element)
        if not record.reference.pmid:
            yield Refusal(f"{file.label}, citation {number}", "It has no PMID.", "Export it from PubMed again.")
        elif document := record.document(file.label):
            yield document
        else:
            yield Refusal(f"{file.label}, PMID {record.reference.pmid}", "It holds no text.", "Export it again.")


def _citation(element: etree._Element) -> Record:
    citation = element.find("MedlineCitation")
    if citation is None:
        citation = element
    article = citation.find("Article")
    number = pmid(citation.findtext("PMID", ""))
    if article is None:
        return Record("", reference=Reference(pmid=number))
    title = headline(plain(article.find("ArticleTitle")), plain(article.find("VernacularTitle")))
    types = [plain(name) for name in article.findall("PublicationTypeList/PublicationType")]
    ids = _ids(element.findall("PubmedData/ArticleIdList/ArticleId"), article)
    return Record(
        title=title,
        parts=tuple(_abstract(article, citation)),
        reference=Reference(
            authors=tuple(_authors(article.find("AuthorList"))),
            journal=plain(article.find("Journal/Title")) or plain(citation.find("MedlineJournalInfo/MedlineTA")),
            pmid=number,
            pmcid=pmcid(ids.get("pmc", "")),
            doi=doi(ids.get("doi", "")),
            volume=plain(article.find("Journal/JournalIssue/Volume")),
            issue=plain(article.find("Journal/JournalIssue/Issue")),
            pages=plain(article.find("Pagination/MedlinePgn")),
        ),
        published=_date(article.find("Journal/JournalIssue/PubDate")) or _date(article.find("ArticleDate")),
        kind=kind_of(types, title),
        id=f"pmid:{number}",
        url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
    )


def _book(element: etree._Element) -> Record:
    """A chapter of a book in PubMed, such as those of GeneReviews and StatPearls."""
    book = element.find("BookDocument")
    if book is None:
        return Record("")
    number = pmid(book.findtext("PMID", ""))
    inside = plain(book.find("Book/BookTitle"))
    title = headline(plain(book.find("ArticleTitle")), inside)
    authors = book.find("AuthorList")
    if authors is None:
        authors = book.find("Book/AuthorList")
    ids = _ids(book.findall("ArticleIdList/ArticleId"), book)
    return Record(
        title=title,
        parts=tuple(_abstract(book, book)),
        reference=Reference(
            tuple(_authors(authors)), inside, number, pmcid(ids.get("pmc", "")), doi(ids.get("doi", ""))
        ),
        published=_date(book.find("ContributionDate")) or _date(book.find("Book/PubDate")),
        kind=kind_of([plain(name) for name in book.findall("PublicationType")], title),
        id=f"pmid:{number}",
        url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
    )


def headline(title: str, other: str = "") -> str:
    """A title without PubMed's brackets around translated ones and without its full stop."""
    if not title or title.strip("[]. ").lower() == "not available":
        title = other
    if title.startswith("[") and title.rstrip(". ").endswith("]"):
        title = title.rstrip(". ")[1:-1]
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def label(text: str) -> str:
    """The heading of an abstract's part: "MATERIALS AND METHODS" becomes "Materials and methods", "" stays out."""
    text = spaces(text).rstrip(":")
    if text.lower() in UNNAMED:
        return ""
    return text.capitalize() if text.isupper() else text


def _abstract(article: etree._Element, citation: etree._Element) -> Iterator[Part]:
    """The abstract by its labels; one in other words where there is none, and a summary in plain language."""
    abstract = article.find("Abstract")
    others = citation.findall("OtherAbstract")
    if abstract is None and others:
        abstract = next((other for other in others if other.get("Language", "eng") == "eng"), others[0])
    if abstract is not None:
        for text in abstract.findall("AbstractText"):
            name = label(text.get("Label", ""))
            yield (("Abstract", name) if name else ("Abstract",)), plain(text)
    for other in others:
        if other is not abstract and other.get("Type") == READ_TOO and other.get("Language", "eng") == "eng":
            yield ("Plain language summary",), "\n\n".join(map(plain, other.findall("AbstractText")))


def _authors(names: etree._Element | None) -> Iterator[str]:
    for author in names.findall("Author") if names is not None else ():
        if author.get("ValidYN") == "N":  # replaced by a corrected spelling beside it
            continue
        if surname := plain(author.find("LastName")):
            given = plain(author.find("Initials")) or plain(author.find("ForeName"))
            yield person(surname, given, plain(author.find("Suffix")))
        elif group := plain(author.find("CollectiveName")):
            yield group


def _ids(elements: list[etree._Element], article: etree._Element) -> dict[str, str]:
    """The identifiers by type; the article's own DOI counts where PubMed lists none."""
    ids = {e.get("EIdType", ""): e.text or "" for e in article.findall("ELocationID") if e.get("ValidYN") != "N"}
    return ids | {e.get("IdType", ""): e.text for e in elements if e.text}


def _date(element: etree._Element | None) -> str:
    """A date by its parts, or as MedlineDate writes it: "2000 Spring", "1998 Dec-1999 Jan"."""
    if element is None:
        return ""
    if written := element.findtext("MedlineDate"):
        return read_date(written)
    return published(*(element.findtext(part, "") for part in ("Year", "Month", "Day")))
