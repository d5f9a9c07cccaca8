"""How a cross-encoder moved a passage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reranked:
    """A passage's place before the reranker came, its place by the reranker alone, and what it scored there."""

    before: int  # rank in the search, from 1
    rank: int  # by the cross-encoder, from 1, among those that it read
    score: float  # its logit: the higher, the better the passage answers; of no fixed scale
