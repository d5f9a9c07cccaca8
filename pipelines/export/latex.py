r"""Text as LaTeX, for BibTeX: what LaTeX would read as a command is written as one, and so is what it can't set.

Accents become commands too, "{\'e}", since classic BibTeX cuts names into initials by bytes. Braces are words, never
signs: BibTeX counts them even behind a backslash. What is left stays UTF-8. (pylatexenc has a longer table, but writes
"ű" as "ú" and a third as a command that there isn't.)
"""

import re
import unicodedata

SIGNS = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "`": r"{\textasciigrave}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "@": "{@}",  # begins an entry for parsers that look for one after an error
    **{sign: rf"{{\{sign}}}" for sign in "$&#_%"},
    **{sign: rf"{{\{name}}}" for sign, name in zip("ßæÆœŒøØłŁı", "ss ae AE oe OE o O l L i".split(), strict=True)},
}
GREEK = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho varsigma sigma tau upsilon "
    "varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
MATHS = {
    **dict(zip("αβγδεζηθικλμνξπρςστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", GREEK.split(), strict=True)),
    "≤": "leq",
    "≥": "geq",
    "≠": "neq",
    "≈": "approx",
    "∞": "infty",
    "→": "rightarrow",
    "↑": "uparrow",
    "↓": "downarrow",
}
ACCENTS = {  # combining characters; letters take their base in braces
    **dict(zip("\u0300\u0301\u0302\u0303\u0304\u0307\u0308", "`'^~=.\"", strict=True)),
    **dict(zip("\u0306\u030a\u030b\u030c\u0323\u0327\u0328", "urHvdck", strict=True)),
}
LIGATURES = re.compile(r"([-',])(?=\1)")  # "--" would be a dash, "''" a quotation mark


def encoded(text: str) -> str:
    """The text as LaTeX; the braces in it are balanced, wherever it is cut between two characters of the text."""
    whole = unicodedata.normalize("NFC", text)
    return LIGATURES.sub(r"\1{}", "".join(map(_sign, whole)))


def _sign(sign: str) -> str:
    if sign.isascii() or sign in SIGNS:
        return SIGNS.get(sign, sign)
    if sign in MATHS:
        return rf"{{\ensuremath{{\{MATHS[sign]}}}}}"
    base, accent = (*unicodedata.normalize("NFD", sign), "", "")[:2]
    if unicodedata.normalize("NFC", base + accent) != sign or accent not in ACCENTS or not base.isascii():
        return sign
    command = ACCENTS[accent]
    return rf"{{\{command}{{{base}}}}}" if command.isalpha() else rf"{{\{command}{base}}}"
