"""What sets the versions of a library apart: which documents one holds and the other doesn't."""

import sqlite3
from collections.abc import Set
from contextlib import closing
from dataclasses import dataclass

from pipelines.catalogue import Catalogue
from pipelines.errors import NotHeld
from pipelines.library import Library


@dataclass(frozen=True, slots=True)
class Apart:
    """What going to another version does to the documents."""

    lost: int  # that will not be found any more
    back: int  # that will be found again


def apart(library: Library, number: int) -> Apart:
    """What going from the current version to `number` does; raises NotHeld where that one can't be read."""
    now, then = _ids(library, library.current), _ids(library, number)
    return Apart(len(now - then), len(then - now))


def _ids(library: Library, number: int) -> Set[str]:
    try:
        with closing(Catalogue(library.folder(number) / "catalogue.db")) as catalogue:
            return {entry.id for entry in catalogue.documents()}
    except sqlite3.Error as error:
        raise NotHeld(f"Version {number} of the library can't be read. Choose another one.") from error
