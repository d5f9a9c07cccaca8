"""The formats of an export by name and by the ending of a file, and the file itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.config import near
from pipelines.errors import DataError, QuestionError
from pipelines.export import bibtex, markdown, page, ris, vancouver
from pipelines.export.record import Export


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an export."""

    name: str
    ending: str
    media: str  # the media type, without the character set: all are UTF-8
    write: Callable[[Export], str]
    works: bool = False  # whether it holds works only, and nothing where none is cited


FORMATS = {
    one.name: one
    for one in (
        Format("markdown", ".md", "text/markdown", markdown.write),
        Format("ris", ".ris", "application/x-research-info-systems", ris.write, works=True),
        Format("bibtex", ".bib", "application/x-bibtex", bibtex.write, works=True),
        Format("vancouver", ".txt", "text/plain", vancouver.write),
        Format("print", ".html", "text/html", page.write),
    )
}


def named(name: str) -> Format:
    """The format of this name, or of this ending. Raises QuestionError for another."""
    found = FORMATS.get(name.lower()) or _ending(f".{name.lower().lstrip('.')}")
    if found is None:
        raise QuestionError(f"There is no format '{name}'.{near(name, FORMATS)}")
    return found


def of_file(path: Path) -> Format:
    """The format of a file by its ending. Raises QuestionError for an ending that says none."""
    found = _ending(path.suffix.lower())
    if found is None:
        told = ", ".join(f"{one.ending} ({one.name})" for one in FORMATS.values())
        raise QuestionError(f"The ending of '{path.name}' says no format. Use one of: {told}.")
    return found


def _ending(ending: str) -> Format | None:
    return next((one for one in FORMATS.values() if one.ending == ending), None)


def written(export: Export, form: Format) -> str:
    """The text of the file. Raises QuestionError where it would hold nothing."""
    if form.works and not export.works:
        left = " Or keep the statements that are not supported." if export.unsupported or export.unchecked else ""
        raise QuestionError(
            f"Nothing here cites a document, so there is nothing for {form.ending} to hold. "
            f"Choose .md, .txt or .html.{left}"
        )
    return form.write(export)


def save(text: str, path: Path) -> None:
    """Writes the file, its line ends as they are. Raises DataError where that can't be done."""
    try:
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise DataError(f"{path} can't be written: {error.strerror}. Choose another place.") from error
