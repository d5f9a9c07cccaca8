"""The text of a Word paragraph as it is printed: without deleted and hidden runs."""

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph


def text_of(paragraph: Paragraph) -> str:
    """A paragraph's text with inserted and without deleted or hidden runs; "^" marks a power of ten."""
    text = ""
    for run in paragraph._p.iter(qn("w:r")):
        if any(parent.tag in (qn("w:del"), qn("w:moveFrom")) for parent in run.iterancestors()):
            continue
        marks = run.find(qn("w:rPr"))
        if marks is not None and marks.find(qn("w:vanish")) is not None:
            continue
        raised = marks is not None and (align := marks.find(qn("w:vertAlign"))) is not None
        power = raised and align.get(qn("w:val")) == "superscript" and text[-1:].isdigit()
        piece = "".join(_piece(child.tag, child.text or "") for child in run)
        text += f"^{piece}" if power and piece[:1].isdigit() else piece
    return text


def _piece(tag: str, text: str) -> str:
    if tag == qn("w:t"):
        return text
    if tag == qn("w:noBreakHyphen"):
        return "-"
    return " " if tag in (qn("w:tab"), qn("w:br"), qn("w:cr")) else ""
