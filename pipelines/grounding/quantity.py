"""Numbers with what makes them a dose: unit, range, direction of a comparison, how often.

    "at least 0.5 g twice a day" -> (500 mg, >=), (2 a day)

Digits inside a word are none: IL-6, HbA1c, SGLT2.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.grounding.numbers import SPELLED, SPELT, WRITTEN, number
from pipelines.grounding.units import ALONE, UNIT, unit

DAY = 86400.0
_UNITS = (
    rf"(?:{UNIT})(?:\s?(?:/|\bper\b|\ba(?=\s(?:day|week|month|year|hour|minute)\b))\s?(?:[\d.]+\s?)?(?:{UNIT})"
    rf"|\s(?:kg|g|m|mL|ml|L|l|min|h|d|day|dL|dl)\s?(?:[-−]1|⁻¹|[-−]2|⁻²))*"
)
FOUND = re.compile(
    rf"""
    (?<![\w^])(?<![^\W\d_][-/])(?<!\d[.,])
    (?:(?P<digits>{WRITTEN})|(?P<words>{SPELLED}))(?!-[^\W\d_]+\d)
    (?:[ \u00a0\u202f-]?(?P<unit>{_UNITS})|(?P<under>\s?/\s?(?:{UNIT}))|(?![^\W\d_]))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
