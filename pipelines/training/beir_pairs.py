"""Pairs of a BEIR folder's train split: each question with each of its passages, and hard negatives.

With titles in the passages, passages of other pages teach nothing: the title alone tells them apart. So negatives are
other sections of the same page, and sections of pages with like titles; by turns, as far as there are any.
"""

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, zip_longest
from math import log
from pathlib import Path

from pipelines import beir
from pipelines.errors import DataError
from pipelines.training.held import Held, alike
from pipelines.training.pairs import Pair, embedded
from pipelines.words import words

LIKE = 5  # pages with like titles that are looked at


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that may be trained on; `section` is its own id where the corpus tells no section."""

    id: str
    title: str
    text: str  # as it is embedded
    section: str


def pairs(
    folder: Path, split: str, held: Held, negatives: int = 2, titled: bool = True, seed: int = 42
) -> Iterator[Pair]:
    """The pairs of a split, those of a question one after the other.

    Left out, as positive and as negative: passages that another split judges relevant, those that the corpus counts to
    another split, and what `held` holds; and questions that another split asks too. Raises DataError where the folder
    doesn't fit, or nothing is left.
    """
    tests = beir.read(folder, split)
    others = [beir.read(folder, other) for other in beir.splits(folder) if other != split]
    for other in others:
        held.add(other.queries.values())
    judged_elsewhere = {id for other in others for row in other.qrels.values() for id in row}
    free = _free(folder, tests, judged_elsewhere, titled)
    right: dict[str, list[str]] = defaultdict(list)  # a question that is asked twice has the passages of both
    for id, question in tests.queries.items():
        right[question] += tests.qrels[id]
    miner = Miner(free, negatives, seed)
    found = (
        Pair(question, free[id].text, tuple(miner(free[id], judged)))
        for question, judged in right.items()
        for id in dict.fromkeys(judged)
        if id in free
    )
    number = 0
    for pair in filter(None, map(held.without, found)):
        number += 1
        yield pair
    if not number:
        raise DataError(f"{folder}, {split}, gives no pair: all its questions or passages are held out.")


def _free(folder: Path, tests: beir.TestSet, judged: set[str], titled: bool) -> dict[str, Passage]:
    """The passages that may be trained on, by id: not those judged elsewhere, nor those of another split."""
    told = beir.further(folder, "section", "split")
    return {
        entry.id: Passage(
            entry.id,
            entry.title,
            embedded(entry.title if titled else "", entry.text),
            told[entry.id][0] or entry.id,
        )
        for entry in tests.corpus
        if entry.id not in judged and told[entry.id][1] in ("", tests.split) and entry.text.strip()
    }


class Miner:
    """Finds what looks like an answer and isn't; the same for the same passages and seed."""

    def __init__(self, passages: dict[str, Passage], most: int, seed: int) -> None:
        self._most = most
        self._lot = random.Random(seed)
        self._all = passages
        self._pages: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages.values():
            self._pages[passage.title].append(passage)
        self._titles = Titles([title for title in self._pages if title])

    def __call__(self, positive: Passage, right: Collection[str]) -> list[str]:
        """So many negatives, as texts, for a question to which the passages `right` are right."""
        if not self._most:
            return []
        answered = {passage.section for id in right if (passage := self._all.get(id))}
        same = [one for one in self._pages[positive.title] if positive.title and one.section not in answered]
        like = [one for title in self._titles.like(positive.title) for one in self._pages[title]]
        turns = chain.from_iterable(zip_longest(self._shuffled(same), self._shuffled(like)))
        return list(self._chosen(positive, turns, set(right)))

    def _shuffled(self, passages: list[Passage]) -> list[Passage]:
        return self._lot.sample(passages, len(passages))

    def _chosen(self, positive: Passage, turns: Iterable[Passage | None], right: set[str]) -> Iterator[str]:
        """The first that are neither right nor nearly the same as the positive or one another."""
        taken: list[str] = []
        known = [self._all[id].text for id in right if id in self._all]
        for one in turns:
            if len(taken) == self._most:
                return
            if one and one.id not in right and not any(alike(one.text, text) for text in [*known, *taken]):
                taken.append(one.text)
                yield one.text


class Titles:
    """Tells which titles are like which: by the words that they share, rare ones first."""

    def __init__(self, titles: list[str]) -> None:
        self._words = {title: frozenset(words(title)) for title in titles}
        self._with: dict[str, list[str]] = defaultdict(list)
        for title, terms in self._words.items():
            for term in terms:
                self._with[term].append(title)
        self._known: dict[str, list[str]] = {}

    def like(self, title: str) -> list[str]:
        """The titles most like this one, itself left out, at most LIKE."""
        if title not in self._known:
            shares: dict[str, float] = defaultdict(float)
            for term in sorted(self._words.get(title, ())):
                weight = log(1 + len(self._words) / len(self._with[term]))
                for other in self._with[term]:
                    shares[other] += weight / (1 + len(self._words[other]))
            shares.pop(title, None)
            self._known[title] = nlargest(LIKE, shares, key=lambda other: (shares[other], other))
        return self._known[title]
