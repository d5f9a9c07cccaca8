"""Names of drugs, diseases and genes by their form, populations, and abbreviations as the passages define them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipelines.grounding.terms import Parsed, Token, stems

# Endings of international drug names and of what diseases, tests and operations are called.
FORM = re.compile(
    r"(?:mab|nib|pril|prilat|sartan|olol|alol|statin|cillin|m[iy]cin|cycline|floxacin|azole|oxetine|triptan|gliptin|gliflozin"
    r"|glitazone|formin|dipine|zosin|parin|grel|xaban|gatran|vir|vudine|zepam|zolam|setron|tidine|fen|coxib|lukast|terol"
    r"|phylline|thiazide|semide|actone|sone|solone|olone|barbital|caine|dronate|fibrate|glutide|mide|ride|pine|pam|idone"
    r"|tropin|stim|kinra|cept|platin|rubicin|taxel|bine|trexate|prim|quine|oxin|rone|trel|ine|ol|in|ium|ide|one|ane|ene"
    r"|itis|osis|oses|oma|omas|[ae]?emia|aemia|pathy|algia|plegia|uria|rrh[eo]*a|iasis|penia|ectomy|otomy|ostomy|oscopy"
    r"|plasty|trophy|megaly|sclerosis|stenosis|ism|gen|cyte|cytes|ase|itides)s?$"
)
# Ordinary English that has one of these endings.
PLAIN = frozenset(
    (
        "abdomen admin again age airline alcohol alone antigen anyone aside attain bargain base baseline "
        "basin begin beside bone borderline bovine brain bride broaden broken burden calcium canine "
        "captain case cease certain chain children chin cholesterol chosen citizen coin coincide collagen "
        "combine complain contain control cool cousin crane criticism crystalline database deadline "
        "decide decline decrease define determine discipline disease divide divine domain done drain "
        "drinkin drinking driven ease eaten eleven engine equilibrium erase even everyone examine explain "
        "feline feminine fin fine firm frozen gain garden gene genuine given golden gone grain guide "
        "guideline happen harden hasten headline herein hidden hide hormone hotline humane hygiene "
        "imagine increase inside intestine join kitchen lane lease lengthen lesion lighten line listen "
        "machine main maintain margin marine masculine maximum mechanism medicine medium membrane men "
        "metabolism midline milestone mine minimum mountain nationwide nine none obtain often online open "
        "optimum organism origin outline outside overline override oxygen pain pathogen patrol pencil "
        "phase phone phrase pipeline plain plane plasma pool premium prism protein protocol proven "
        "provide purchase quarantine reading refine regimen release remain resin resolve retain ride "
        "robin routine scene school screen serum seven shorten side skin softens someone specimen "
        "spectrum spin spine spoken stain stone strain streamline strengthen sudden sustain symbol taken "
        "therein thin tighten timeline tone tool tourism train twin undermine urinal urine vaccine "
        "valentine vein vitamin waken weaken wherein wide widen win wine within women worldwide zone"
    ).split()
)
SHORT = re.compile(r"\(([^()]{2,60})\)|\[([^\[\]]{2,60})\]")


def is_name(token: Token, first: bool) -> bool:
    """Whether a word looks like the name of a drug, disease, gene, organism or body; `first` in its sentence."""
    text, low = token.text, token.low
    if low in PLAIN or low.rstrip("s") in PLAIN:
        return False
    if any(c.isdigit() for c in text) or sum(c.isupper() for c in text) > 1:
        return True
    if text[0].isupper() and not first and len(text) > 1:
        return True
    return formed(token)


def formed(token: Token) -> bool:
    """Whether a word has the ending of a drug or a disease."""
    low = token.low
    return any(len(part) >= 5 and part not in PLAIN and FORM.search(part) is not None for part in low.split("-"))


@lru_cache(maxsize=4096)
def abbreviations(text: str) -> tuple[tuple[str, str], ...]:
    """Abbreviations that a text defines, with their long forms: "tumor necrosis factor (TNF)" -> (TNF, tumor ...).

    After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions", 2003.
    """
    found = []
    for match in SHORT.finditer(text):
        inner = (match[1] or match[2]).split(";")[0].split(",")[0].strip()
        before = text[: match.start()].rstrip()
        if _is_short(inner):
            long = _long(inner, before)
            if long:
                found.append((inner, long))
        else:  # "TNF (tumor necrosis factor)"
            word = before.split()[-1] if before.split() else ""
            if _is_short(word) and _long(word, inner) == inner:
                found.append((word, inner))
    return tuple(dict.fromkeys(found))


def _is_short(word: str) -> bool:
    return (
        2 <= len(word) <= 10
        and " " not in word
        and word[0].isalnum()
        and sum(c.isupper() for c in word) >= 1
        and not word.isdigit()
    )


def _long(short: str, before: str) -> str:
    """The words before an abbreviation that hold its letters in order, the first at the begin of a word; "" for
    none."""
    count = sum(c.isalnum() for c in short)
    words = before.split()
    window = " ".join(words[-min(count + 5, count * 2) :])
    letters = [c.lower() for c in short if c.isalnum()]
    if letters[-1] == "s" and short[-1] == "s" and len(letters) > 2:
        letters = letters[:-1]
    at = len(window) - 1
    for i, letter in enumerate(reversed(letters)):
        last = i == len(letters) - 1
        while at >= 0 and (window[at].lower() != letter or (last and at > 0 and window[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    return window[at + 1 :].strip(" \"'“”")


class Thesaurus:
    """What may stand for what: abbreviations of the cited texts, and synonyms given by the caller."""

    def __init__(self, texts: Iterable[str], synonyms: Mapping[str, set[str]]) -> None:
        pairs = [pair for text in texts for pair in abbreviations(text)]
        pairs += [(name, other) for name, others in synonyms.items() for other in others]
        self.pairs = [(phrase(a), phrase(b)) for a, b in dict.fromkeys(pairs)]

        self._wide: dict[Parsed, frozenset[str]] = {}

    def widen(self, parsed: Parsed) -> frozenset[str]:
        """The stems of a text and of all that stands for something in it."""
        if parsed not in self._wide:
            self._wide[parsed] = self._widened(parsed)
        return self._wide[parsed]

    def _widened(self, parsed: Parsed) -> frozenset[str]:
        held = set(parsed.stems)
        for a, b in self.pairs:
            if a and b and (held.issuperset(a) or held.issuperset(b)):
                held.update(a, b)
        return frozenset(held | set(initials(parsed)) | set(contracted(parsed)))


@lru_cache(maxsize=50_000)
def phrase(text: str) -> tuple[str, ...]:
    """The stems of a name."""
    return tuple(part for word in text.split() for part in stems(word)[-1:])


@lru_cache(maxsize=20_000)
def initials(parsed: Parsed) -> list[str]:
    """What the first letters of neighbouring words make: "atrial fibrillation" -> af; two to five words."""
    letters = [token.low[0] if token.low[0].isalpha() and len(token.low) > 2 else " " for token in parsed.tokens]
    row = "".join(letters)
    return [row[i : i + n] for n in (2, 3, 4, 5) for i in range(len(row) - n + 1) if " " not in row[i : i + n]]


@lru_cache(maxsize=20_000)
def contracted(parsed: Parsed) -> frozenset[str]:
    """Two letters that a long word of two parts may be written as: "intravenous" -> iv, "subcutaneous" -> sc."""
    longs = (token.low for token in parsed.tokens if len(token.low) >= 9 and token.low.isalpha())
    return frozenset(long[0] + letter for long in longs for letter in long[3:7])
