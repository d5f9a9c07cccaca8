"""Authors' names: read from the one form in which the library holds them, written as each format wants them."""

from dataclasses import dataclass

import regex

from pipelines.export.text import line

SUFFIXES = {"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "2nd", "3rd", "4th"}
COUNTRIES = {"UK", "USA"}  # "Diabetes UK": no initials
GROUP = regex.compile(
    r"\b(?:academy|agency|alliance|association|authority|board|cent(?:er|re)|collaborat\w+|college|commission|"
    r"committee|consorti\w+|council|department|federation|foundation|group|hospital|initiative|institut\w+|"
    r"investigators|ministry|network|organi[sz]ation|panel|service|society|task force|team|trialists|trust|"
    r"university|workgroup|working party)\b",
    regex.IGNORECASE,
)
_INITIALS = regex.compile(r"(?:\p{Lu}\.?[-‐]?){1,4}")
_PARTICLES = {"van", "von", "de", "der", "den", "di", "da", "la", "le", "del", "dos", "du", "ten", "ter"}


@dataclass(frozen=True, slots=True)
class Name:
    """A person by family and given name, or a group, whose whole name stands in `family`."""

    family: str
    given: str = ""  # "JA", "J-P" or "Jane Alice"; empty for a group, and where nobody can tell
    suffix: str = ""

    @property
    def dotted(self) -> str:
        """The given names; initials with a full stop and a space each: "J. A.", "J.-P."."""
        if not _INITIALS.fullmatch(self.given):
            return self.given
        bare = self.given.replace(".", "")
        return regex.sub(r"(\p{Lu})(?=\p{Lu})", r"\1. ", regex.sub(r"(\p{Lu})(?=[-‐]|$)", r"\1.", bare))

    @property
    def initials(self) -> str:
        """The initials without stops: "JA", "JP"."""
        if _INITIALS.fullmatch(self.given):
            return regex.sub(r"[^\p{Lu}]", "", self.given)
        return "".join(part[0] for part in regex.split(r"[\s.\-‐]+", self.given) if part and part[0].isupper())

    @property
    def inverted(self) -> str:
        """As RIS wants it: "Smith, J. A., Jr"; a group as it calls itself."""
        return ", ".join(filter(None, (self.family, self.dotted, self.suffix)))

    @property
    def short(self) -> str:
        """As the NLM writes it: "Smith JA Jr"; a group as it calls itself."""
        return " ".join(filter(None, (self.family, self.initials, self.suffix)))


def name_of(text: str) -> Name:
    """The name in `text`; where nobody can tell family and given name apart, the whole is the family name.

    >>> name_of("van der Berg JA Jr")
    Name(family='van der Berg', given='JA', suffix='Jr')
    >>> name_of("World Health Organization")
    Name(family='World Health Organization', given='', suffix='')
    """
    text = line(text)
    if GROUP.search(text):
        return Name(text)
    return _inverted(text) if "," in text else _short(text)


def _short(text: str) -> Name:
    """A name as PubMed writes it: "Smith JA", "Smith JA Jr"."""
    words = text.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in SUFFIXES else ""
    if len(words) > 1 and _INITIALS.fullmatch(words[-1]) and words[-1] not in COUNTRIES:
        return Name(" ".join(words[:-1]), words[-1], suffix)
    return Name(text)


def _inverted(text: str) -> Name:
    """A name with commas: "Smith, Jane", "Smith, Jane, Jr"."""
    parts = [part.strip() for part in text.split(",")]
    suffix = parts.pop(next(i for i, part in enumerate(parts) if part in SUFFIXES)) if set(parts) & SUFFIXES else ""
    if len(parts) != 2 or not all(parts):
        return Name(text)
    named = all(word[0].isupper() or word in _PARTICLES for word in parts[1].split())
    return Name(parts[0], parts[1], suffix) if named and len(parts[1].split()) <= 4 else Name(text)
