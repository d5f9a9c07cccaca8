"""One quote with its reference, in plain text, to be pasted into another document."""

from pipelines.catalogue import Catalogue
from pipelines.export.build import work_of
from pipelines.export.text import line, lines
from pipelines.export.vancouver import reference


def quoted(catalogue: Catalogue, id: str, quote: str, page: int | None = None, section: str = "") -> str:
    """The quote in quotation marks, the work in the style of the NLM below it, then page and section.

    Where the library doesn't hold the document any more, the quote with its place alone.
    """
    document = catalogue.document(id)
    told = reference(work_of(document, 1, catalogue.added(id))) if document else ""
    place = ", ".join(filter(None, (f"page {page}" if page else "", line(section))))
    text = "\n".join(lines(quote))
    return "\n".join(filter(None, (f'"{text}"', told, f"{place[:1].upper()}{place[1:]}." if place else "")))
