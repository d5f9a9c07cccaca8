"""Statements made wrong in one place: numbers, units, doses, negation, direction, drug, disease, people, two sources.

Each function gives the corrupted sentence, or None where it can't be made without the risk that it is true. They know
nothing of the verifier: their lists and patterns are their own.
"""

import random
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from benchmarks.statements import Source

Chance = random.Random
NUMBER = re.compile(
    r"(?<![\w.,/:^=+-])(?<![-–]\s)(?<!type )(?<!grade )(?<!stage )\d+(?:\.\d+)?(?![\w/:^]|[.,]\d|\s?[-–]\s?\d|-\w)"
)
UNITS = (
    r"(?:mg|mcg|µg|μg|micrograms?|milligrams?|grams?|g|kg|mL|ml|dL|L|mmHg|mm Hg|cm|mm|%|percent|hours?|hrs?|h"
    r"|minutes?|min|days?"
    r"|weeks?|months?|years?|IU|mmol|ng|Hz|Gy|kPa)"
)
MEASURED = re.compile(rf"(?<![\w.,/^-])(?<![-–]\s)(?P<n>\d+(?:\.\d+)?)(?P<gap>[ -]?)(?P<u>{UNITS})(?![\w])")
DOSE = re.compile(
    r"(?<![\w.,/^-])(?<![-–]\s)(?P<n>\d+(?:\.\d+)?)(?P<gap>[ -]?)(?P<u>mg|mcg|µg|μg|micrograms?|milligrams?"
    r"|grams?|g|kg|mL|ml|dL|IU|mmol|ng|Gy)(?![\w])"
)
OTHER = {
    "mg": "mcg", "mcg": "mg", "µg": "mg", "μg": "mg", "microgram": "milligram", "micrograms": "milligrams",
    "milligram": "microgram", "milligrams": "micrograms", "gram": "milligram", "grams": "milligrams", "g": "mg",
    "kg": "g",
    "mL": "L", "ml": "L", "dL": "mL", "L": "mL", "mmHg": "kPa", "mm Hg": "kPa", "cm": "mm", "mm": "cm", "hour": "day",
    "hours": "days", "hr": "day", "hrs": "days", "h": "days", "minute": "hour", "minutes": "hours", "min": "hours",
    "day": "week", "days": "weeks", "week": "month", "weeks": "months", "month": "year", "months": "years",
    "year": "month",
    "years": "months", "mmol": "mol", "ng": "mg", "Gy": "mGy", "%": " mg", "percent": "mg", "IU": "mg", "kPa": "mmHg",
}  # fmt: skip
NEGATABLE = re.compile(
    r"\b(is|are|was|were|can|could|should|may|might|will|would|must|did|does|do|has|have)\b(?!\s+(?:not|no|n't"
    r"|been not)\b)"
)
OPPOSITES = [
    ("increased", "decreased"), ("increase", "decrease"), ("increases", "decreases"), ("increasing", "decreasing"),
    ("higher", "lower"), ("more likely", "less likely"), ("improved", "worsened"), ("improves", "worsens"),
    ("improvement", "worsening"), ("before", "after"), ("positive", "negative"), ("effective", "ineffective"),
    ("better", "worse"), ("greater", "smaller"), ("reduced", "increased"), ("reduces", "increases"),
    ("reduction", "increase"), ("reduce", "increase"), ("longer", "shorter"), ("recommended", "contraindicated"),
    ("common", "rare"), ("early", "late"), ("superior", "inferior"), ("lowers", "raises"), ("positively", "negatively"),
    ("safe", "unsafe"), ("associated with", "unrelated to"), ("present", "absent"), ("decline", "rise"),
]  # fmt: skip
DRUGS = {
    "dev": "warfarin cisplatin methotrexate "
    "simvastatin doxorubicin paclitaxel aspirin metformin insulin propranolol heparin "
    "atenolol enoxaparin esomeprazole infliximab lidocaine vancomycin omeprazole digoxin cetuximab morphine ibuprofen "
    "amoxicillin fluoxetine diazepam ramipril furosemide prednisone tamoxifen acyclovir rituximab azithromycin "
    "levothyroxine bupivacaine oxytocin clozapine imatinib fentanyl caffeine estradiol zinc",
    "test": "epirubicin vinblastine carboplatin aripiprazole chloroquine cyclosporine hydroxychloroquine sulfasalazine "
    "dexamethasone hydrocortisone midodrine prednisolone dobutamine betamethasone metoprolol acetylcysteine "
    "epinephrine "
    "lansoprazole atropine ketamine clopidogrel penicillin sertraline lorazepam enalapril spironolactone trastuzumab "
    "bevacizumab ciprofloxacin ribavirin interferon melatonin testosterone lithium erythropoietin gemcitabine propofol "
    "tramadol acetaminophen misoprostol iron",
}
ALL_DRUGS = frozenset(" ".join(DRUGS.values()).split())
DRUG = re.compile(rf"\b(?:{'|'.join(sorted(ALL_DRUGS - {'iron', 'zinc'}, key=len, reverse=True))})\b", re.I)
PEOPLE = [
    ("children", "adults"), ("infants", "adults"), ("men", "women"), ("women", "men"), ("boys", "girls"),
    ("girls", "boys"),
    ("adults", "children"), ("elderly", "young"), ("adolescents", "older adults"), ("male", "female"),
    ("female", "male"),
    ("males", "females"), ("females", "males"), ("neonates", "adolescents"), ("newborns", "adults"), ("child", "adult"),
    ("adult", "child"), ("pregnant women", "children"), ("mothers", "fathers"), ("babies", "adults"),
]  # fmt: skip


