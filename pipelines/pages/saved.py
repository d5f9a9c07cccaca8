"""A page's picture as the shell hands it over."""

from pathlib import Path

from pipelines import show as shell
from pipelines.errors import DataError, QuestionError
from pipelines.pages.picture import Picture


def span(text: str) -> tuple[int, int]:
    """The two offsets in "120:245". Raises QuestionError for anything else."""
    start, colon, end = text.partition(":")
    if not (colon and all(part.isascii() and part.isdecimal() and len(part) < 16 for part in (start, end))):
        raise QuestionError(f"--quote is '{text}'. Write where it begins and ends in the text, like 120:245.")
    return int(start), int(end)


def save(picture: Picture, out: Path) -> None:
    """Writes the PNG, if there is one. Raises DataError where it can't be written."""
    if not picture.png:
        return
    try:
        out.write_bytes(picture.png)
    except OSError as error:
        raise DataError(f"{out} can't be written: {error.strerror}. Name another file with --out.") from error


def show(picture: Picture, out: Path) -> None:
    """What is on the picture, where it is, and why nothing is marked or shown."""
    for line in filter(None, (picture.alt, picture.note, f"Written: {out}" if picture.png else "")):
        shell.say(line)
