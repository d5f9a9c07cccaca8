"""Cuts text into the words that BM25 counts, in the index and in the question alike.

txtai's tokenizer follows Unicode word boundaries and so takes IL-6, TNF-α, COVID-19 and 5-HT3 apart. Here a compound
gives its parts and, written as one, the whole: "IL-6" and "IL6" -> il, 6, il6. So IL-6, IL 6 and IL6 find each other.
Where a change here gives other terms, raise `build.FORMAT`: an index with the old ones has to be built anew.
"""

import unicodedata
from collections.abc import Set
from functools import lru_cache

import regex
import Stemmer

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip

# Function words and the words that questions are made of: all questions have them.
STOP = frozenset(
    "a an and are as at be been but by can could did do does for from had has have how i if in into is it its may me "
    "my of on or our shall should so such than that the their them then there these they this those to was we were "
    "what when where which who whom whose why will with would you your".split()
)

_GREEK = regex.compile("[αβγδεζηθκλμνξπρστφχψω]")
_HYPHENS = regex.compile(r"[\u2010-\u2015\u2212\u00ad]")
_EXPONENT = regex.compile(r"(?<=\p{Nd})(?=[⁰¹²³⁴-⁹⁺⁻])")  # "10⁶" would fold into 106
_THOUSANDS = regex.compile(r"(?<![\p{N}.,])[1-9]\d{0,2}(?:,\d{3})+(?![\p{N}]|[.,]\p{N})")
_WORD = regex.compile(
    r"\p{N}+(?:[.,]\p{N}+)+"  # 0.5
    r"|\p{L}(?:\.\p{L})+(?![\p{L}\p{N}])"  # q.d
    r"|[\p{L}\p{M}\p{N}]+(?:[-/'’][\p{L}\p{M}\p{N}]+)*"  # IL-6
)
_POSSESSIVE = regex.compile(r"['’]s$")
_JOINTS = regex.compile(r"[-/'’]")
_RUNS = regex.compile(r"[\p{L}\p{M}]+|\p{N}+")
MOST = 4  # runs of letters and digits in a word that are terms too; words of more are formulas and keys
_stemmer = Stemmer.Stemmer("english", 0)  # no cache: a cache in it is not safe between threads


def normal(text: str) -> str:
    """Lower case, compatibility forms folded, Greek letters by their names, one kind of hyphen, 1,000 as 1000."""
    text = _EXPONENT.sub("^", text)
    text = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text)).lower()
    text = _GREEK.sub(_name, text) if _GREEK.search(text) else text
    return _THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)


def _name(match: "regex.Match[str]") -> str:
    """A Greek letter's name, held off by a hyphen from letters beside it: "tnfα" -> "tnf-alpha"."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return f"{'-' if before.isalnum() else ''}{GREEK[match.group()]}{'-' if after.isalnum() else ''}"


def stem(word: str) -> str:
    """The English stem of a word of letters; words with digits stay as they are."""
    return str(_stemmer.stemWord(word)) if word.isalpha() else word


def _pieces(word: str) -> list[str]:
    """What a compound is made of: "5-ht3" of 5 and ht3, "ht3" of ht and 3; nothing for other words."""
    parts = _JOINTS.split(word)
    if len(parts) == 1 and not _dotted(word):
        parts = _RUNS.findall(word)
    return parts if len(parts) > 1 and (len(parts) <= MOST or _JOINTS.search(word)) else []


def _whole(word: str) -> str:
    """The term of a word written as one."""
    joined = _JOINTS.sub("", word)
    if _dotted(word):
        joined = joined.replace(".", "") if word[0].isalpha() else joined.replace(",", ".")
    return stem(joined)


def _dotted(word: str) -> bool:
    """Whether it is a number with a point or comma, or an abbreviation: 0.5, q.d."""
    return "." in word or "," in word


@lru_cache(maxsize=100_000)
def _terms(word: str) -> tuple[str, ...]:
    """The index terms of one word as it was matched: its stem, or a compound's parts and whole."""
    word = _POSSESSIVE.sub("", word)
    pieces = _pieces(word)
    if not pieces:
        return () if word in STOP else (_whole(word),)
    return (*(term for piece in pieces for term in _terms(piece)), _whole(word))


def words(text: str) -> list[str]:
    """The terms of `text` in order: "Does TNF-α raise IL-6?" -> tnf, alpha, tnfalpha, rais, il, 6, il6."""
    return [term for match in _WORD.findall(normal(text)) for term in _terms(match)]


def matched(question: str, terms: Set[str]) -> tuple[str, ...]:
    """The words of the question that a text of these terms holds, in its order, as written there in plain forms.

    A compound is there when its whole is or all its parts are; else those of its parts that are there.
    """
    found = (word for match in _WORD.findall(normal(question)) for word in _held(match, terms))
    return tuple(dict.fromkeys(found))


def _held(word: str, terms: Set[str]) -> list[str]:
    bare = _POSSESSIVE.sub("", word)
    pieces = [piece for piece in _pieces(bare) if _terms(piece)]
    if not _terms(bare):
        return []
    if _whole(bare) in terms:
        return [word]
    held = [_held(piece, terms) for piece in pieces]
    if pieces and all(found == [piece] for found, piece in zip(held, pieces, strict=True)):
        return [word]
    return [one for found in held for one in found]
