"""What the library books: its sources and documents, its generations, and how a run of ingest went."""

from dataclasses import dataclass
from typing import Literal

from pipelines.schema import Kind

Status = Literal["ready", "refused", "duplicate"]
Change = Literal["added", "changed", "unchanged", "duplicate", "renamed", "refused", "removed"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as the catalogue knows it; its path is the key under which it is synchronised."""

    path: str
    label: str
    hash: str
    status: Status
    reason: str = ""  # why it was refused, which document it repeats, or which of its records were left out
    remedy: str = ""
    documents: int = 0
    added: str = ""  # when it was last read, ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as a list of the library shows it."""

    id: str
    title: str
    kind: Kind
    year: int | None
    pages: int | None
    passages: int
    added: str
    source: str  # path of a file that holds it


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from and with."""

    number: int
    created: str  # ISO 8601, UTC
    documents: int
    passages: int
    model: str  # name of the encoder
    fingerprint: str  # SHA-256 of the encoder's weights
    format: int = 1  # build.FORMAT at that time
    parent: int = 0  # the generation it was made from; 0 for none
    scoring: str = ""  # the settings of embeddings.scoring at that time, as JSON
    shape: str = ""  # the settings that shaped the vectors, as JSON; empty in older libraries
    splade: str = ""  # name of the SPLADE model; empty for none
    splade_fingerprint: str = ""  # SHA-256 of its weights, and the settings that shaped them
    profile: str = ""  # the profile that was on at that time; empty for none


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one file went in an ingest."""

    source: str
    change: Change
    documents: int = 0
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How an ingest went: an outcome a file, refused records too, and what was published."""

    outcomes: tuple[Outcome, ...]
    generation: int
    published: bool  # False when nothing changed
    added: int = 0  # documents
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0  # newly encoded
    seconds: float = 0.0

    @property
    def refused(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.change == "refused")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long run is: of `total` things of this stage, `done` are done; total 0 means not known yet."""

    stage: Literal["reading", "encoding", "building", "publishing", "searching", "answering", "training", "evaluating"]
    done: int
    total: int
    detail: str = ""
