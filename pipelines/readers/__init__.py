"""Reading: a file becomes documents, or a refusal with its reason and remedy.

    paths -> find -> File... -> read -> Document | Refusal ...

One file a format; `READERS` says which. `safe.py` opens within limits, `decode.py` and `markup.py` parse text, XML and
HTML safely, `detect.py` tells the type by content, `compose.py` puts text together with exact offsets.
"""

import dataclasses
import json
from collections.abc import Iterator
from importlib import import_module
from typing import cast

from pipelines.errors import Refused
from pipelines.readers import detect as types
from pipelines.readers.base import File, Reader
from pipelines.readers.decode import visible
from pipelines.readers.walk import find
from pipelines.schema import Document, Refusal

__all__ = ["READERS", "find", "read", "reader"]

READERS: dict[str, str] = {  # media type: module and function in this package, imported when first needed
    types.PDF: "pdf.read",
    types.DOCX: "docx.read",
    types.HTML: "html.read",
    types.MARKDOWN: "markdown.read",
    types.TEXT: "text.read",
    types.JATS: "jats.read",
    types.PUBMED: "medline.read",
    types.MEDLINE: "medline_text.read",
    types.MEDQUAD: "medquad.read",
    types.JSONL: "tabular.read_jsonl",
    types.CSV: "tabular.read_csv",
}


def read(file: File) -> Iterator[Document | Refusal]:
    """The documents of one file, and a Refusal for each record that can't be taken.

    Raises Refused where the file can't be read, a damaged one perhaps after its first documents: a caller takes a file
    whole or not at all. No other exception comes out of a parser, so one file never ends a run.
    """
    try:
        for record in reader(types.detect(file))(file):
            yield _sound(record)
    except Refused:
        raise
    except MemoryError as error:
        raise Refused("There was not enough memory to read it.", "Close other programs.", passing=True) from error
    except Exception as error:  # a parser's own bug or a file that nobody thought of
        if isinstance(error, OSError) and error.errno is not None:  # the disk's; a damaged gzip has no number
            reason = f"The file could not be read: {error.strerror}."
            raise Refused(reason, "Check its disk, then add it again.", passing=True) from error
        raise Refused(
            f"The file could not be read: {type(error).__name__}.", "Save it in another format and add that."
        ) from error


def reader(media: str) -> Reader:
    """The reader for a media type that `detect` gives."""
    module, name = READERS[media].split(".")
    return cast(Reader, getattr(import_module(f"{__name__}.{module}"), name))


def _sound(record: Document | Refusal) -> Document | Refusal:
    """The record, invisible characters taken out of its title as they are out of its text.

    It is a Refusal for a document without text or with characters that no database stores.
    """
    if isinstance(record, Refusal):
        return record
    if not record.text.strip():
        return Refusal(record.source, "No text was found in it.", "Open it and check what it holds.")
    record = dataclasses.replace(record, title=visible(record.title) or record.source)
    try:
        json.dumps(dataclasses.asdict(record), ensure_ascii=False).encode()  # every text of it, ids and links too
    except UnicodeEncodeError:
        return Refusal(record.source, "The text has an invalid encoding.", "Save it as UTF-8.")
    return record