JOINER = re.compile(r"\s?(?:-|–|—|−|\bto\b|\buntil\b|\bthrough\b)\s?$|\s?(?:\band\b)\s?$", re.I)
BEFORE = (  # what stands in front of a number: the first that fits
    (
        ">=",
        r"(?:at least|no(?:t)? (?:less|fewer|lower|earlier|younger) than|a? ?minimum(?: \w+)?(?: (?:of|is"
        r"|was))?|≥|>\s?=|from age|not (?:below|under))",
    ),
    (
        "<=",
        r"(?:at (?:the )?most|up to|(?:not|never|no) (?:\w+ ){1,3}(?:more|greater|higher|longer) than|no(?:t)? "
        r"(?:more|greater|higher|later|older|longer) than|a? ?max(?:imum|\.)?(?: (?:daily|single|total))?(?: "
        r"\w+)?(?: (?:of|is|was|:))?|≤|<\s?=|within(?: the first)?|not (?:exceed(?:ing)?|above|over)|as (?:much"
        r"|many) as)",
    ),
    ("<", r"(?:(?:less|fewer|lower|younger|smaller|shorter|earlier) than|below|under|<|beneath)"),
    (">", r"(?:(?:more|greater|higher|older|larger|longer|later) than|above|>|exceed(?:s|ed|ing)?|in excess of)"),
    ("~>", r"(?:over)"),
)
_BEFORE = [(sign, re.compile(rf"(?:(?<!\w)|(?=[<>≤≥])){words}\s?(?:age |an? )?$", re.I)) for sign, words in BEFORE]
AFTER = re.compile(
    r"\s?,?(?:\s?(?:of age|old))?\s?(?:(?P<more>(?:or|and) (?:more|older|over|above|higher|greater|longer|later)|\+)"
    r"|(?P<less>(?:or|and) (?:less|fewer|younger|under|below|lower|shorter|earlier)))\b",
    re.I,
)
OFTEN = re.compile(
    rf"""\b(?:
      (?P<count>once|twice|thrice|(?:{SPELLED}|\d+)(?:\s?(?:-|–|to|or)\s?(?:{SPELLED}|\d+))?\stimes)
        (?:\s(?:or|to)\s(?P<count2>twice|thrice))?
        (?:\s?[/]\s?|\s(?:a|an|per|each|every|in\sa)\s|\s|-)(?P<in>day|daily|week|weekly|month|monthly|year|yearly|hour|hourly|24\s?hours|24\s?h)
      |every\s(?:(?P<n>\d+(?:\.\d+)?|{SPELT})(?:\s?(?:-|–|to|or)\s?(?P<m>\d+(?:\.\d+)?|{SPELT}))?[\s-]?)?
        (?P<unit>hours?|h|hourly|days?|weeks?|months?|years?|minutes?)
      |(?P<abbr>b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d\.?s|t\.?d\.?s|b\.?d|o\.?d|q(?P<q>\d+)h)\b\.?
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
COUNTS = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
ABBREVIATED = {"bid": 2.0, "tid": 3.0, "qid": 4.0, "qds": 4.0, "tds": 3.0, "bd": 2.0, "od": 1.0}
SECONDS = {
    "hour": 3600.0,
    "h": 3600.0,
    "day": DAY,
    "week": 7 * DAY,
    "month": 30.4375 * DAY,
    "year": 365.25 * DAY,
    "minute": 60.0,
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number, or the two of a range or ratio, in base units; `measure` is "" for a bare number.

    `relation` is "=", "<", "<=", ">" or ">=", or "~>" for "over", which may be a comparison. `per` is the time in
    seconds that it is for ("mg/day"), 0 without. `weak` where the unit was taken from the next number ("5 or 10 mg").
    """

    values: tuple[float, ...]
    measure: str
    relation: str
    kind: str  # "single", "range", "ratio", "often"
    per: float
    start: int
    end: int
    text: str
    weak: bool = False
    word: bool = False  # written in letters


def _measured(written: str) -> tuple[str, float, float]:
    """Measure, factor, and time it is for: "mg/kg/day" -> mass/mass, 1e-6, 86400."""
    parts = re.split(
        r"\s?(?:/|\bper\b|\ba\b(?=\s))\s?",
        written.replace("⁻", "-").replace("¹", "1").replace("²", "2").replace("−", "-"),
    )
    lower = [part for head in parts[:1] for part in re.split(r"\s(?=\w+\s?-[12]$|\w+\s?-[12]\s)", head)][1:]
    top = re.split(r"\s(?=\w+\s?-[12])", parts[0])[0]
    found = unit(top) or ("", 1.0)
    measure, factor, per = found[0], found[1], 0.0
    for part in [*lower, *parts[1:]]:
        match = re.match(r"([\d.]*)\s?(.*?)(?:\s?-[12])?$", part.strip())
        below = unit(match[2]) if match else None
        if match is None or below is None:
            continue
        size = below[1] * float(match[1].strip(".") or 1)
        if below[0] == "time" and not per:
            per = size
        else:
            measure, factor = f"{measure}/{below[0]}", factor / size
    return measure, factor, per


@lru_cache(maxsize=20_000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity in a text, in order."""
    often = list(_often(text))
    taken = [(one.start, one.end) for one in often]
    singles = [one for one in _singles(text) if not any(a < one.end and one.start < b for a, b in taken)]
    return tuple(sorted([*often, *_joined(text, singles)], key=lambda one: one.start))


def _often(text: str) -> Iterator[Quantity]:
    for match in OFTEN.finditer(text):
        values: tuple[float, ...]
        if match["count"]:
            numbers = [
                COUNTS.get(w) or number(w)
                for w in re.split(r"\s?(?:-|–|\bto\b|\bor\b|\btimes\b)\s?", match["count"].lower())
                if w
            ]
            if match["count2"]:
                numbers.append(COUNTS[match["count2"].lower()])
            span = re.sub(r"24\s?(?:hours|h)", "day", match["in"].lower())
            seconds = SECONDS["day" if span in ("daily", "day") else span.removesuffix("ly")]
            values = tuple(n * DAY / seconds for n in numbers if n)
        elif match["abbr"]:
            if match["abbr"].lower() in ("od", "bd") and not re.search(r"\d\s?[^\W\d_]*\s$", text[: match.start()]):
                continue
            short = match["abbr"].lower().replace(".", "")
            values = (24 / float(match["q"]),) if match["q"] else (ABBREVIATED[short],)
        else:
            seconds = SECONDS[match["unit"].lower().removesuffix("ly").rstrip("s") or "h"]
            numbers = [number(n) for n in (match["n"], match["m"]) if n] or [1.0]
            values = tuple(sorted(DAY / (n * seconds) for n in numbers if n))
        if values:
            kind = "often"
            yield Quantity(tuple(sorted(values)), "often", "=", kind, 0.0, match.start(), match.end(), match.group())


def _singles(text: str) -> Iterator[Quantity]:
    for match in FOUND.finditer(text):
        written, spelled = match["digits"], match["words"]
        value = number(written or spelled)
        if value is None:
            continue
        mark = match["unit"]
        if mark and mark in ALONE and not _short_unit(text, match, mark):
            mark = None
        if spelled and spelled.lower() == "one" and not mark:
            continue
        measure, factor, per = _measured(mark or match["under"]) if mark or match["under"] else ("", 1.0, 0.0)
        end = match.end() if mark or not match["unit"] else match.start("unit")
        end = end if mark or match["under"] else match.end("digits" if written else "words")
        yield Quantity(
            (value * factor,), measure, _relation(text, match.start(), end), "single", per, match.start(), end,
            text[match.start() : end].strip(), word=bool(spelled),
        )  # fmt: skip


def _short_unit(text: str, match: "re.Match[str]", mark: str) -> bool:
    """Whether one letter behind a number is a unit: "5 g", "2 L", "24 h", "1.73 m", but not "type 2 M" or "5 s"."""
    return text[match.start("unit") - 1] in " -\u00a0\u202f" or mark in "gLlhm"


def _relation(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 45) : start]
    for sign, pattern in _BEFORE:
        if pattern.search(before):
            return sign
    after = AFTER.match(text, end)
    if after:
        return ">=" if after["more"] else "<="
    return "="


def _joined(text: str, singles: list[Quantity]) -> list[Quantity]:
    """Ranges and ratios put together, and units handed back along a list: "5, 10 or 20 mg"."""
    out: list[Quantity] = []
    for one in singles:
        last = out[-1] if out else None
        between = text[last.end : one.start] if last else ""
        if last and last.kind == "single" and _pairs(text, last, between) and _same(last, one):
            kind = "ratio" if between.strip() == "/" else "range"
            if kind == "ratio" or one.values[0] > last.values[0] * (_factor(one) if not last.measure else 1):
                first = last.values[0] * (_factor(one) if not last.measure else 1)
                relation = last.relation if kind == "range" and last.relation == "=" else "="
                out[-1] = replace(
                    one, values=(first, one.values[0]), kind=kind, relation=relation, start=last.start,
                    text=text[last.start : one.end],
                )  # fmt: skip
                continue
        out.append(one)
    for i in range(len(out) - 2, -1, -1):
        one, after = out[i], out[i + 1]
        between = text[one.end : after.start]
        if (
            not one.measure
            and after.measure
            and re.fullmatch(r"\s?(?:,|or|and|to|vs\.?|versus|,\s?(?:or|and))\s?(?:[<>≤≥]\s?)?", between)
        ):
            out[i] = replace(
                one,
                values=tuple(v * _factor(after) for v in one.values),
                measure=after.measure,
                per=after.per,
                weak=True,
            )
    return out


def _pairs(text: str, last: Quantity, between: str) -> bool:
    if between.strip() == "/" and not last.measure:
        return True
    if re.fullmatch(r"\s?(?:-|–|—|−|to)\s?", between):
        return True
    return between.strip() == "and" and re.search(r"\bbetween(?: ages?)?\s$", text[: last.start]) is not None


def _same(last: Quantity, one: Quantity) -> bool:
    return not last.measure or last.measure == one.measure


def _factor(one: Quantity) -> float:
    """How many base units the unit of a quantity is."""
    match = re.search(rf"{_UNITS}$", one.text, re.I)
    return _measured(match.group())[1] if match and one.measure else 1.0


def equal(a: float, b: float) -> bool:
    """Whether two values are the same but for rounding in conversion."""
    return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-15)
