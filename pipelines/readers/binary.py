"""Files that are no text: which kinds are refused, and what to do about them."""

from pipelines.errors import Refused
from pipelines.readers.base import File
from pipelines.readers.decode import MARKS
from pipelines.readers.safe import open_bytes, open_zip


class Foreign(Refused):
    """Content of a type that isn't read."""


class Binary(Foreign):
    """Content that is no text and of no type that is known."""


PICTURE = ("This is a picture.", "Run text recognition (OCR) on it and add the result.")
PROGRAM = ("This is a program, not a document.", "Add documents only.")
ARCHIVE = ("This is an archive.", "Unpack it and add the documents in it.")
BINARY = ("This is not a document: its content is binary.", "Add PDF, DOCX, HTML, XML, Markdown or text.")
OFFICE = ("This is an old Office file (.doc, .xls, .ppt).", "Save it as DOCX or PDF and add that.")
LOCKED = ("This document is protected by a password.", "Save a copy without it and add that.")
OLE = b"\xd0\xcf\x11\xe0"
MAGIC: tuple[tuple[tuple[bytes, ...], tuple[str, str]], ...] = (
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF"), PICTURE),
    ((b"MZ", b"\x7fELF"), PROGRAM),
    ((b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd", b"PK\x05\x06"), ARCHIVE),
)
ZIPPED = (
    ("xl/", ("This is a spreadsheet (.xlsx).", "Save the sheet as CSV and add that.")),
    ("ppt/", ("This is a presentation (.pptx).", "Save it as PDF and add that.")),
)


def refuse_binary(head: bytes) -> None:
    """Raises Foreign for content that can't be text: NUL bytes or many control characters."""
    if head[257:262] == b"ustar":
        raise Foreign(*ARCHIVE)
    if head.startswith(tuple(mark for mark, _ in MARKS)):
        return
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\v\x1b")
    if b"\0" not in head and control <= len(head) / 100 and not head.startswith((b"\x89", b"\xff\xd8", b"\xfd7z")):
        return
    if refusal := next((refusal for starts, refusal in MAGIC if head.startswith(starts)), None):
        raise Foreign(*refusal)
    if _utf16(head):
        raise Refused("The text seems to be UTF-16 without a mark that says so.", "Save it as UTF-8.")
    raise Binary(*BINARY)


def _utf16(head: bytes) -> bool:
    """Whether the bytes read as Western text in UTF-16: every other byte is NUL, and what stands between is text.

    Which it is can't be told with certainty, so such a file is not read but sent back.
    """
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        text = head.decode(encoding, "replace")
        odd = sum(char < " " and char not in "\t\n\r\f" for char in text)
        if high.count(0) > 0.6 * len(high) and odd <= len(text) / 100:
            return True
    return False


def refuse_zip(file: File) -> None:
    """Raises Foreign for a zip archive that is no Word document."""
    with open_zip(file) as archive:
        names = archive.namelist()
    if "word/document.xml" in names:
        return
    raise Foreign(*next((refusal for folder, refusal in ZIPPED if any(n.startswith(folder) for n in names)), ARCHIVE))


def refuse_ole(file: File) -> None:
    """Raises Refused for a file of an old Office; encrypted Word documents come in the same wrapping."""
    raise Refused(*(LOCKED if "EncryptedPackage".encode("utf-16-le") in open_bytes(file) else OFFICE))
