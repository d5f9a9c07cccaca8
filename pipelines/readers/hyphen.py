"""Joins lines to running text, and the words that were parted at a line's end.

Whether a hyphen belongs to the word is decided by the document itself: the same word elsewhere, whole or hyphenated, is
the best evidence. Without any, parts that are both words keep it ("cluster-randomised"), others don't ("recommended").
"""

import re
from collections import Counter
from collections.abc import Iterable

HYPHEN = "\ufffe"  # PDFium's mark for a hyphen at a line's end; some of its functions give U+0002 for it
WORD = re.compile(r"[^\W\d_]+")
COMPOUND = re.compile(r"([^\W_]+)[-‐‑](?=([^\W_]+))")
ENDS = f"-‐{HYPHEN}\u00ad"
# Compounds of two common words that are written as one: their parts are no evidence for a hyphen.
SOLID = frozenset(
    """without within however therefore whereas another overall outcome outcomes baseline throughout into upon ongoing
    income cannot together understand understanding understood whereby themselves himself herself itself sometimes
    somewhat overcome overview overweight underlying undertaken undergo undergone underwent breakdown background
    furthermore moreover nevertheless nonetheless meanwhile otherwise likewise anywhere everyone everything something
    nothing someone elsewhere lifetime workplace worldwide website download update upper input output intake uptake
    outbreak outdoor indoor bedside childbirth childhood newborn bloodstream headache heartbeat lifestyle timeline
    framework network guideline guidelines offspring notable forward toward towards afterwards thereby hereby breast
    become before between beyond because always already although also almost altogether data dataset feedback""".split()
)


class Joiner:
    """Joins the lines of one document."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words` are the document's, in the order of the file: the halves of a parted word follow each other."""
        self._words = Counter[str]()
        self._pairs = Counter[tuple[str, str]]()
        parted = False
        for word in words:
            half = parted
            parted = word[-1:] in ENDS
            if not half and not parted:
                self._words.update(WORD.findall(word.lower()))
                self._pairs.update((match.group(1), match.group(2)) for match in COMPOUND.finditer(word.lower()))

    def join(self, left: str, right: str) -> str:
        """Two lines as one text."""
        if not left or not right:
            return left or right
        if left[-1] in ENDS and re.match(r"(?:and|or|to)\s", right):
            return f"{left.replace(HYPHEN, '-')} {right}"  # "pre- and postoperative"
        if left[-1] in ENDS and not left[:-1].endswith(" ") and len(left) > 1:
            return left[:-1] + ("-" if self._keeps(left[:-1], right) else "") + right
        if left[-1] in "–—/−" and not left[:-1].endswith(" ") and not right[0].isspace():
            return left + right
        return f"{left} {right}"

    def mend(self, text: str) -> str:
        """A text in which lines were joined by spaces: words parted at a line's end are joined."""
        first, *rest = re.split(f"(?<={HYPHEN}) ?", text)
        for part in rest:
            first = self.join(first, part)
        return first.replace(HYPHEN, "-")

    def _keeps(self, left: str, right: str) -> bool:
        """Whether the hyphen between two parts of a word stays."""
        before = re.search(r"[^\W_]+$", left)
        after = re.match(r"[^\W_]+", right)
        if not before or not after:
            return True
        one, two = before.group(), after.group()
        if one[-1].isdigit() or two[0].isdigit() or (one.isupper() and len(one) > 1 and not two.isupper()):
            return True  # IL-6, COVID-19, HPV-positive
        low = one.lower(), two.lower()
        whole, pair = self._words["".join(low)], self._pairs[low]
        if whole or pair or low[0] == "self":
            return pair >= whole
        if two[0].isupper():
            return not one.isupper()  # Mann-Whitney, but INTRO-DUCTION
        known = min(self._words[low[0]], self._words[low[1]])
        short = min(map(len, low))
        return known >= (1 if short > 3 else 2) and short > 2 and "".join(low) not in SOLID
