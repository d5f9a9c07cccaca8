"""The text of a Word paragraph as it is printed: without deleted, hidden and struck-out runs."""

from collections.abc import Iterator, Mapping

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from pipelines.readers.inline import LOW, LOWERED, UP, UPPED, tidy

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BOX = qn("w:txbxContent")
TINY = 2  # half points
MOST_BASES = 20  # styles that build on each other; more is a circle
GONE = {qn("w:del"), qn("w:moveFrom")}
# The font Symbol from 0x20 and from 0xa0 on, which Insert > Symbol writes in place of the characters themselves.
SYMBOLS = dict(
    enumerate(" !∀#∃%&∋()*+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}~", 0x20)
)
SYMBOLS |= dict(enumerate("€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊", 0xA0))
UNKNOWN = "\ufffd"  # a sign that can't be told is shown as one: "5 �g" warns, "5 g" would be another dose


def text_of(paragraph: Paragraph) -> str:
    """A paragraph's text on one line, without its text boxes and what is deleted, hidden or struck out; "10^-9"."""
    return tidy(_raw(paragraph._p).replace(f"{UPPED}{UP}", ""))


def boxes(element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """The text boxes that hang on a paragraph, each once."""
    for child in _shown(element):
        if child.tag == BOX:
            yield child
        else:
            yield from boxes(child)


def _shown(element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """An element's children; of a drawing for newer and the same for older versions of Word only the first."""
    if element.tag == f"{CHOICES}AlternateContent":
        yield from list(element)[:1]
    else:
        yield from (child for child in element if child.tag not in GONE)


def _raw(element: BaseOxmlElement) -> str:
    """The text inside an element with marks around raised and lowered text."""
    if element.tag == BOX:
        return " "
    if element.tag == qn("w:r"):
        return _run(element)
    if isinstance(element.tag, str) and element.tag.startswith(MATH):
        return _formula(element, element.tag.removeprefix(MATH))
    return "".join(map(_raw, _shown(element)))


def _run(run: BaseOxmlElement) -> str:
    marks = run.find(qn("w:rPr"))
    if on(marks, "w:vanish") or _tiny(marks):
        return ""
    if on(marks, "w:strike") or on(marks, "w:dstrike"):
        return " "
    text = "".join(map(_piece, _shown(run)))
    align = marks.find(qn("w:vertAlign")) if marks is not None else None
    if align is not None and align.get(qn("w:val")) == "superscript":
        return f"{UP}{text}{UPPED}"
    return f"{LOW}{text}{LOWERED}" if align is not None and align.get(qn("w:val")) == "subscript" else text


def on(marks: BaseOxmlElement | None, name: str) -> bool:
    """Whether a run has a mark such as `w:strike`, which can also be there to say no."""
    mark = marks.find(qn(name)) if marks is not None else None
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off", "none")


def _tiny(marks: BaseOxmlElement | None) -> bool:
    """Whether a run is set in a size that nobody can read."""
    size = marks.find(qn("w:sz")) if marks is not None else None
    points = (size.get(qn("w:val")) or "") if size is not None else ""
    return points.isdecimal() and int(points) <= TINY


def veil(word: WordDocument) -> None:
    """Marks as hidden each run that its style or its paragraph's style hides, unless the run itself says no."""
    styles = {style.get(qn("w:styleId")): style for style in word.styles.element.iter(qn("w:style"))}
    hidden = {id for id in styles if _hides(styles, id)}
    if not hidden:
        return
    for paragraph in word.element.body.iter(qn("w:p")):
        whole = _named(paragraph.find(qn("w:pPr")), "w:pStyle") in hidden
        for run in paragraph.iter(qn("w:r")):
            own = run.find(qn("w:rPr"))
            if (whole or _named(own, "w:rStyle") in hidden) and (own is None or own.find(qn("w:vanish")) is None):
                run.get_or_add_rPr()._add_vanish()


def _hides(styles: Mapping[str | None, BaseOxmlElement], id: str | None) -> bool:
    """Whether a style, or the one that it builds on, hides its text."""
    for _ in range(MOST_BASES):
        style = styles.get(id)
        marks = style.find(qn("w:rPr")) if style is not None else None
        if style is None or (marks is not None and marks.find(qn("w:vanish")) is not None):
            return on(marks, "w:vanish")
        id = _named(style, "w:basedOn")
    return False


def _named(element: BaseOxmlElement | None, name: str) -> str | None:
    """The style that a child of this name names."""
    child = element.find(qn(name)) if element is not None else None
    return None if child is None else child.get(qn("w:val"))


def _piece(element: BaseOxmlElement) -> str:
    """What one part of a run prints."""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag == qn("w:sym"):
        return _symbol(element.get(qn("w:font")) or "", element.get(qn("w:char")) or "")
    if element.tag == qn("w:noBreakHyphen"):
        return "-"
    if element.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
        return " "
    return _raw(element) if len(element) and element.tag != qn("w:rPr") else ""


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return UNKNOWN
    if font.casefold() == "symbol":
        return SYMBOLS.get(number & 0xFF, UNKNOWN)
    printed = chr(number) if number < 0xD800 else UNKNOWN
    return printed if printed.isprintable() else UNKNOWN


def _formula(element: BaseOxmlElement, name: str) -> str:
    """A formula on one line: "10^-9", "a/(b + c)"."""
    if name in ("t", "r"):
        return element.text or "" if name == "t" else "".join(map(_raw, element))
    parts = [_raw(child) for child in element if child.tag.startswith(MATH) and not child.tag.endswith("Pr")]
    if name == "f" and len(parts) == 2:
        over, under = (part if part.isalnum() else f"({part})" for part in parts)
        return f"{over}/{under}"
    if name == "sSup" and len(parts) == 2:
        return f"{parts[0]}^{parts[1] if parts[1].lstrip('+-−').isalnum() else f'({parts[1]})'}"
    if name == "sSub" and len(parts) == 2:
        return "_".join(parts)
    if name == "d":
        ends = [(found.get(f"{MATH}val") if (found := element.find(f"{MATH}dPr/{MATH}{end}")) is not None else sign)
                for end, sign in (("begChr", "("), ("endChr", ")"))]  # fmt: skip
        return f"{ends[0] or ''}{', '.join(parts)}{ends[1] or ''}"
    if name == "rad":
        return f"√({' '.join(parts).strip()})"
    return "".join(map(_raw, _shown(element)))
