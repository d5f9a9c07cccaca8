"""The value of a number in digits or in letters: 1,000 and 0,5, 1.5 x 10^9, two hundred and five."""

import re

SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
WORDS = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, 2)}

SPELT = rf"\b(?:{'|'.join([*TENS, *sorted(ONES, key=len, reverse=True)])})\b"
SPELLED = rf"{SPELT}(?:[\s-](?:{SPELT}|hundred|thousand|million|billion)\b)*(?:\sand\s{SPELT}(?<=\w))?"
_DIGITS = (
    r"(?:\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?![\d])(?:[.·]\d+)?|\d{1,3}(?:\s\d{3})+(?![\d.,·])"
    r"|\d+(?:[.,·]\d+)*|(?<![\d)])\.\d+)"
)
_POWER = r"(?:\s?[x×*·]\s?10\s?(?:\^\s?|\()?[-−]?\d{1,2}\)?|\s?[x×*]\s?10[⁰¹²³⁴-⁹⁻]+|[⁰¹²³⁴-⁹]+|\^\d{1,2})?"
_SCALE = r"(?:\s(?:hundred|thousand|million|billion)\b)?"
WRITTEN = rf"(?:(?<![\w.,])[-−+](?=\d))?{_DIGITS}{_POWER}{_SCALE}"


def number(written: str) -> float | None:
    """The value of a number in digits or letters: "1,000", "0,5", "two hundred", "1.5 x 10^9", "10⁹"; None for none."""
    written = written.strip().lower().replace("−", "-").replace("·", ".").replace("\u00a0", " ")
    scale = 1.0
    for word, size in SCALES.items():
        if re.search(rf"\d\s{word}$", written):
            written, scale = written[: -len(word)].strip(), float(size)
    if not re.search(r"\d", written):
        return _spelled(written)
    power = re.fullmatch(r"(.+?)\s?[x×*.]\s?10\s?(?:\^\s?|\()?(-?\d{1,2}|[⁰¹²³⁴-⁹⁻]+)\)?", written)
    if power and not re.fullmatch(r"[\d.,]+", written):
        base = _plain(power[1])
        return None if base is None else base * 10.0 ** int(power[2].translate(SUPERSCRIPT)) * scale
    raised = re.fullmatch(r"(\d+)(?:\^(\d{1,2})|([⁰¹²³⁴-⁹]+))", written)
    if raised:
        return float(raised[1]) ** int((raised[2] or raised[3]).translate(SUPERSCRIPT)) * scale
    value = _plain(written)
    return None if value is None else value * scale


def _plain(written: str) -> float | None:
    written = re.sub(r"(?<=\d)[\s\u202f\u2009](?=\d{3})", "", written)
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", written):
        written = written.replace(",", "")
    elif re.fullmatch(r"[-+]?\d+,\d+", written):
        written = written.replace(",", ".")
    try:
        return float(written)
    except ValueError:
        return None


def _spelled(written: str) -> float | None:
    total, current = 0, 0
    parts = re.split(r"[\s-]+", written.strip())
    for part in parts:
        if part in WORDS:
            current += WORDS[part]
        elif part in SCALES:
            current = (current or 1) * SCALES[part]
            if SCALES[part] > 100:
                total, current = total + current, 0
        elif part != "and":
            return None
    return float(total + current)
