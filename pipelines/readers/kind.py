"""The kind of a work, from the types that its publisher or PubMed gave it, else from its title."""

import re
from collections.abc import Iterable

from pipelines.schema import KINDS, Kind

# In order of preference: a citation is often both "Meta-Analysis" and "Review", "Case Reports" and "Review".
_TYPES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(r"(practice |clinical )?guidelines?|consensus development conference.*|consensus statement"),
        "guideline",
    ),
    (re.compile(r"patient education handout|patient information"), "patient information"),
    (re.compile(r"(systematic|scoping|umbrella)[ -]reviews?|(network )?meta-?analysis"), "review"),
    (re.compile(r"((randomi[sz]ed|adaptive|pragmatic|equivalence) )?((controlled|clinical) )*trial(, .*)?"), "trial"),
    (re.compile(r"case[ -](report|series|study)s?"), "case report"),
    (re.compile(r"(review|literature review|mini[ -]?review)([ -]articles?)?"), "review"),
)
_TITLES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"\b(protocol|rationale and design)\b"), "other"),
    (re.compile(r"\b(systematic|scoping|umbrella|cochrane) review\b|\bmeta-?analys[ie]s\b"), "review"),
    (re.compile(r"\brandomi[sz]ed\b.*\btrials?\b|\bphase (1|2|3|i|ii|iii)[ab]?\b.*\btrial\b"), "trial"),
    (re.compile(r"\b(adherence|compliance|implement\w*)\b"), "other"),  # works about guidelines
    (re.compile(r"\bpractice guidelines?\b|^guidelines? (for|on)\b"), "guideline"),
    (re.compile(r"\bcase report\b|\breport of (a|one|two|three) cases?\b"), "case report"),
)

ISSUED = re.compile(  # "2023 ESC Guidelines for ...", "British Thoracic Society guideline for ..."
    r"(?:\d{4} )?(?:[A-Z]{2,}(?:/[A-Z]+)*|(?:[A-Z]\w+ ){1,4}(?:Society|Association|College)|[\w ]+ Campaign:"
    r" International) [Gg]uidelines? (?:for|on|NG\d+)\b"
)


def kind_of(types: Iterable[str], title: str = "") -> Kind:
    """The kind of a work with these publication types, article types or subjects; the title decides where none tells.

    >>> kind_of(["Journal Article", "Randomized Controlled Trial"])
    'trial'
    >>> kind_of(["research-article"], "Aspirin after stroke: a randomised trial")
    'trial'
    """
    names = [name.strip().lower() for name in types]
    for pattern, kind in _TYPES:
        if any(pattern.fullmatch(name) for name in names):
            return kind
    found = next((kind for pattern, kind in _TITLES if pattern.search(title.lower())), None)
    if found is not None:
        return found
    return "guideline" if ISSUED.match(title) else "other"


def read_kind(text: str) -> Kind:
    """The kind that a column names, as one of ours or as a publication type ("RCT" is none)."""
    name = text.strip().lower().replace("_", " ")
    return next((kind for kind in KINDS if kind == name), None) or kind_of(re.split(r"[;|]", name))
