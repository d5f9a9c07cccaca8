"""The file that a document was read from, while it lies where it was and is what was read."""

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.ledger import SHA


def found(catalogue: Catalogue, document: str) -> Path | None:
    """The first file that holds the document and is as it was when it was read, by its SHA-256; None without any."""
    for path in catalogue.holders(document):
        source = catalogue.source(path)
        with suppress(OSError):
            state = Path(path).stat()
            if source and _sha256(path, state.st_mtime_ns, state.st_size) == source.hash[:SHA]:
                return Path(path)
    return None


@lru_cache(maxsize=64)
def _sha256(path: str, changed: int, size: int) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
