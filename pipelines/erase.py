"""Documents taken out so that nothing of them is left in the library's folder.

library/erasing    while that is going on: the versions up to which all have to go, and the copies of uploaded files

A document is first removed as ever. Then everything goes that could still hold it: all older versions, what a killed
run had encoded, the copy that came through the web page, questions that were kept with their answers. Killed half way,
the next writer ends it. What the person has on the disk beside the library is never touched.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import begun, questions, uploads
from pipelines.errors import LibraryBusy, NotHeld

if TYPE_CHECKING:
    from pipelines.ingest import Ingest

FILE = "erasing"


def erase(ingest: "Ingest", names: Sequence[str]) -> None:
    """Takes documents and files of these names out, and every trace of them; all older versions go with them.

    Without names only the older versions go. Raises NotHeld for a name that the current version doesn't have.
    """
    library = ingest.library
    if not library.current:
        raise NotHeld(f"The library {library.path} is empty: there is nothing to erase.")
    ingest.prune = False
    try:
        ingest.begin()
        gone = ingest.erase(names)
        _mark(library.path, library.current, gone)
        ingest.publish()
    finally:
        ingest.abort()
    try:
        with library.writing():
            pass  # which ends what was marked
    except LibraryBusy:
        pass  # then the other writer has ended it, before all else
    library.let_go()


def _mark(library: Path, until: int, gone: Iterable[str]) -> None:
    copies = sorted(path for path in gone if uploads.is_copy(library, path))
    (library / FILE).write_text(json.dumps({"until": until, "copies": copies}), encoding="utf-8")


def finish(library: Path, current: int) -> None:
    """Ends an erasure that was begun; called by each writer, while it holds the lock."""
    mark = library / FILE
    if not mark.exists():
        return
    wanted = json.loads(mark.read_text(encoding="utf-8"))
    if current > wanted["until"]:  # else it was never published, and nothing is to go
        for folder in (library / "generations").iterdir():
            if folder.name != str(current):
                shutil.rmtree(folder)
        for left in (library / "staging").iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        for copy in wanted["copies"]:
            Path(copy).unlink(missing_ok=True)
        questions.forget(library)
        begun.forget(library)
    mark.unlink()
