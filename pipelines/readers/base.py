"""What a reader gets, what it gives, and the limits that keep a bad file from doing harm."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.schema import Document, Refusal

MEGABYTE = 1_000_000

Columns = Mapping[str, str | Sequence[str]]  # our field to a file's own name for it, or to those of several files


def text_of(path: str | Path) -> str:
    """A path as text that can be stored and shown, also where its bytes are none: "M\\xfcller.txt"."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; anything over them is refused with a reason."""

    file_mb: int = 100  # size on disk
    unpacked_mb: int = 1_000  # size after gzip or zip, against bombs


@dataclass(frozen=True, slots=True)
class File:
    """One file to read.

    `label` is what the person sees and what path-based ids are made of: the path below the folder that was named,
    with that folder's own name in front ("samples/cardiology/af.md"). `columns` maps our fields to a CSV's or JSONL's
    own names: {"title": "heading", "text": "body", "id": "key", "url": "link", "published": "date", "kind": "type"}.
    """

    path: Path
    label: str
    limits: Limits = field(default_factory=Limits)
    columns: Columns = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The file's own name without its suffix, as text: a title where there is no better one."""
        return text_of(self.path.stem)


Reader = Callable[[File], Iterator[Document | Refusal]]
"""A reader yields a file's documents, and a Refusal for each record of it that it can't take.

It raises `Refused` where the whole file can't be read. Document.source is `file.label` in every document.
"""
