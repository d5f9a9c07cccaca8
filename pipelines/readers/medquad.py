"""MedQuAD: questions and answers on the pages of the NIH, one document a page, one section an answer.

The section is named by the question's type, as on the page; the question itself is no part of the text.
"""

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.errors import Refused
from pipelines.readers.base import File
from pipelines.readers.compose import spaces
from pipelines.readers.markup import parse_xml
from pipelines.readers.record import Part, Record
from pipelines.schema import Document, Reference, Refusal

BULLET = re.compile(r"\s*(?:[-•*–]|\d{1,2}[.)])\s")
OVERVIEW = "Overview"


def read(file: File) -> Iterator[Document | Refusal]:
    """One document, its id made of MedQuAD's source and page number. Raises Refused for a page without answers."""
    root = parse_xml(file)
    pairs = list(root.iter("QAPair", "Pair"))
    source, number = (root.get("source") or "").strip(), (root.get("id") or "").strip()
    record = Record(
        title=spaces(root.findtext("Focus", "")),
        parts=tuple(part for pair in pairs if (part := _part(pair))[1]),
        reference=Reference(journal=source),
        kind="patient information",
        id="medquad:" + "/".join(filter(None, (source, number))) if number else file.label,
        url=(root.get("url") or "").strip(),
    )
    document = record.document(file.label) if record.parts else None
    if document is None:
        raise Refused(
            "This MedQuAD page holds no answers (some were left out for their licence).", "Add the page itself instead."
        )
    yield document


def section(kind: str) -> str:
    """A question's type as a heading: "exams and tests" becomes "Exams and tests", "information" the overview."""
    kind = spaces(kind)
    return OVERVIEW if kind.lower() in {"", "information"} else kind[0].upper() + kind[1:]


def _part(pair: etree._Element) -> Part:
    question, answer = pair.find("Question"), pair.find("Answer")
    kind = question.get("qtype", "") if question is not None else ""
    return (section(kind),), _lines("".join(map(str, answer.itertext())) if answer is not None else "")


def _lines(answer: str) -> str:
    """An answer with its lines joined as they read: items of a list stay apart, wrapped lines do not."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", answer):
        lines: list[str] = []
        for line in filter(None, paragraph.split("\n")):
            if lines and not BULLET.match(line):
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line.strip())
        paragraphs.append("\n".join(lines))
    return "\n\n".join(filter(None, map(str.strip, paragraphs)))
