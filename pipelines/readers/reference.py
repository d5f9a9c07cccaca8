"""Identifiers, names of authors and addresses, each in the one form that `schema.Reference` holds."""

import re

from pipelines.readers.compose import spaces
from pipelines.schema import Reference

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMCID = re.compile(r"(?:pmc)?(\d+)(?:\.\d+)?", re.IGNORECASE)
_PMID = re.compile(r"(?:pmid)?:?\s*(\d+)(?:\.\d+)?", re.IGNORECASE)  # ".0" comes from spreadsheets
_SHORT_NAME = re.compile(r"[^\W\d_][^,;]*\s[^\W\d_a-z]{1,4}")


def doi(text: str) -> str:
    """The DOI in `text` in lower case and without a resolver in front; "" where there is none."""
    match = _DOI.search(text.strip())
    return match.group().rstrip(".,;").lower() if match else ""


def pmid(text: str) -> str:
    """The digits of a PubMed id; "" where it is none."""
    match = _PMID.fullmatch(text.strip())
    return match.group(1) if match else ""


def pmcid(text: str) -> str:
    """A PubMed Central id as "PMC3113902", also from its bare digits; "" where it is none."""
    match = _PMCID.fullmatch(text.strip())
    return f"PMC{match.group(1)}" if match else ""


def pages(first: str, last: str) -> str:
    """The pages of an article from its first and last: "222-229", "e12" for one alone."""
    return f"{first}-{last}" if last and last != first else first


def person(surname: str, given: str = "", suffix: str = "") -> str:
    """An author's name as "Smith JA Jr", from the given names or from initials."""
    surname, given = spaces(surname), spaces(given)
    if given.isupper() and len(given) <= 4:
        initials = re.sub(r"[^\w]", "", given)
    else:
        initials = "".join(part[0].upper() for part in re.split(r"[\s.\-‐]+", given) if part)
    return spaces(f"{surname} {initials} {suffix}")


def authors(text: str) -> tuple[str, ...]:
    """The names in a line parted by ";" or "|", or by commas where each part reads like "Smith JA"."""
    parts = [spaces(part) for part in re.split(r"[;|]", text) if part.strip()]
    if len(parts) == 1:
        names = [spaces(part) for part in parts[0].split(",") if part.strip()]
        if all(_SHORT_NAME.fullmatch(name) for name in names):
            return tuple(names)
    return tuple(parts)


def identity(reference: Reference) -> str:
    """The id that a document takes from its identifiers: PMCID before DOI before PMID; "" without any."""
    for name, value in (("pmcid", reference.pmcid), ("doi", reference.doi), ("pmid", reference.pmid)):
        if value:
            return f"{name}:{value}"
    return ""


def address(reference: Reference) -> str:
    """Where the work is found on the web: by DOI, in PubMed Central or in PubMed; "" without identifiers."""
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    if reference.pmcid:
        return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{reference.pmcid}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/" if reference.pmid else ""
