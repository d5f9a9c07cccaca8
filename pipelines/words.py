"""Cuts text into the words that BM25 counts, in the index and in the question alike.

txtai's tokenizer follows Unicode word boundaries and so takes IL-6, TNF-α, COVID-19 and 5-HT3 apart. Here a compound
gives its parts and, written as one, the whole: "IL-6" -> il6, il, 6. So IL-6, IL 6 and IL6 find each other.
"""

import unicodedata
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
_WORD = regex.compile(r"\p{N}+(?:[.,]\p{N}+)+(?![\p{L}\p{N}])|[\p{L}\p{M}\p{N}]+(?:[-/'’][\p{L}\p{M}\p{N}]+)*")
_JOINTS = regex.compile(r"[-/'’]")
_stemmer = Stemmer.Stemmer("english", 0)  # no cache: a cache in it is not safe between threads


def normal(text: str) -> str:
    """Lower case, compatibility forms folded, Greek letters by their names, one kind of hyphen."""
    text = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text)).lower()
    return _GREEK.sub(_name, text) if _GREEK.search(text) else text


def _name(match: "regex.Match[str]") -> str:
    """A Greek letter's name, held off by a hyphen from letters beside it: "tnfα" -> "tnf-alpha"."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return f"{'-' if before.isalnum() else ''}{GREEK[match.group()]}{'-' if after.isalnum() else ''}"


@lru_cache(maxsize=100_000)
def _terms(word: str) -> tuple[str, ...]:
    """The index terms of one word as it was matched: its stem, or a compound's parts and whole."""
    parts = [part for part in _JOINTS.split(word) if part != "s"]
    stems = [stem(part) for part in parts if part not in STOP]
    return (*stems, "".join(parts)) if len(parts) > 1 else tuple(stems)


def stem(word: str) -> str:
    """The English stem of a word of letters; words with digits stay as they are."""
    return str(_stemmer.stemWord(word)) if word.isalpha() else word


def words(text: str) -> list[str]:
    """The terms of `text` in order: "Does TNF-α raise IL-6?" -> tnf, alpha, tnfalpha, rais, il, 6, il6."""
    return [term for match in _WORD.findall(normal(text)) for term in _terms(match)]


def surfaces(text: str) -> dict[str, str]:
    """Each term of `text` with the word it came from, as written there (Greek and hyphens in their plain forms)."""
    return {term: match for match in _WORD.findall(normal(text)) for term in _terms(match)}
