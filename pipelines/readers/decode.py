"""Bytes to text: UTF-8, UTF-16 with its mark, a declared charset, or Windows-1252 where that makes sense.

Text that fits none of these is refused: a wrongly decoded dose or unit is worse than a missing file.
"""

import codecs
import re
import unicodedata

import regex

from pipelines.errors import Refused
from pipelines.readers.base import File
from pipelines.readers.safe import open_bytes

MARKS = (  # UTF-32 before UTF-16: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"""<(?:\?xml[^>]*\bencoding|meta[^>]*\bcharset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
PLAIN = ("ascii", "iso8859", "cp125", "koi8", "gb", "big5", "shift_jis", "euc", "mac-roman")  # no utf-7, no escapes
# Scripts in which a joiner says how the letters around it are written: Persian, Hindi, Malayalam and others.
JOINED = (
    "Arabic Syriac Nko Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala "
    "Khmer Myanmar Tibetan"
).split()
_LETTER = "|".join(rf"\p{{Script={script}}}" for script in JOINED)
INVISIBLE = regex.compile(
    rf"(?!(?<={_LETTER})[\u200c\u200d])"  # a joiner behind such a letter stays
    r"(?!(?<=\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d\p{Extended_Pictographic})"  # so in emoji
    r"[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]"
)
HIGH = 0.12  # the most a Western text has of letters outside ASCII; French has about 0.04


def text(file: File) -> str:
    """The file's text, line ends as "\\n". Raises Refused as `open_bytes` and `decode` do."""
    return decode(open_bytes(file)).replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes) -> str:
    """The text in `data`. Raises Refused("... invalid encoding ...") where no encoding fits."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if name := declared(data):
        return _strict(data, name)
    if _western(data):
        return data.decode("cp1252")
    raise invalid()


def declared(data: bytes) -> str:
    """The charset that an XML declaration or an HTML meta element names; empty when none, or none that is safe."""
    found = DECLARED.search(data[:4096])
    if not found:
        return ""
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return ""
    if name == "iso8859-1":  # browsers and publishers mean Windows' superset of it
        return "cp1252"
    return name if name == "utf-8" or name.startswith(PLAIN) else ""


def invalid() -> Refused:
    """The refusal for bytes that are no text in any encoding we trust."""
    return Refused("The text has an invalid encoding.", "Save it as UTF-8.")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise invalid() from None


def _western(data: bytes) -> bool:
    """Whether the bytes read well as Windows-1252: no broken UTF-8, no control characters, few accented letters."""
    if re.search(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\x00-\x08\x0e-\x1f\x7f]", data):
        return False
    try:
        decoded = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = sum(1 for char in decoded if char > "\x7f")
    odd = sum(1 for char in decoded if char > "\x7f" and unicodedata.category(char)[0] not in "LPZNS")
    return not odd and high <= max(2, HIGH * len(decoded))


def visible(text: str) -> str:
    """The text without what a reader of the page doesn't see.

    These are zero-width, direction and control characters, Unicode tags, variation selectors and fillers: with them a
    text can say to a program what no person reads. Joiners stay where a script or an emoji is written with them.
    """
    return INVISIBLE.sub("", text)
