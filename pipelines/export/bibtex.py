"""References as BibTeX, the quotes in `annote`, which the usual styles do not print.

`latex` makes text fit. Identifiers and addresses stand as they are, which is how the packages doi and url want them.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.export.latex import encoded
from pipelines.export.names import Name
from pipelines.export.record import Export, Work
from pipelines.export.ris import article, notes
from pipelines.schema import Kind

TYPES: dict[Kind, str] = {"trial": "article", "review": "article", "case report": "article", "guideline": "techreport"}
WORD = re.compile(r"[a-z0-9]+")
LITTLE = frozenset("a an and are as at by for from how in is of on or the to what when which with".split())
FOLDED = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
LONGEST = 24  # letters of a name or word in a key


def write(export: Export) -> str:
    """An entry for each work; a remark alone where there is none, since BibTeX passes over text between entries."""
    found = keys(export.works)
    entries = [_entry(export, work, found[work.id]) for work in export.works]
    return "\n".join(entries) if entries else "% There is no reference here.\n"


def _entry(export: Export, work: Work, key: str) -> str:
    kind = "article" if article(work) else TYPES.get(work.kind, "misc")
    holds = {"article": "journal", "techreport": "institution"}.get(kind, "howpublished")
    fields = {
        "author": " and ".join(map(_author, work.authors)),
        "title": f"{{{encoded(work.title)}}}" if work.title else "",  # else styles would write HbA1c small
        holds: encoded(work.journal),
        "year": work.year,
        "month": _month(work.published),
        "volume": encoded(work.volume),
        "number": encoded(work.issue),
        "pages": encoded(work.pages),
        "doi": verbatim(work.doi),
        "pmid": verbatim(work.pmid),
        "pmcid": verbatim(work.pmcid),
        "url": verbatim(work.url),
        "urldate": work.read if work.url else "",
        "annote": encoded(" | ".join(notes(export, work))),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{lines}}}\n"


def _author(name: Name) -> str:
    """A person as "van der Berg, Jr, J. A.", a group in braces, which keep its "and" and its commas."""
    family = encoded(name.family)
    if not name.given or re.search(r"\band\b|,", name.family, re.IGNORECASE):
        family = f"{{{family}}}"
    return ", ".join(filter(None, (family, encoded(name.suffix), encoded(name.dotted))))


def _month(published: str) -> str:
    """The month as a number: "3"."""
    return str(int(published[5:7])) if len(published) >= 7 else ""


def verbatim(text: str) -> str:
    """An identifier or address as it is, but for what would end the field or is in no address anyhow."""
    return re.sub(r"[{}\\\s]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


def keys(works: Sequence[Work]) -> dict[str, str]:
    """The key of each work by its id: "smith2022metformin".

    Where two would have the same, all of them get a few digits behind it, made from their ids: so a work has the same
    key whatever else there is and in whatever order it comes.
    """
    plain = {work.id: _key(work) for work in works}
    shared = Counter(plain.values())
    digits = 4
    while True:
        found = {id: key + (f"-{_digest(id)[:digits]}" if shared[key] > 1 else "") for id, key in plain.items()}
        if len(set(found.values())) == len(found):
            return found
        digits += 4


def _key(work: Work) -> str:
    """Family name, year and first word of the title, as far as they are known, in ASCII."""
    words = list(_words(work.title))
    family = "".join(_words(work.authors[0].family, every=True)) if work.authors and work.authors[0].given else ""
    if work.authors and not family:
        family = next(iter(_words(work.authors[0].family)), "")
    first = family[:LONGEST] or (words.pop(0) if words else "work")
    return first + "".join(WORD.findall(work.year)) + (words[0] if words else "")


def _words(text: str, every: bool = False) -> Iterator[str]:
    """The words in small ASCII letters; without the little ones unless `every`."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(FOLDED))
    for word in re.split(r"[\W_]+", "".join(char for char in plain if not unicodedata.combining(char))):
        letters = "".join(WORD.findall(word))[:LONGEST]
        if letters and (every or letters not in LITTLE):
            yield letters


def _digest(id: str) -> str:
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()
