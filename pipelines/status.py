"""What is in the library and what was refused."""

from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from pipelines import show as terminal
from pipelines.application import Vademecum
from pipelines.schema import Entry, Manifest, Source


@dataclass(frozen=True, slots=True)
class Status:
    """The library at one moment; all empty when nothing was ever added."""

    library: str
    current: Manifest | None
    generations: tuple[Manifest, ...]
    documents: tuple[Entry, ...]
    sources: tuple[Source, ...]

    @property
    def refused(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.status == "refused")


def of(vademecum: Vademecum) -> Status:
    """The status of the application's library."""
    library = vademecum.library
    generation = library.open()
    return Status(
        library=str(library.path),
        current=generation.manifest if generation else None,
        generations=tuple(library.generations()),
        documents=tuple(generation.catalogue.documents()) if generation else (),
        sources=tuple(generation.catalogue.sources()) if generation else (),
    )


def show(found: Status, everything: bool) -> None:
    """The status as text; with `everything` each document and file."""
    out = terminal.out
    if found.current is None:
        out.print(f"The library {escape(found.library)} is empty. Add documents with: vademecum ingest FOLDER")
        return
    current = found.current
    out.print(
        f"[bold]{current.documents} documents, {current.passages} passages[/bold], version {current.number} of "
        f"{current.created}, encoder {escape(current.model)}"
    )
    older = ", ".join(str(m.number) for m in found.generations if m.number != current.number)
    out.print(f"Other versions kept: {older or 'none'}")
    if everything:
        table = Table("Id", "Title", "Kind", "Year", "Passages")
        for entry in found.documents:
            table.add_row(*map(escape, (entry.id, entry.title, entry.kind, str(entry.year or ""), str(entry.passages))))
        out.print(table)
        files = Table("File", "State", "Documents", "Note")
        for source in found.sources:
            note = f"{source.reason} {source.remedy}".strip()
            files.add_row(escape(source.label), source.status, str(source.documents), escape(note))
        out.print(files)
    elif found.refused:
        out.print(f"Refused files: {len(found.refused)}")
        for source in found.refused:
            out.print(f"! {escape(source.label)}: {escape(source.reason)} {escape(source.remedy)}", soft_wrap=True)
