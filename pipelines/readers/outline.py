"""Writes headings, paragraphs and tables to a Composer and leaves out what is no evidence.

The readers of PDF, DOCX, HTML, Markdown and plain text share it, so that all of them leave out the same.
"""

from collections.abc import Iterable, Sequence

from pipelines.readers.boilerplate import boilerplate, notice
from pipelines.readers.compose import Composer, spaces


class Outline:
    """The open headings of a document, and whether what stands under them is left out.

    A heading that repeats the document's title opens no section.
    """

    def __init__(self, title: str = "") -> None:
        self.composer = Composer()
        self._title = spaces(title).casefold()
        self._open: list[tuple[int, str]] = []
        self._skip: int | None = None  # the level of the left-out section that is open

    @property
    def headings(self) -> tuple[str, ...]:
        """The open headings, outermost first."""
        return tuple(name for _, name in self._open)

    @property
    def skipping(self) -> bool:
        """Whether a section is open that is left out."""
        return self._skip is not None

    def heading(self, title: str, level: int) -> None:
        """Opens a section, or leaves it out with all that is nested in it."""
        if self._skip is not None and level > self._skip:
            return
        title = spaces(title).rstrip(":").rstrip()
        self._open = [(depth, name) for depth, name in self._open if depth < level]
        self._skip = level if boilerplate(title) else None
        if self._skip is not None:
            return
        if title.casefold() == self._title:
            title = ""
        elif title:
            self._open.append((level, title))
        self.composer.heading(title, level)

    def close_to(self, count: int) -> None:
        """Ends all sections but the outermost `count`; what follows stands under those."""
        outer = self._open[:count]
        level = outer[-1][0] + 1 if outer else 0
        if self._skip is not None and self._skip >= level:
            self._skip = None
        elif len(self._open) == count:
            return
        self._open = outer
        if self._skip is None:
            self.composer.heading("", level)

    def paragraph(self, text: str, breaks: Sequence[int] = ()) -> bool:
        """Adds a paragraph; False where it is left out."""
        if self._skip is not None or notice(text):
            return False
        self.composer.paragraph(text, breaks)
        return True

    def table(self, caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Adds a table, unless the section is left out."""
        if self._skip is None:
            self.composer.table(caption, header, rows)
