"""The file behind a document of the library, as it was when it was read: nothing else is ever opened."""

import hashlib
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.errors import Refused
from pipelines.ledger import SHA
from pipelines.pages.picture import CHANGED, GONE, NO_PAGES, Unshown
from pipelines.readers.base import File, Limits
from pipelines.readers.safe import check, unpacked

MARK = b"%PDF-"
FRONT = 1024  # bytes in which a PDF has its mark


def name(catalogue: Catalogue, document: str) -> str:
    """The name of a document's file, without its folders."""
    return next((Path(path).name for path in catalogue.holders(document)), document)


def pdf(catalogue: Catalogue, document: str, limits: Limits) -> tuple[File, bytes]:
    """The PDF that a document was read from, and its content.

    Raises Unshown where it is gone, has changed since, or is no PDF. The path comes from the catalogue alone, and the
    content has to be what was read, by its SHA-256.
    """
    reason = GONE.format(name=name(catalogue, document))
    for path in catalogue.holders(document):
        source = catalogue.source(path)
        file = File(Path(path), Path(path).name, limits)
        try:
            check(file)
            data = file.path.read_bytes()
        except (Refused, OSError):
            continue
        if source is None or hashlib.sha256(data).hexdigest() != source.hash[:SHA]:
            reason = CHANGED.format(name=file.label)
            continue
        data = _unpacked(data, limits)
        if MARK not in data[:FRONT]:
            raise Unshown(NO_PAGES)
        return file, data
    raise Unshown(reason)


def _unpacked(data: bytes, limits: Limits) -> bytes:
    try:
        return unpacked(data, limits)
    except Refused as error:
        raise Unshown(str(error)) from None
