"""Sentences said in another way: units, number words, abbreviations, order, voice, wording; the meaning stays."""

import random
import re
from collections.abc import Callable

from benchmarks.corrupt import Chance, put
from benchmarks.statements import Source

SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
CONVERSIONS: dict[str, tuple[float, str]] = {
    "mg": (1e-3, "g"), "g": (1000, "mg"), "kg": (1000, "g"), "mL": (1e-3, "L"), "ml": (1e-3, "L"), "L": (1000, "mL"),
    "cm": (10, "mm"), "mm": (0.1, "cm"), "weeks": (7, "days"), "hours": (60, "minutes"), "h": (60, "minutes"),
    "years": (12, "months"), "mcg": (1e-3, "mg"), "µg": (1e-3, "mg"), "μg": (1e-3, "mg"), "kPa": (1000, "Pa"),
    "days": (24, "hours"), "%": (1, " percent"), "percent": (1, "%"),
}  # fmt: skip
MEASURED = re.compile(
    r"(?<![\w.,/^-])(?<![-–]\s)(?<!\()(?<!\d to )(?<!\d and )(?<!versus )(?<!vs )(?<!vs\. )(?<!\d or )(?<!, "
    r")(?P<n>\d+(?:\.\d+)?)\s?(?P<u>mg|g|kg|mL|ml|L|cm|mm|weeks|hours|h|years|mcg|µg|μg|days|%"
    r"|percent)(?![\w/²-]| ?[-–] ?\d|\sof age)"
)
DIGIT = re.compile(
    r"(?<![\w.,/:^=<>+±-])(?<!\band )(?<!\bto )(?<!\bor )(?<![<>=±≥≤(]\s)(?<!type )(?<!grade )(?<!stage "
    r")(?<!\()(\d{1,2})(?= [a-z]{4,}\b)(?! (?:percent|point))"
)
SPELT = re.compile(
    r"(?<![-\w])(?<!hundred )(?<!thousand )(?<!and )(two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve)\b(?= [a-z]{3,})(?! (?:hundred|thousand|million|thirds|third|quarters|of))"
)
SHORT = re.compile(r"\b((?:[A-Za-z][\w-]*\s){1,6}[A-Za-z][\w-]*)\s\(([A-Z][A-Za-z]*[A-Z])\)")
FRONT = re.compile(
    r"^((?:In|Among|After|Before|During|For|At|Within|Despite|Although|If|When|While|Because|With|Following) "
    r"[^,;()]{8,90}), ((?!and |or |but |which |who )[^;:]+)\.$"
)
BACK = re.compile(r"^([A-Z][^,;:()]{20,}?) ((?:although|because|if|when) [^,;:()]{12,90})\.$")
HALVES = re.compile(r"^([A-Z][^;]{20,}); ((?!however|therefore|thus|and|but|this|these|it|they)[a-z][^;]{20,})\.$")
ACTIVE = re.compile(
    r"^We (?:also |then |therefore |retrospectively |prospectively )?(analy[sz]ed|assessed|compared|evaluated"
    r"|examined|investigated|measured|recorded|reviewed|"
    r"studied|identified|included|collected|determined|performed|used|conducted|enrolled|observed|explored) "
    r"([^,;:]+?)\.$"
)
PASSIVE = re.compile(
    r"^([A-Z][^,;:()]{5,100}?) (was|were|is|are) (caused|evaluated|assessed|performed|measured|reviewed"
    r"|followed|produced|confirmed|influenced|affected|"
    r"controlled|triggered|predicted|regulated|treated) by ([^,;:()]{5,100})\.$"
)
CAUSES = re.compile(
    r"^([A-Z][^,;:()]{3,80}?) (causes|affects|influences|increases|reduces|improves|prevents|produces|controls) "
    r"([^,;:()]{4,120})\.$"
)
PARTICIPLE = {"causes": "caused", "affects": "affected", "influences": "influenced", "increases": "increased",
    "reduces": "reduced",
              "improves": "improved", "prevents": "prevented", "produces": "produced",
              "controls": "controlled"}  # fmt: skip
PRESENT = {"caused": "causes", "produced": "produces", "controlled": "controls", "triggered": "triggers",
    "regulated": "regulates",
           "influenced": "influences", "affected": "affects"}  # fmt: skip
WORDING = [
    ("approximately", "about"), ("demonstrated", "showed"), ("prior to", "before"), ("due to", "because of"),
    ("whereas", "while"),
    ("in order to", "to"), ("however, ", ""), ("However, ", ""), ("may be", "can be"), ("individuals", "people"),
    ("performed", "carried out"), ("a number of", "several"), ("utilized", "used"), ("Moreover, ", ""),
    ("In addition, ", ""),
    ("Furthermore, ", ""), ("obtained", "got"), ("begins", "starts"), ("occurs", "happens"), ("physician", "doctor"),
    ("such as", "for example"), ("usually", "generally"), ("larger", "bigger"), ("assessed", "evaluated"),
    ("frequently", "often"),
    ("decreased", "fell"), ("enrolled", "recruited"), ("compared with", "in comparison with"), ("following", "after"),
    ("increased risk", "higher risk"), ("elevated", "raised"), ("investigated", "examined"), ("revealed", "showed"),
]  # fmt: skip


