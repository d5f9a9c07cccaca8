"""How SPLADE found a passage: by its own words and by others that the model has added to question and passage."""

from dataclasses import dataclass
from typing import Literal, get_args

Sparse = Literal["bm25", "splade"]
SPARSES: tuple[Sparse, ...] = get_args(Sparse)


@dataclass(frozen=True, slots=True)
class Term:
    """A word by which SPLADE finds a passage; where it isn't in a text itself, the model has added it."""

    word: str  # of the model's vocabulary
    question: float  # its weight in the question
    passage: float  # its weight in the passage; the two multiplied are its part of the score
    in_question: bool
    in_passage: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """A passage's place in the search by SPLADE."""

    rank: int | None  # from 1; None where the two have no word in common
    score: float
    terms: tuple[Term, ...]  # those that add most to the score, the first twenty
