"""Dates as the formats write them, made one: "2019", "2019-03" or "2019-03-04"."""

import datetime
import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_NAMES = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
_MONTH = re.compile(rf"(?<![^\W\d_])({_NAMES}|nov(?:ember)?|dec(?:ember)?)(?![^\W\d_])\.?", re.IGNORECASE)
_DAY_AFTER = re.compile(r"\s*(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s*$")


def published(year: str, month: str = "", day: str = "") -> str:
    """The date as far as its parts make sense; the month is a number or a name, "" comes back without a year."""
    if not _YEAR.fullmatch(year.strip()):
        return ""
    parts = [year.strip()]
    number = _month(month.strip())
    if number:
        parts.append(f"{number:02}")
        if day.strip().isdigit() and _exists(int(parts[0]), number, int(day)):
            parts.append(f"{int(day):02}")
    return "-".join(parts)


def read_date(text: str) -> str:
    """The date in a line such as "2019-03-04T10:00", "2000 Spring", "2010 Dec-2011 Jan" or "March 4, 2019".

    Where days and months can't be told apart ("03/04/2019") only the year is given; "" where there is none.
    """
    text = text.strip()
    if match := _COMPACT.match(text) or _ISO.match(text):
        date = published(*(part or "" for part in match.groups()))
        if "-" in date or not _MONTH.search(text):
            return date
    year, month = _YEAR.search(text), _MONTH.search(text)
    if not year:
        return ""
    if not month:
        return published(year.group())
    day = _DAY_AFTER.match(text, month.end()) or _DAY_BEFORE.search(text, 0, month.start())
    return published(year.group(), month.group(1), day.group(1) if day else "")


def _month(text: str) -> int:
    """1 to 12, or 0 for a season, a range that begins with none, or nothing at all."""
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    name = text[:3].lower()
    return MONTHS.index(name) + 1 if name in MONTHS else 0


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
