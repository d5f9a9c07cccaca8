"""Refused files that a person has put out of sight. They come back when they are read again and refused again.

library/dismissed    a digest a line: of the file's path and of when it was refused

It lies beside the generations: a list that is cleared is no new version of the library, and costs none of the old ones.
"""

from collections.abc import Iterable
from pathlib import Path

from pipelines.ledger import digest_of
from pipelines.records import Source

FILE = "dismissed"


def dismiss(library: Path, sources: Iterable[Source], known: Iterable[Source]) -> None:
    """Puts these out of sight; of those before only what is still `known` is kept in mind."""
    before = _read(library)
    keys = {_key(source) for source in sources} | {key for source in known if (key := _key(source)) in before}
    draft = library / f"{FILE}.part"
    draft.write_text("".join(f"{key}\n" for key in sorted(keys)), encoding="ascii")
    draft.replace(library / FILE)


def seen(library: Path, sources: Iterable[Source]) -> list[Source]:
    """Those that nobody has put out of sight."""
    gone = _read(library)
    return [source for source in sources if _key(source) not in gone]


def _read(library: Path) -> set[str]:
    try:
        return set((library / FILE).read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return set()


def _key(source: Source) -> str:
    return digest_of(f"{source.path}\0{source.added}\0{source.reason}")
