"""Which pairs go through the model together, and never two of which one answers the other's question.

In a batch each text counts as wrong for every other pair's anchor, so no batch holds an anchor twice, nor any text that
is known to be right for another anchor of it. Beside that, batches are one of two:

length   texts of like length: padding to the longest text of a batch is most of the work wasted on a CPU
titles   passages of the same page, and of pages with like titles: each is a hard negative of the others, and none has
         to be encoded besides; for files of which most passages share their first line, the title, with another
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from sentence_transformers.base.sampler import DefaultBatchSampler

from pipelines.training.pairs import Pair
from pipelines.training.recipes import Batches
from pipelines.words import words

POOL = 40  # batches whose pairs are sorted by length together; less mixes more, and pads more
CHARACTERS = 5  # of a token, about


@dataclass(slots=True)
class _Batch:
    """A batch that is being filled."""

    rows: list[int] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    right: set[str] = field(default_factory=set)  # every text known to be right for one of the anchors

    def takes(self, pair: Pair, right: set[str]) -> bool:
        texts = {pair.positive, *pair.negatives}
        return pair.anchor not in self.anchors and not texts & self.right and not right & self.texts

    def add(self, row: int, pair: Pair, right: set[str]) -> None:
        self.rows.append(row)
        self.anchors.add(pair.anchor)
        self.texts |= {pair.positive, *pair.negatives}
        self.right |= right


class Plan:
    """The batches of each epoch, the same for the same pairs and seed.

    An epoch takes one row of each anchor, in later epochs another, so that an anchor with forty passages counts like
    one with a single passage. `len(plan)` is the same for every epoch; a pair that fits into no batch is left out.
    """

    def __init__(self, pairs: Sequence[Pair], batch: int, tokens: int, seed: int, batches: Batches = "length") -> None:
        self.pairs = pairs
        self.batch = batch
        self._seed = seed
        self._rows: dict[str, list[int]] = {}
        self._right: dict[str, set[str]] = {}
        for row, pair in enumerate(pairs):
            self._rows.setdefault(pair.anchor, []).append(row)
            self._right.setdefault(pair.anchor, set()).add(pair.positive)
        longest = [max(map(len, (pair.positive, *pair.negatives))) for pair in pairs]
        self._lengths = np.minimum(longest, tokens * CHARACTERS)
        self._titles = neighbours([pair.positive for pair in pairs]) if batches == "titles" else None

    def __len__(self) -> int:
        return -(-len(self._rows) // self.batch)

    def epoch(self, number: int) -> list[list[int]]:
        """The rows of each batch, in the order in which they are trained on."""
        random = np.random.default_rng((self._seed, number))
        chosen = [rows[(number + start) % len(rows)] for start, rows in enumerate(self._rows.values())]
        chosen = [chosen[place] for place in random.permutation(len(chosen))]
        if self._titles is not None:
            chosen.sort(key=self._titles.__getitem__)
        batches: list[list[int]] = []
        waiting: list[int] = []
        for first in range(0, len(chosen), POOL * self.batch):
            pool = [*waiting, *chosen[first : first + POOL * self.batch]]
            count = min(POOL, len(self) - len(batches))
            if self._titles is None:
                pool.sort(key=lambda row: (self._lengths[row], row))
            filled, waiting = self._fill(pool, count)
            batches += filled
        return [batches[place] for place in random.permutation(len(batches))]

    def _fill(self, rows: Sequence[int], count: int) -> tuple[list[list[int]], list[int]]:
        """So many batches of rows that get along, and the rows that found no place."""
        batches = [_Batch() for _ in range(count)]
        left: list[int] = []
        first = 0  # batches before it are full
        for row in rows:
            pair = self.pairs[row]
            right = self._right[pair.anchor]
            while first < count and len(batches[first].rows) == self.batch:
                first += 1
            place = next((b for b in batches[first:] if len(b.rows) < self.batch and b.takes(pair, right)), None)
            if place is None:
                left.append(row)
            else:
                place.add(row, pair, right)
        return [batch.rows for batch in batches], left


def neighbours(passages: Sequence[str]) -> list[tuple[str, str]] | None:
    """A key for each passage by which those of one title stand together, and like titles beside each other.

    The title is the passage's first line; like are those that share their rarest word. None where most passages share
    their first line with no other: it is no title then.
    """
    titles = [passage.partition("\n")[0].strip().lower() for passage in passages]
    held = Counter(titles)
    if 2 * sum(number for number in held.values() if number > 1) < len(titles):
        return None
    terms = {title: set(words(title)) for title in held}
    spread = Counter(term for found in terms.values() for term in found)

    def key(title: str) -> tuple[str, str]:
        shared = [(spread[term], term) for term in terms[title] if spread[term] > 1]
        return (min(shared)[1] if shared else title, title)

    keys = {title: key(title) for title in held}
    return [keys[title] for title in titles]


class PlannedBatches(DefaultBatchSampler):
    """A Plan as sentence-transformers' trainer asks for batches."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(range(len(plan.pairs)), batch_size=plan.batch, drop_last=False)
        self._plan = plan

    def __iter__(self) -> Iterator[list[int]]:
        yield from self._plan.epoch(self.epoch)

    def __len__(self) -> int:
        return len(self._plan)
