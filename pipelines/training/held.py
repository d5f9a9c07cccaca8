"""What must not be trained on, because something is measured on it: told by text, however it is spaced or written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines import beir
from pipelines.training.pairs import Pair
from pipelines.words import words

ALIKE = 0.8  # share of words in common from which two texts are near-duplicates


def key(text: str) -> str:
    """What a text comes to without spacing, case and punctuation."""
    return " ".join(words(text))


def alike(one: str, other: str) -> bool:
    """Whether two texts are near-duplicates: four words of five in common (Jaccard)."""
    a, b = _terms(one), _terms(other)
    return len(a & b) >= ALIKE * len(a | b)


@lru_cache(maxsize=100_000)
def _terms(text: str) -> frozenset[str]:
    return frozenset(words(text))


@dataclass(slots=True)
class Held:
    """Questions and passages that are kept out of pairs, as anchor, positive and negative."""

    texts: set[str] = field(default_factory=set)  # keys

    def add(self, texts: Iterable[str]) -> None:
        """Keeps these out too."""
        self.texts |= {found for text in texts if (found := key(text))}

    def add_split(self, folder: Path, split: str) -> None:
        """Keeps out a split of a BEIR folder: its questions, and the passages that it judges relevant.

        A passage counts with its title and without, and so does its title alone: titles are anchors too.
        """
        tests = beir.read(folder, split)
        self.add(tests.queries.values())
        judged = {id for row in tests.qrels.values() for id in row}
        for entry in tests.corpus:
            if entry.id in judged:
                self.add((entry.title, entry.text, f"{entry.title} {entry.text}"))

    def __contains__(self, text: str) -> bool:
        return key(text) in self.texts

    def without(self, pair: Pair) -> Pair | None:
        """The pair without the negatives that are held; None where its anchor or its positive is."""
        if pair.anchor in self or pair.positive in self:
            return None
        return Pair(pair.anchor, pair.positive, tuple(text for text in pair.negatives if text not in self))
