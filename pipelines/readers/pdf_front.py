"""What a PDF's first pages tell about the work: title, authors, journal, year, identifiers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.readers import reference
from pipelines.readers.boilerplate import prose
from pipelines.readers.dates import read_date
from pipelines.readers.hyphen import Joiner
from pipelines.readers.pdf_line import Line
from pipelines.readers.pdf_shape import Page
from pipelines.schema import Reference

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;)\]]")
PMID = re.compile(r"\bPMID:?\s*(\d{6,9})\b")
PMCID = re.compile(r"\bPMC\d{5,9}\b")
YEAR = r"(?:19|20)\d\d"
# "Okely et al. Int J Behav (2017) 14:81", "BMJ Open 2016;6:e012335", "J Med Internet Res 2011 | vol. 13"
HEAD = re.compile(
    rf"(?:^.*\bal\.?,? |^)([A-Z][A-Za-z&:,.\- ]{{3,80}}?)[,.]?\s*\(?\b({YEAR})\)?"
    r"(?:[;:|]|, ?[A-Z]?\d|\s*\|| \d{1,3}[:(,]| [A-Z]?\d)"
)
DATED = re.compile(rf"(?:published|printed|accepted|©|\(c\)|copyright)[^\n]{{0,60}}?\b({YEAR})\b", re.I)
PARTICLES = {"van", "von", "de", "der", "den", "di", "da", "la", "le", "del", "dos", "el", "al", "bin", "ten", "ter"}
DEGREES = re.compile(
    r"\b(?:MD|PhD|MSc|MPH|BSc|MA|MBBS|FRCP|RN|DrPH|ScD|MBA|DPhil|FRCGP|Prof|Dr|MBChB|PharmD)\b\.?", re.I
)
JUNK = re.compile(
    r"untitled|microsoft word|\.(?:docx?|indd|qxd|tex|dvi|pdf|fm|rtf)\b|^\S*$|\d\.\.|^article|powerpoint", re.I
)
LARGER = 0.6  # points by which a title is larger than the text


@dataclass(frozen=True, slots=True)
class Front:
    """What was found; `lines` are the ids of the lines that the title and the authors took."""

    title: str = ""
    reference: Reference = field(default_factory=Reference)
    published: str = ""
    label: str = ""  # the kind of paper as printed: "RESEARCH ARTICLE", "STUDY PROTOCOL"
    lines: frozenset[int] = frozenset()


def front(
    page: Page,
    lines: Sequence[Line],
    heads: Sequence[str],
    cited: Sequence[str],
    size: float,
    metadata: Mapping[str, str],
    joiner: Joiner,
) -> Front:
    """Title and reference from the first page's lines, the running heads of all pages and the file's metadata.

    `cited` are texts that tell how to cite the work, `size` is the font size of the document's prose.
    """
    own = metadata.get("Title", "").strip()
    printed = _largest([line for line in lines if line.y < 0.7 * page.height], size)
    title = joiner.mend(" ".join(line.text for line in printed))
    if not title or (_plain(own) == _plain(title) and not JUNK.search(own)):
        title = "" if JUNK.search(own) else own
    taken = {id(line) for line in printed}
    authors: tuple[str, ...] = ()
    if printed:
        below = _below(lines, printed, size)
        authors = _authors(" ".join(line.text for line in below))
        taken |= {id(line) for line in below} if authors else set()
    text = "\n".join(_telling(lines, size))
    subject = metadata.get("Subject", "")
    journal, year = _journal(subject, [*heads, *text.split("\n")])
    ids = Reference(
        authors=authors,
        journal=journal,
        pmid=match.group(1) if (match := PMID.search(text)) else "",
        pmcid=match.group() if (match := PMCID.search(text)) else "",
        doi=_doi([subject, *heads, text.replace("-\n", "-"), *cited]),
    )
    label = " ".join(line.text for line in lines if line.text.isupper() and len(line.text) < 30 and line.y < 150)
    return Front(title, ids, year or _dated("\n".join(line.text for line in lines)), label, frozenset(taken))


def _telling(lines: Sequence[Line], size: float) -> list[str]:
    """The first page's lines that may tell about the work: not prose, which names other works, nor what ends it."""
    said: list[Line] = []
    found: list[str] = []
    for line in lines:
        goes_on = any(
            abs(line.x0 - above.x0) < 40 and 0 < line.y - above.y < 1.6 * size and above.text[-1] not in ".!?"
            for above in said
        )
        if (goes_on or prose(line.text)) and (abs(line.size - size) < 0.3 or len(line.words) > 8):
            said.append(line)
        else:
            found.append(line.text)
    return found


