"""Where text stands on the pages of a PDF, and how the catalogue keeps it."""

import dataclasses
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

FIELDS = "<4i"  # start, end, page, at


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of a PDF's text stands: `text[start:end]` is that page's characters from `at` on, one for one.

    `at` counts PDFium's characters of the page from 0. White space in the run may be another character there.
    """

    start: int
    end: int
    page: int  # from 1
    at: int


def pack(places: Sequence[Place]) -> bytes:
    """Places as compressed numbers."""
    return zlib.compress(b"".join(struct.pack(FIELDS, *dataclasses.astuple(place)) for place in places))


def unpack(data: bytes) -> tuple[Place, ...]:
    """The places that `pack` was given."""
    return tuple(Place(*numbers) for numbers in struct.iter_unpack(FIELDS, zlib.decompress(data)))
