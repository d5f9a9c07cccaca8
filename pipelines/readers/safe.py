"""Opens a file within its limits: size, gzip and zip bombs, truncation. Parsing of XML and HTML stands in `markup.py`.

Every reader gets its bytes here, so that the limits hold for all formats.
"""

import gzip
import io
import stat
import zipfile
import zlib
from typing import BinaryIO

from pipelines.errors import Refused
from pipelines.readers.base import MEGABYTE, File, Limits

GZIP = b"\x1f\x8b"
RATIO = 200  # unpacked to packed; MEDLINE's XML comes to about 10
FREE = 10 * MEGABYTE  # so much may always be unpacked, whatever the ratio

EMPTY = Refused("The file is empty.", "Save it again or remove it.")
CUT = Refused("The file is cut short: its compressed data ends too early.", "Fetch it again.")
BAD = Refused("The file's compressed data is damaged.", "Fetch it again.")


def again(error: Refused) -> Refused:
    """A fresh copy of one of the refusals above; an exception that is raised twice would keep its old traceback."""
    return Refused(error.reason, error.remedy)


def open_stream(file: File) -> BinaryIO:
    """The file's bytes as a stream, unpacked when it is gzip by its first bytes.

    Raises Refused for a file that is empty, too large, unreadable or no plain file; reading from the stream raises
    Refused for a gzip bomb and for truncated or damaged gzip.
    """
    size = check(file)
    try:
        raw = open(file.path, "rb")  # noqa: SIM115  handed on to the caller
    except OSError as error:
        raise Refused(f"The file can't be opened: {error.strerror}.", "Check its permissions.", True) from None
    if raw.read(2) != GZIP:
        raw.seek(0)
        return raw
    raw.seek(0)
    return io.BufferedReader(_Unpacked(raw, size, file.limits.unpacked_mb * MEGABYTE), 1 << 16)


def open_bytes(file: File) -> bytes:
    """All bytes of the file, unpacked when it is gzip. Raises Refused as `open_stream` does."""
    with open_stream(file) as stream:
        data = stream.read()
    if not data:
        raise again(EMPTY)
    return data


def unpacked(data: bytes, limits: Limits) -> bytes:
    """The content of a file that was read, unpacked when it is gzip. Raises Refused as `open_stream` does."""
    if not data.startswith(GZIP):
        return data
    with io.BufferedReader(_Unpacked(io.BytesIO(data), len(data), limits.unpacked_mb * MEGABYTE), 1 << 16) as stream:
        return stream.read()


def open_zip(file: File) -> zipfile.ZipFile:
    """The file as a zip archive whose members together stay within the limits.

    zipfile reads no more of a member than its directory entry declares, so the declared sizes can be trusted here.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(open_bytes(file)))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("The file is cut short or damaged: it is no whole zip archive.", "Fetch it again.") from None
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Refused("The file is protected by a password.", "Save a copy without it and add that.")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    _bound(unpacked, packed, file.limits.unpacked_mb * MEGABYTE)
    return archive


def check(file: File) -> int:
    """The size on disk in bytes. Raises Refused unless the file is there, plain, not empty and within the limit."""
    try:
        status = file.path.stat()
    except OSError as error:
        raise Refused(f"The file can't be opened: {error.strerror}.", "Check its permissions.", True) from None
    if not stat.S_ISREG(status.st_mode):
        raise Refused("This is not a plain file.", "Add files and folders only.")
    if not status.st_size:
        raise again(EMPTY)
    if status.st_size > file.limits.file_mb * MEGABYTE:
        raise Refused(
            f"The file has {status.st_size / MEGABYTE:.0f} MB, more than the limit of {file.limits.file_mb} MB.",
            "Split it, or raise the limit in config.yml.",
        )
    return status.st_size


def _bound(unpacked: int, packed: int, most: int) -> None:
    remedy = "Unpack it yourself and add what you trust."
    if unpacked > most:
        raise Refused(f"The file unpacks to more than {most // MEGABYTE:,} MB (a compression bomb?).", remedy)
    if unpacked > max(FREE, RATIO * packed):
        raise Refused(f"The file unpacks to more than {RATIO} times its size (a compression bomb).", remedy)


class _Unpacked(io.RawIOBase):
    """A gzip file that counts what it unpacks and stops at the bound."""

    def __init__(self, raw: BinaryIO, size: int, most: int) -> None:
        self._raw = raw
        self._gzip = gzip.GzipFile(fileobj=raw)
        self._size = size
        self._most = most
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub's Buffer is wider than io's own
        try:
            data = self._gzip.read(len(buffer))
        except EOFError:
            raise again(CUT) from None
        except (gzip.BadGzipFile, zlib.error):
            raise again(BAD) from None
        self._count += len(data)
        _bound(self._count, self._size, self._most)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._gzip.close()
        self._raw.close()
        super().close()