def citations(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Texts that tell how to cite the work: "doi:" right at the top of the second page, "Cite this article as ..."."""
    found = [
        "\n".join(line.text for line in page[:6] if re.search(r"\bdoi:?\s*10\.", line.text)) for page in pages[1:2]
    ]
    for page in pages:
        for start in page:
            if re.match(r"(?:please )?cite (?:this|as)\b", start.text, re.I):
                near = [line for line in page if abs(line.x0 - start.x0) < 6 and -15 < line.y - start.y < 70]
                found.append("\n".join(line.text for line in near))
    return found


def _largest(lines: Sequence[Line], size: float) -> list[Line]:
    """The lines in the largest print that reads like a title: at least three words."""
    for largest in sorted({line.size for line in lines}, reverse=True):
        if largest < size + LARGER:
            return []
        start = next(line for line in lines if line.size == largest)
        title: list[Line] = []
        for line in lines:
            near = not title or 0 <= line.y - title[-1].y < 1.7 * largest
            if abs(line.size - largest) <= 0.5 and line.y >= start.y - 1 and near:
                title.append(line)
        if sum(len(line.words) for line in title) >= 3 and sum(len(line.text) for line in title) >= 12:
            return title
    return []


def _below(lines: Sequence[Line], title: Sequence[Line], size: float) -> list[Line]:
    """The lines right below the title, in one size: the authors'."""
    last = title[-1]
    found: list[Line] = []
    for line in sorted(lines, key=lambda line: line.y):
        if line.y <= last.y + 1 or line.x1 < last.x0 - 5 or line.size >= last.size:
            continue
        if found and (abs(line.size - found[0].size) > 0.3 or line.y - found[-1].y > 1.8 * line.size):
            break
        if not found and line.y - last.y > 5 * last.size:
            break
        found.append(line)
    return found if found and found[0].size >= size - 2 else []


def _authors(text: str) -> tuple[str, ...]:
    """Names in a line of authors as "Smith JA"; none where most parts don't look like names."""
    text = re.sub(r"[⁰¹²³⁴-⁹*†‡§¶✉]|\d", " ", DEGREES.sub("", text))
    parts = [" ".join(part.split()) for part in re.split(r",|;|·|•|\||\band\b|&", text)]
    parts = [part for part in parts if part]
    names = [name for part in parts if (name := _person(part))]
    return tuple(names) if parts and len(names) >= 0.8 * len(parts) and len(parts) < 80 else ()


def _person(text: str) -> str:
    """A printed name as "Smith JA"; empty where it is none."""
    words = text.replace(".", ". ").split()
    capital = all(word[0].isupper() or word.lower() in PARTICLES for word in words)
    if (
        not 2 <= len(words) <= 6
        or not capital
        or any(len(word) > 25 or (word.isupper() and len(word) > 4) for word in words)
    ):
        return ""
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in PARTICLES:
        at -= 1
    return reference.person(" ".join(words[at:]), " ".join(words[:at]).replace(".", ""))


def _journal(subject: str, lines: Sequence[str]) -> tuple[str, str]:
    """Journal and year from the metadata's subject or a running head; empty strings where none tells."""
    if match := re.match(rf"([A-Z][^,]{{3,80}}), (?:({YEAR}), )?(?:doi:|https?://doi)", subject):
        found = next((head for line in lines if (head := HEAD.search(line))), None)
        return match.group(1), match.group(2) or (found.group(2) if found else "")
    for line in lines:
        if (match := HEAD.search(line)) and not re.search(r"received|accepted|revised|from|published", line, re.I):
            return match.group(1).strip(" ,"), match.group(2)
    return "", ""


def _doi(texts: Sequence[str]) -> str:
    for text in texts:
        found = [match.group() for match in DOI.finditer(text)]
        if found:
            return reference.doi(found[0])
    return ""


def _dated(text: str) -> str:
    match = DATED.search(text)
    return read_date(match.group(1)) if match else ""


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
