"""MathML on one line: fractions with a slash, powers with "^", so that a formula can be read and quoted."""

from lxml import etree

from pipelines.readers.compose import spaces

SPACED = set("=<>≤≥≠≈≅∼~+−-±×÷·→⇒∈∝")  # operators that get a space on both sides
DROPPED = {"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark", "none", "mprescripts"}
INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"), " ")


def linear(math: etree._Element) -> str:
    """A formula as text: `<mfrac><mi>a</mi><mi>b</mi></mfrac>` gives "a/b"."""
    return spaces(_write(math).translate(INVISIBLE))


def _write(element: etree._Element) -> str:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if not name or name in DROPPED:
        return ""
    if name == "mo":
        sign = spaces(element.text or "")
        return f" {sign} " if sign in SPACED else sign
    if name == "mspace":
        return " "
    if len(element) == 0:
        text = spaces(element.text or "")
        return f" {text} " if name == "mtext" else text
    parts = [_write(child) for child in element]
    if name in _SHAPES and len(parts) >= 2:
        return _SHAPES[name].format(*map(_group, parts))
    if name == "mmultiscripts":
        tags = [child.tag.rpartition("}")[2] if isinstance(child.tag, str) else "" for child in element]
        cut = tags.index("mprescripts") if "mprescripts" in tags else len(parts)
        return "".join([*parts[cut:], *parts[:cut]]).replace(" ", "")  # scripts in front: "129Xe"
    if name == "msqrt":
        return f"√({''.join(parts).strip()})"
    if name == "mfenced":
        inner = (element.get("separators", ",")[:1] + " ").join(part.strip() for part in parts)
        return f"{element.get('open', '(')}{inner}{element.get('close', ')')}"
    return (" " if name in {"mtr", "mtable", "semantics"} else "").join(parts)


_SHAPES = {
    "mfrac": "{0}/{1}",
    "msup": "{0}^{1}",
    "msub": "{0}_{1}",
    "msubsup": "{0}_{1}^{2}",
    "mover": "{0}",  # bars and hats are left out
    "munder": "{0}_{1}",
    "munderover": "{0}_{1}^{2}",
    "mroot": "{0}^(1/{1})",
}


def _group(part: str) -> str:
    """The part in brackets, unless it is one symbol or bracketed already."""
    part = part.strip()
    if (" " not in part and "/" not in part) or (part[:1] == "(" and part.find(")") == len(part) - 1):
        return part
    return f"({part})"
