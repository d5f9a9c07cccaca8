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
    "again within begin brain skin pain contain remain obtain certain protein main gain strain train origin margin thin "
    "plain explain maintain retain attain sustain complain captain mountain bargain basin vitamin twin join coin chin fin "
    "cousin domain grain chain drain stain vein spin win captain routine determine examine decline baseline guideline "
    "machine define combine engine genuine discipline imagine online outline medicine line fine mine nine spine urine wine "
    "combine refine examine intestine vaccine deadline headline control protocol alcohol school symbol cool pool tool "
    "patrol cholesterol provide side wide guide beside outside inside decide divide aside coincide worldwide nationwide "
    "hide ride bride override alone phone hormone someone everyone anyone zone stone done gone none tone bone milestone "
    "calcium medium premium equilibrium optimum screen scene gene hygiene plane membrane humane lane crane increase "
    "decrease disease base case phase lease release phrase purchase cease ease erase database oxygen pathogen mechanism "
    "organism metabolism criticism collagen antigen prism tourism drinkin pencil margin plasma serum spectrum minimum "
    "maximum often open frozen softens happen specimen abdomen regimen women men children listen citizen hasten kitchen "
    "even seven eleven given taken eaten broken spoken chosen driven proven golden burden sudden hidden garden harden "
    "widen broaden shorten lighten tighten weaken strengthen lengthen waken age lesion resolve pipeline crystalline "
    "feminine masculine marine canine feline bovine divine valentine quarantine drinking admin robin resin urinal "
    "firm reading overline airline timeline hotline midline borderline streamline undermine therein herein wherein".split()
)
POPULATIONS: dict[str, frozenset[str]] = {
    name: frozenset(forms.split())
    for name, forms in {
        "newborns": "newborn newborns neonate neonates neonatal",
        "infants": "infant infants infancy baby babies",
        "children": "child children childhood paediatric pediatric paediatrics pediatrics toddler toddlers  kids "
        "schoolchildren preschool preschoolers",
        "boys": "boy boys",
        "girls": "girl girls",
        "young people": "young youngsters",
        "adolescents": "adolescent adolescents adolescence teenager teenagers teens teenage youth youths",
        "adults": "adult adults adulthood",
        "older people": "elderly older geriatric seniors octogenarians",
        "women": "woman women female females mother mothers",
        "men": "man men male males father fathers",
        "pregnant women": "pregnant pregnancy pregnancies gestation antenatal prenatal",
        "breastfeeding women": "breastfeeding breast-feeding lactating lactation",
        "animals": "mouse mice rat rats animal animals rabbit rabbits dog dogs murine",
    }.items()
}
# Who is named where another is meant as well: "infants" are children, a "pregnant woman" is a woman.
WITHIN = {
    "children": {"newborns", "infants", "adolescents", "boys", "girls"},
    "infants": {"newborns"},
    "women": {"pregnant women", "breastfeeding women"},
    "adults": {"older people", "pregnant women", "women", "men"},
}
SHORT = re.compile(r"\(([^()]{2,60})\)|\[([^\[\]]{2,60})\]")


@lru_cache(maxsize=50_000)
def population(word: str) -> str:
    """The group of people that a word in lower case stands for, "" for none."""
    return next((name for name, forms in POPULATIONS.items() if word in forms), "")


def is_name(token: Token, first: bool) -> bool:
    """Whether a word looks like the name of a drug, disease, gene, organism or body; `first` in its sentence."""
    text, low = token.text, token.low
    if population(low) or low in PLAIN or low.rstrip("s") in PLAIN:
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
    """The words before an abbreviation that hold its letters in order, the first at the begin of a word; "" for none."""
    count = sum(c.isalnum() for c in short)
    words = before.split()
    window = " ".join(words[-min(count + 5, count * 2) :])
    letters = [c.lower() for c in short if c.isalnum()]
    if letters[-1] == "s" and short[-1] == "s" and len(letters) > 2:
        letters = letters[:-1]
    at = len(window) - 1
    for i, letter in enumerate(reversed(letters)):
        last = i == len(letters) - 1
        while at >= 0 and (window[at].lower() != letter or last and at > 0 and window[at - 1].isalnum()):
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
