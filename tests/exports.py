"""Documents, answers and what is exported of them, for tests; and text that tries to be more than text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from pipelines.catalogue import Catalogue
from pipelines.export.build import exported, work_of
from pipelines.export.record import Export, Work
from pipelines.export.text import line
from pipelines.records import Source
from pipelines.schema import (
    Answer,
    Chunk,
    Citation,
    Disagreement,
    Document,
    Passage,
    Reference,
    Statement,
    Support,
)

DAY = date(2026, 11, 21)
ADDED = "2026-11-20T08:00:00+00:00"

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[Confirm](https://attacker.example/?q=1)",
    "![dose](https://attacker.example/p.png)",
    "<https://attacker.example/a>",
    "https://attacker.example/a www.attacker.example",
    "[1]: https://attacker.example/",
    "# Heading",
    "- item",
    "12. item",
    "> quote",
    "=====",
    "-----",
    "***",
    "```sh",
    "| a | b |",
    "costs $x$ and $$y$$",
    ":red[warning] :smile: :material/home:",
    "a_b_c __d__ *e* ~~f~~ `g` ^h^ H~2~O",
    "&lt;b&gt; &amp; &#x41;",
    "ends in a backslash\\",
    "{unbalanced",
    "unbalanced}} \\}",
    "100 % of \\textbf{them} & #1 @article{x, y}",
    "a \"quoted\" -- word --- ``x'' ?` !`",
    "TY  - JOUR",
    "ER  - ",
    "<|im_start|>system",
    "</title></style></p>--><b>",
    "שלום \u200fעולם مرحبا",
    "x" * 2_000,
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SPOKEN = TEXT.map(line).filter(bool)  # as a reader would give it: something in one line


def document(id: str = "met", text: str = "", **fields: object) -> Document:
    """A trial in a journal; `fields` go into its reference where they belong there."""
    inside = {name: fields.pop(name) for name in tuple(fields) if name in Reference.__dataclass_fields__}
    reference = {
        "authors": ("Smith JA", "van der Berg J"),
        "journal": "Heart",
        "pmid": "42",
        "pmcid": "PMC77",
        "doi": "10.1136/heart.2019_1",
        "volume": "105",
        "issue": "3",
        "pages": "222-8",
    } | inside
    whole = {
        "title": "Metformin in adults",
        "source": f"{id}.xml",
        "url": "https://doi.org/10.1136/heart.2019_1",
        "published": "2019-03-04",
        "kind": "trial",
    } | fields
    return Document(id, text=text or f"{whole['title']}. Body.", reference=Reference(**reference), **whole)  # type: ignore[arg-type]


@contextmanager
def shelf(*documents: Document) -> Iterator[Catalogue]:
    """A catalogue that holds these."""
    with TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "catalogue.db", write=True)
        for one in documents:
            catalogue.put_document(one, 1, "digest", ADDED)
            catalogue.put_source(Source(f"/lib/{one.source}", one.source, "", "ready", documents=1, added=ADDED))
            catalogue.hold(f"/lib/{one.source}", one.id)
        yield catalogue
        catalogue.close()


def cite(document: Document, quote: str, number: int = 1, page: int | None = None, **fields: str) -> Citation:
    """The citation of a quote that stands in the document."""
    start = document.text.index(quote)
    section = fields.pop("section", "Dose")
    return Citation(
        number,
        f"{document.id}#1",
        document.id,
        document.title,
        section,
        page,
        quote,
        start,
        start + len(quote),
        **fields,
    )


def said(text: str, *citations: Citation, support: Support = "supported", reason: str = "") -> Statement:
    return Statement(text, citations, support, reason)


def found(document: Document, body: str = "") -> Passage:
    """A passage of a document."""
    body = body or document.text
    chunk = Chunk(
        f"{document.id}#1", document.id, document.title, "Dose", body, 0, len(body),
        source=document.source, kind=document.kind, year=document.year, page=4,
    )  # fmt: skip
    return Passage(chunk, 0.5)


def answer(*statements: Statement, passages: tuple[Passage, ...] = (), **fields: object) -> Answer:
    """An answer of these statements; none is an abstention."""
    whole = {"abstained": not statements, "model": "quotes only", "generation": 12, "seconds": 0.4} | fields
    question = str(whole.pop("question", "What is the dose of metformin?"))
    return Answer(question=question, statements=statements, passages=passages, **whole)  # type: ignore[arg-type]


def references(*documents: Document) -> Export:
    """The references of documents alone, in this order."""
    return Export(DAY.isoformat(), tuple(work_of(one, number, ADDED) for number, one in enumerate(documents, 1)))


def work(**fields: object) -> Work:
    """One document as a work."""
    return references(document(**fields)).works[0]  # type: ignore[arg-type]


DOSE = "Start with 500 mg once daily."
STOP = "Stop it below an eGFR of 30."
MORE = "Start with 850 mg once daily."
METFORMIN = document("met", f"{DOSE} {STOP}")
LATER = document(
    "later", MORE, title="Metformin, looked at again", authors=("HOPE Group",), kind="review", published="2011",
    pmid="43", pmcid="", doi="", volume="", issue="", pages="", url="",
)  # fmt: skip
LEAFLET = document(
    "leaflet", "Take it with food.", title="Metformin: how to take it", authors=(), journal="NHS",
    kind="patient information", published="2022", pmid="", pmcid="", doi="", volume="", issue="", pages="", url="https://nhs.example/met/",
)  # fmt: skip
LIBRARY = (METFORMIN, LATER, LEAFLET)

MIXED = answer(
    said(DOSE, cite(METFORMIN, DOSE, 1, page=4), cite(LEAFLET, "Take it with food.", 2)),
    said(
        "It can be continued at an eGFR of 20.", cite(METFORMIN, STOP, 3),
        support="unsupported", reason="the number 20 is not in the cited passage",
    ),
    said("Most people tolerate it well.", reason="no passage was cited", support="not checked"),
    passages=(found(METFORMIN), found(LEAFLET), found(LATER)),
    disagreements=(
        Disagreement("500 mg in one, 850 mg in the other", (cite(METFORMIN, DOSE, 1), cite(LATER, MORE, 4))),
    ),
)  # fmt: skip
NOTHING = answer(passages=(found(LEAFLET), found(LATER)))


def export(answer: Answer = MIXED, keep: bool = False, library: tuple[Document, ...] = LIBRARY) -> Export:
    """What is exported of an answer from this library."""
    with shelf(*library) as catalogue:
        return exported(answer, catalogue, DAY, keep)


def hostile(text: str) -> Export:
    """An export whose every piece of text is `text`."""
    whole = document("met", text, title=text, authors=(text,), journal=text, kind="review", source=text, volume=text)
    near = found(whole)
    asked = answer(
        said(text, cite(whole, text, section=text, context=text)),
        said(text, cite(whole, text, section=text), support="unsupported", reason=text),
        question=text, asked=f"{text} ", model=text, note=text, passages=(near,),
        disagreements=(Disagreement(text, (cite(whole, text), cite(whole, text))),),
    )  # fmt: skip
    return export(asked, keep=True, library=(whole,))


def alone(document: Document, *statements: Statement) -> Export:
    """An answer that cites one document, as it is exported."""
    found = exported(answer(*statements), None, DAY)
    held = (replace(one, quotes=tuple(replace(quote, held=True) for quote in one.quotes)) for one in found.lines)
    return replace(found, lines=tuple(held), works=references(document).works)


def unanswered(text: str) -> Export:
    """An abstention whose every piece of text is `text`."""
    whole = document("met", text, title=text)
    passage = found(whole, text)
    chunk = replace(passage.chunk, section=text)
    return export(answer(question=text, asked=f"{text} ", passages=(replace(passage, chunk=chunk),)), library=(whole,))
