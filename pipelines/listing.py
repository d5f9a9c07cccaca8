"""The documents of a generation as a list to narrow and sort: made once, since a generation never changes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, get_args
from weakref import WeakKeyDictionary

from pipelines.generation import Generation
from pipelines.records import Entry
from pipelines.schema import Kind

Sort = Literal["title", "year", "added", "passages"]
State = Literal["ready", "partial", "refused"]

SORTS: tuple[Sort, ...] = get_args(Sort)
STATES: tuple[State, ...] = get_args(State)

_ORDERS: Mapping[Sort, Callable[[Entry], Any]] = {  # newest and largest first; like ones by title
    "title": lambda entry: 0,
    "year": lambda entry: -(entry.year or 0),
    "added": lambda entry: _reverse(entry.added),
    "passages": lambda entry: -entry.passages,
}


def _reverse(stamp: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in stamp)


def key(document: str) -> str:
    """A document's key in an address: a digest of its id, since an id may be a file's path."""
    return hashlib.sha256(document.encode("utf-8", "replace")).hexdigest()[:16]


class Listing:
    """All documents of one generation, and how its files went."""

    def __init__(self, generation: Generation) -> None:
        sources = generation.catalogue.sources()
        self.refused = tuple(source for source in sources if source.status == "refused")
        self.partial = tuple(source for source in sources if source.status == "ready" and source.reason)
        self.labels = {source.path: source.label for source in sources}
        entries = sorted(generation.catalogue.documents(), key=lambda entry: (entry.title.casefold(), entry.id))
        self._folded = {entry.id: entry.title.casefold() for entry in entries}
        self._sorted = {sort: sorted(entries, key=_ORDERS[sort]) for sort in SORTS}
        self._keys = {key(entry.id): entry for entry in entries}
        self._in_part = {source.path for source in self.partial}
        self.years = sorted({entry.year for entry in entries if entry.year}, reverse=True)
        kinds = Counter(entry.kind for entry in entries)
        self.kinds = tuple(sorted(kinds, key=lambda kind: (-kinds[kind], kind)))

    @property
    def entries(self) -> list[Entry]:
        """All documents, by title."""
        return self._sorted["title"]

    def named(self, key: str) -> Entry | None:
        """The document with this key."""
        return self._keys.get(key)

    def state(self, entry: Entry) -> State:
        """Whether the document's file was read whole."""
        return "partial" if entry.source in self._in_part else "ready"

    def pick(
        self,
        find: str = "",
        kinds: Collection[Kind] = (),
        year: int | None = None,
        state: State | None = None,
        sort: Sort = "title",
    ) -> list[Entry]:
        """The documents with all words of `find` in their title, and of these kinds, this year and state, sorted."""
        words = find.casefold().split()
        return [
            entry
            for entry in self._sorted[sort]
            if (not words or all(word in self._folded[entry.id] for word in words))
            and (not kinds or entry.kind in kinds)
            and (year is None or entry.year == year)
            and (state is None or self.state(entry) == state)
        ]


_made: WeakKeyDictionary[Generation, Listing] = WeakKeyDictionary()


def of(generation: Generation) -> Listing:
    """The listing of a generation; made at the first call."""
    found = _made.get(generation)
    if found is None:
        found = _made[generation] = Listing(generation)
    return found