@lru_cache(maxsize=4096)
def values(text: str) -> frozenset[float]:
    """All numbers in digits in a text."""
    return frozenset(float(n.replace(",", "")) for n in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text))


def put(text: str, match: "re.Match[str]", new: str) -> str:
    """The text with the match replaced."""
    return text[: match.start()] + new + text[match.end() :]


def number(text: str, source: Source, chance: Chance) -> str | None:
    """A number changed to one that the passage doesn't hold."""
    found = [match for match in NUMBER.finditer(text) if text[: match.start()][-1:] != "["]  # "[3]" is a reference
    if not found:
        return None
    match = chance.choice(found)
    old = match.group()
    digits = [i for i, c in enumerate(old) if c.isdigit()]
    for _ in range(20):
        i = chance.choice(digits)
        new = old[:i] + chance.choice("123456789") + old[i + 1 :]
        if float(new) != float(old) and float(new) not in values(source.chunk.body + source.chunk.title):
            return put(text, match, new)
    return None


def number_of_passage(text: str, source: Source, chance: Chance) -> str | None:
    """A number with its unit replaced by another of the same unit that stands elsewhere in the passage."""
    found = list(MEASURED.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    others = [
        m["n"] for m in MEASURED.finditer(source.chunk.body)
        if m["u"] == match["u"] and float(m["n"]) not in values(text)
    ]  # fmt: skip
    return put(text, match, f"{chance.choice(others)}{match['gap']}{match['u']}") if others else None


def exchanged(text: str, source: Source, chance: Chance) -> str | None:
    """Two measured numbers of one unit in a sentence change places."""
    found = [m for m in MEASURED.finditer(text) if m["u"] not in ("h",)]
    pairs = [(a, b) for a in found for b in found if a.start() < b.start() and a["u"] == b["u"] and a["n"] != b["n"]]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    if (
        re.fullmatch(r"\s?(?:to|and|or|,|-|–|vs\.?|versus)\s?", text[a.end() : b.start()])
        or "CI" in text
        or "ranged" in text
    ):
        return None
    return put(put(text, b, f"{a['n']}{b['gap']}{b['u']}"), a, f"{b['n']}{a['gap']}{a['u']}")


def unit(text: str, source: Source, chance: Chance) -> str | None:
    """A number under another unit."""
    found = [match for match in MEASURED.finditer(text) if match["u"] in OTHER and match["u"] not in ("%", "percent")]
    found = [match for match in found if float(match["n"])]  # nothing is nothing in any unit
    if not found:
        return None
    match = chance.choice(found)
    new = OTHER[match["u"]]
    if re.search(rf"(?<![\d.]){re.escape(match['n'])}[ -]?{re.escape(new.strip())}", source.chunk.body):
        return None
    return put(text, match, f"{match['n']}{match['gap']}{new}")


def tenfold(text: str, source: Source, chance: Chance) -> str | None:
    """A dose ten times as high, or a tenth."""
    found = list(DOSE.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    value = float(match["n"]) * chance.choice((10, 0.1))
    if value in values(source.chunk.body):
        return None
    return put(text, match, f"{value:.6g}{match['gap']}{match['u']}")


def negation(text: str, source: Source, chance: Chance) -> str | None:
    """ "not" put in or taken out."""
    taken = re.search(
        r"\b(?:is|are|was|were|can|could|should|may|will|would|must|has|have)( not)\b(?! only| yet)", text
    )
    if taken:
        return text[: taken.start(1)] + text[taken.end(1) :]
    if "not" in text.split() or " no " in text or "n't" in text or "whether" in text.lower():
        return None
    found = list(NEGATABLE.finditer(text))
    plain = [
        m
        for m in found
        if m[1] not in ("do", "does", "did", "has", "have") or re.match(r"\s\w+(?:ed|en)\b", text[m.end() :])
    ]
    if not plain:
        return None
    match = plain[0]
    return text[: match.end()] + " not" + text[match.end() :]


def direction(text: str, source: Source, chance: Chance) -> str | None:
    """A word replaced by its opposite."""
    pairs = [*OPPOSITES, *((b, a) for a, b in OPPOSITES)]
    chance.shuffle(pairs)
    for old, new in pairs:
        match = re.search(rf"\b{old}\b", text)
        if not match or re.search(rf"\b{new}\b", text) or _split(text, match):
            continue
        return put(text, match, new)
    return None


def _split(text: str, match: "re.Match[str]") -> bool:
    """Whether a word is only a part of a name or of a pair: "before and after", "lower extremity", "early-stage"."""
    behind = text[match.end() : match.end() + 14]
    rest = (
        r"(?:\s(?:and|or|extremit|limb|back|leg|abdom|urinary|lip|jaw|airway|respiratory|bile|duct|pole|lobe|third|bound)"
        r"|-|/|\sstudy)"
    )
    return re.match(rest, behind) is not None or text[match.start() - 1 : match.start()] == "-"


def drug(text: str, source: Source, chance: Chance, pool: Sequence[str]) -> str | None:
    """A drug replaced by one that the passage doesn't name."""
    match = DRUG.search(text)
    if not match:
        return None
    others = [name for name in pool if name not in (source.chunk.body + source.chunk.title).lower()]
    new = chance.choice(others)
    return re.sub(rf"\b{match.group()}\b", new.capitalize() if match.group()[0].isupper() else new, text)


def drug_of_passage(text: str, source: Source, chance: Chance) -> str | None:
    """A drug replaced by another that the passage names, but not in this sentence."""
    here = {m.group().lower() for m in DRUG.finditer(text)}
    others = sorted({m.group().lower() for m in DRUG.finditer(source.chunk.body)} - here)
    if len(here) != 1 or not others:
        return None
    new = chance.choice(others)
    match = DRUG.search(text)
    assert match is not None
    return put(text, match, new.capitalize() if match.group()[0].isupper() else new)


def disease(text: str, source: Source, chance: Chance, titles: Sequence[str]) -> str | None:
    """The disease of the page replaced by another page's."""
    title = source.chunk.title
    if source.chunk.document.isdigit() or title not in text:
        return None
    other = chance.choice(titles)
    stem = other.lower()[:6]
    return None if stem in source.chunk.body.lower() else text.replace(title, other)


def people(text: str, source: Source, chance: Chance) -> str | None:
    """A group of people replaced by another that the sentence doesn't name."""
    pairs = list(PEOPLE)
    chance.shuffle(pairs)
    for old, new in pairs:
        match = re.search(rf"\b{old}\b", text)
        if match and not re.search(rf"\b{new}\b", source.chunk.body + " " + source.chunk.title, re.I):
            return put(text, match, new)
    return None


def blended_number(text: str, other: Source, chance: Chance) -> str | None:
    """A sentence with a number of another passage that is cited too."""
    found = list(MEASURED.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    others = [
        m["n"]
        for m in MEASURED.finditer(other.chunk.body)
        if m["u"] == match["u"] and float(m["n"]) not in values(text)
    ]
    return put(text, match, f"{chance.choice(others)}{match['gap']}{match['u']}") if others else None


def blended(text: str, other: Source, chance: Chance) -> str | None:
    """What one passage says of another's subject: the first part of one sentence, the rest of one from there."""
    for verb in (" was ", " were ", " is ", " are ", " can ", " may "):
        if text.count(verb) != 1 or len(text.split(verb)[0].split()) > 12 or len(text.split(verb)[0]) < 8:
            continue
        for rest in other.statements:
            if rest.count(verb) == 1 and len(rest.split(verb)[1].split()) >= 4:
                return text.split(verb)[0] + verb + rest.split(verb)[1]
    return None


ALONE: dict[str, Callable[[str, Source, Chance], str | None]] = {
    "number": number,
    "number of the passage": number_of_passage,
    "numbers exchanged": exchanged,
    "unit": unit,
    "dose x10": tenfold,
    "negation": negation,
    "direction": direction,
    "drug of the passage": drug_of_passage,
    "population": people,
}