def conversion(text: str, source: Source, chance: Chance) -> str | None:
    """0.5 g for 500 mg."""
    found = [m for m in MEASURED.finditer(text) if "±" not in text]
    if not found:
        return None
    match = chance.choice(found)
    factor, other = CONVERSIONS[match["u"]]
    value = float(match["n"]) * factor
    gap = "" if other in (" percent", "%") else " "
    return put(text, match, f"{value:.10g}{gap}{other}")


def number_words(text: str, source: Source, chance: Chance) -> str | None:
    """Twelve for 12, and the other way round."""
    found = [m for m in DIGIT.finditer(text) if 2 <= int(m[1]) <= 16]
    if found:
        match = chance.choice(found)
        word = SMALL[int(match[1])]
        return put(text, match, word.capitalize() if match.start() == 0 else word)
    match_ = SPELT.search(text)
    return put(text, match_, str(SMALL.index(match_[1]))) if match_ else None


def abbreviation(text: str, source: Source, chance: Chance) -> str | None:
    """The long form for an abbreviation that the passage defines, and the other way round."""
    for match in SHORT.finditer(source.chunk.body):
        short, words = match[2], match[1].split()
        letters = [c.lower() for c in short]
        long = " ".join(words[-len(letters) :])
        if len(words) < len(letters) or [w[0].lower() for w in long.split()] != letters:
            continue
        if f"({short})" in text:
            continue
        if re.search(rf"\b{short}\b", text):
            return re.sub(rf"\b{short}\b(?!-)", long, text, count=1)
        if long in text:
            return text.replace(long, short, 1)
    return None


def order(text: str, source: Source, chance: Chance) -> str | None:
    """The clause in front goes to the end, or the last one to the front."""
    if match := FRONT.match(text):
        front, rest = match[1], match[2]
        return f"{_upper(rest)} {_lower(front)}."
    if match := BACK.match(text):
        return f"{_upper(match[2])}, {_lower(match[1])}."
    if match := HALVES.match(text):
        return f"{_upper(match[2])}; {_lower(match[1])}."
    return None


def voice(text: str, source: Source, chance: Chance) -> str | None:
    """Active for passive, and the other way round."""
    if match := ACTIVE.match(text):
        verb, thing = match[1], match[2]
        head = re.split(r"\s(?:of|in|with|for|from|between|on|at|to|by|who|that|whether|using|among)\s", thing)[0]
        if " whether " in f" {thing} " or re.search(r"\b(?:and|or)\b", head) or " to " in thing or verb == "used":
            return None
        plural = head.split()[-1].endswith("s") and not head.split()[-1].endswith(("ss", "sis", "us"))
        return f"{_upper(thing)} {'were' if plural else 'was'} {verb}."
    if match := PASSIVE.match(text):
        thing, be, verb, agent = match.groups()
        if be in ("is", "are"):
            return f"{_upper(agent)} {PRESENT[verb]} {_lower(thing)}." if verb in PRESENT else None
        return f"{_upper(agent)} {verb} {_lower(thing)}."
    if (
        (match := CAUSES.match(text))
        and " what " not in text
        and " that " not in text
        and " which " not in text
        and " and " not in text
    ):
        return f"{_upper(match[3])} is {PARTICIPLE[match[2]]} by {_lower(match[1])}."
    return None


def wording(text: str, source: Source, chance: Chance) -> str | None:
    """Ordinary words for others of the same meaning, two at most."""
    done = 0
    pairs = list(WORDING)
    chance.shuffle(pairs)
    for old, new in pairs:
        if (
            done < 2
            and re.search(rf"\b{re.escape(old.strip())}\b", text)
            and not (old == "following" and not re.search(r"\bfollowing [a-z]+ (?!were|was|are)", text))
        ):
            text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)" if old[-1] != " " else re.escape(old), new, text, count=1)
            done += 1
    return _upper(text) if done else None


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(text: str) -> str:
    """A first letter in small, unless the word is a name or an abbreviation."""
    first = text.split()[0]
    common = re.fullmatch(
        r"(?:The|A|An|In|Among|After|Before|During|For|At|Within|Despite|Although|If|When|While|Because|With|Following|This|These|Most|Some|All|Patients|There|Treatment|It|We|Our|No|Two|Three|Children|Women|Men|People|Each|Both)",
        first,
    )
    return text[0].lower() + text[1:] if common else text


REWRITES: dict[str, Callable[[str, Source, random.Random], str | None]] = {
    "unit conversion": conversion,
    "number words": number_words,
    "abbreviation": abbreviation,
    "order": order,
    "voice": voice,
    "wording": wording,
}
