"""The text of an XML element as a reader of the page would see it: "10^6", "CO2", "p < 0.05", no citation numbers.

`raw` walks the element and leaves marks around raised, lowered and cited text; `tidy` turns the marks into plain
characters. The marks are control characters, which XML can't hold, so they never clash with a text's own.
"""

import html
import re

from lxml import etree

from pipelines.readers.compose import spaces
from pipelines.readers.formula import linear

CITE, CITED, UP, UPPED, LOW, LOWERED = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06"

FLOATS = {"fig", "fig-group", "table-wrap", "table-wrap-group", "boxed-text", "media", "chem-struct-wrap"}
FLOATS |= {"disp-quote", "statement", "speech", "verse-group", "supplementary-material", "array"}
SKIPPED = FLOATS | {"graphic", "inline-graphic", "object-id", "fn", "tex-math", "x", "annotation"}
APART = {"p", "break", "br", "hr", "title", "label", "list", "list-item", "def", "def-list", "term", "tr", "td"}
APART |= {"disp-formula"}
_ORED = {"<": "≤", ">": "≥", "+": "±"}  # what underlined signs stand for; read without, they say the contrary
STRUCK = {"s", "strike", "del"}  # an author's own deletions: "~~50~~5 mg" read whole is ten times the dose
NOTES = {"fn", "table-fn"}  # xref types whose mark is a footnote's

_ENDED = re.compile(r"[a-zß-ÿ)][.:?!]$")
_NUMBER = re.compile(r"[\s\[(]*\d{1,4}[a-z]?(?:[-–—,;\s]+\d{1,4}[a-z]?)*[\s\])]*")
_YEARS = re.compile(r"[\s\[(]*(?:1[89]|20)\d\d[a-z]?(?:[,;\s]+(?:(?:1[89]|20)\d\d)?[a-z]?)*[\s\])]*")


def local(element: etree._Element) -> str:
    """The element's name without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def plain(element: etree._Element | None) -> str:
    """All text of an element on one line, "" without one."""
    return "" if element is None else tidy(raw(element))


def raw(element: etree._Element) -> str:
    """The text inside an element with marks still in it; `tidy` has to follow."""
    text = element.text or ""
    for child in element:
        text = extend(text, child)
    return text


def extend(text: str, child: etree._Element) -> str:
    """The marked text of a line with a child and what follows it added.

    Some converters lose the space behind a bold lead ("Methods.</bold>We") and before a link ("Figure</bold><xref>1").
    """
    name, more, tail = local(child), piece(child), child.tail or ""
    lost = name == "xref" and text[-1:].isalpha() and more[:1].isdigit()
    ended = name in {"bold", "b"} and _ENDED.search(more) and (not tail or tail[0].isalpha())
    return f"{text}{' ' * lost}{more}{' ' * bool(ended)}{tail}"


def piece(child: etree._Element) -> str:
    """The text of an element inside a line, marked; `tidy` has to follow. Floats in the line are left out."""
    name = local(child)
    if isinstance(child, etree._Entity):
        return html.unescape(child.text or "")
    if not name or name in SKIPPED:
        return ""
    if name in STRUCK:
        return " "
    if name == "sup":
        return f"{UP}{raw(child)}{UPPED}"
    if name == "sub":
        return f"{LOW}{raw(child)}{LOWERED}"
    if name in {"u", "underline"}:
        return _ORED.get(raw(child).strip(), raw(child))
    if name == "xref":
        return _reference(child)
    if name == "math":
        return f" {linear(child)} "
    return f" {raw(child)} " if name in APART else raw(child)


def _reference(xref: etree._Element) -> str:
    """A cross reference: citation numbers are marked to be dropped, footnote marks raised, other text stays."""
    text, kind = raw(xref), xref.get("ref-type")
    bare = re.sub(f"[{UP}{UPPED}]", "", text)
    if kind == "bibr" and _NUMBER.fullmatch(bare) and not _YEARS.fullmatch(bare):
        return f"{CITE}{spaces(bare)}{CITED}"
    raised = any(local(ancestor) == "sup" for ancestor in xref.iterancestors())
    return f"{UP}{text}{UPPED}" if kind in NOTES and not raised and UP not in text else text


_ONE = f"{CITE}[^{CITED}]*{CITED}"
_SEP = r"(?:[\s,;–—‐‑−-]|\band\b|&)"
_RUN = re.compile(f"{_ONE}(?:{_SEP}*{_ONE})+")
_LOOSE = rf"(?:\d{{1,3}}\s*[,;–-]\s*)*{_ONE}(?:\s*[,;–-]\s*(?:\d{{1,3}}\b|{_ONE}))*"  # one end of a range is no link
_LEAD = r"(?:for (?:a )?reviews?,? see|see(?: also)?|e\.g\.|i\.e\.|cf\.?|reviewed (?:in|by)|refs?\.?|references?)"
_BOXED = rf"(?:{_LEAD}[\s,:]*)*(?:[\[(]\s*{_LOOSE}\s*[\])]|{_LOOSE})(?:\s*and references therein)?"
_WHOLE = re.compile(rf"\s*[\[(]\s*{_BOXED}\s*[\])]", re.IGNORECASE)
_RAISED = re.compile(rf"\s*{UP}{_SEP}*{_LOOSE}{_SEP}*{UPPED}")
_LAST = re.compile(rf"\s*[;,]?\s*(?:{_LEAD}[\s,]*)?{_ONE}(?=\s*[\])])", re.IGNORECASE)
_FIRST = re.compile(rf"(?<=[\[(])\s*{_ONE}\s*[;,]?\s*")
_BARE = re.compile(rf"\s*{_ONE}")
_NEEDED = re.compile(r"\b(?:in|by|from|see|refs?\.?|references?)$", re.IGNORECASE)  # "as described in [12]"
_HOLLOW = re.compile(r"\s*(?:\([\s,;]*\)|\[[\s,;]*\])")


def tidy(text: str) -> str:
    """The plain characters of a text with marks: one line, no citation numbers and nothing left of their brackets."""
    text = re.sub(r"\s{2,}", lambda run: "\n" if "\n" in run.group() else " ", text)
    if CITE in text:
        text = _uncited(text)
    while (changed := _SHIFTED.sub(_shift, text)) != text:  # inner ones first
        text = changed
    text = spaces(re.sub(r"[\x00-\x08\xad\u200b\u2060\ufeff]", "", text))
    text = re.sub(r"\s+([,;.](?=\s|$|[,;.)\]])|[)\]])", r"\1", text)
    return re.sub(r"([(\[])\s+(?=\S)", r"\1", text)


def _uncited(text: str) -> str:
    """The text without its citation numbers, but for those that a sentence can't do without."""
    text = _RUN.sub(lambda run: CITE + re.sub(f"[{CITE}{CITED}]", "", run.group()) + CITED, text)
    for pattern in (_WHOLE, _RAISED, _LAST, _FIRST, _BARE):
        text = pattern.sub(_gap, text)
    text = re.sub(r"[;,]\s*(?=[)\]])|(?<=[(\[])\s*[;,]\s*", "", _HOLLOW.sub("", text))
    return re.sub(r"(?<=\w)\.\s*\.(?!\.)", ".", text)  # "et al. [12]." and the like


