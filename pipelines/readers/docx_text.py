"""The text of a Word paragraph as it is printed: without deleted, hidden and struck-out runs."""

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph


def text_of(paragraph: Paragraph) -> str:
    """A paragraph's text with inserted and without deleted, hidden or struck-out runs; "^" marks a power of ten."""
    text = ""
    for run in paragraph._p.iter(qn("w:r")):
        if any(parent.tag in (qn("w:del"), qn("w:moveFrom")) for parent in run.iterancestors()):
            continue
        marks = run.find(qn("w:rPr"))
        if _on(marks, "w:vanish"):
            continue
        if _on(marks, "w:strike") or _on(marks, "w:dstrike"):
            text += " "
            continue
        raised = marks is not None and (align := marks.find(qn("w:vertAlign"))) is not None
        power = raised and align.get(qn("w:val")) == "superscript" and text[-1:].isdigit()
        piece = "".join(_piece(child.tag, child.text or "") for child in run)
        text += f"^{piece}" if power and piece[:1].isdigit() else piece
    return text


def _on(marks: BaseOxmlElement | None, name: str) -> bool:
    """Whether a run has a mark such as `w:strike`, which can also be there to say no."""
    mark = marks.find(qn(name)) if marks is not None else None
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off", "none")


def _piece(tag: str, text: str) -> str:
    if tag == qn("w:t"):
        return text
    if tag == qn("w:noBreakHyphen"):
        return "-"
    return " " if tag in (qn("w:tab"), qn("w:br"), qn("w:cr")) else ""