def _gap(match: re.Match[str]) -> str:
    """What stands in place of a citation: a space where two words would run together, or the number itself."""
    before, after = match.string[: match.start()][-12:], match.string[match.end() :][:1]
    if _NEEDED.search(before):
        return re.sub(f"[{CITE}{CITED}]", "", match.group())
    joined = bool(before) and not before[-1].isspace() and before[-1] not in "(["
    return " " if joined and after and (after.isalnum() or after in "([") else ""


_INNER = f"[^{UP}{UPPED}{LOW}{LOWERED}]*"
_SHIFTED = re.compile(rf"(\s*)(?:{UP}({_INNER}){UPPED}|{LOW}({_INNER}){LOWERED})")
_POWER = re.compile(r"[+\-−–±]?\d+(?:[.,]\d+)?[+\-−–]?")
_ISOTOPE = re.compile(r"\d{1,3}m?[A-Z][a-z]?(?![a-z])")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ème|°|o|º", re.IGNORECASE)
_WORD = re.compile(r"[a-zà-ÿ]{4}$")


def _shift(match: re.Match[str]) -> str:
    """Raised or lowered text on the line: "m2", "10^6", "Ca2+", "CO2", "Group^a", "[3H]"."""
    gap, up, low = match.groups()
    content = low if up is None else up
    text, tail = spaces(content).replace("TM", "™"), " " if content[-1:].isspace() else ""
    if not text:
        return gap or tail
    before, after = match.string[: match.start()], match.string[match.end() :]
    if up is not None and (gap or before[-1:] in "([") and _ISOTOPE.match(text + after):
        return f"{gap}{text}"
    if "\n" in gap or content[:1].isspace():  # a file that was indented: the space isn't the author's
        gap = ""
    if gap or before[-1:] in "([" or not before:
        return f"{gap}{text}{tail or ' ' * (up is not None and after[:1].isalnum())}"
    sign = _caret(before, text) if up is not None else "_" * (before[-1].isdigit() and text[0].isdigit())
    return f"{sign}{text}{tail}"


def _caret(before: str, text: str) -> str:
    """The "^" in front of raised text where it would be misread without: after digits, and before letters."""
    if _ORDINAL.fullmatch(text) or not any(char.isalnum() for char in text):
        return ""
    if _POWER.fullmatch(text):
        unsigned = text.isdigit() and _WORD.search(before)  # a note's number behind a word
        return "^" if before[-1].isdigit() or before[-1] in ")]" or unsigned else ""
    return "" if text == "™" else "^"
