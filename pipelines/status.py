"""What is in the library and what was refused."""

from dataclasses import dataclass
from datetime import datetime

from pipelines import show as terminal
from pipelines.application import Vademecum
from pipelines.records import Entry, Manifest, Outcome, Source


@dataclass(frozen=True, slots=True)
class Status:
    """The library at one moment; all empty when nothing was ever added."""

    library: str
    profile: str  # that is on; empty for none
    current: Manifest | None
    generations: tuple[Manifest, ...]
    documents: tuple[Entry, ...]
    sources: tuple[Source, ...]

    @property
    def refused(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.status == "refused")

    @property
    def partial(self) -> tuple[Source, ...]:
        """Files of which some records were left out."""
        return tuple(source for source in self.sources if source.status == "ready" and source.reason)


def of(vademecum: Vademecum) -> Status:
    """The status of the application's library."""
    library = vademecum.library
    generation = library.open()
    return Status(
        library=str(library.path),
        profile=library.profile,
        current=generation.manifest if generation else None,
        generations=tuple(library.generations()),
        documents=tuple(generation.catalogue.documents()) if generation else (),
        sources=tuple(generation.catalogue.sources()) if generation else (),
    )


def show(found: Status, everything: bool) -> None:
    """The status as text; with `everything` each document and file."""
    out = terminal.out
    if found.current is None:
        terminal.say(f"The library {found.library} is empty. Add documents with: vademecum ingest FOLDER")
        return
    current = found.current
    files = len(found.sources) - len(found.refused)
    out.print(f"[bold]{current.documents} documents[/bold] of {files} files, {current.passages} passages")
    older = ", ".join(str(m.number) for m in found.generations if m.number != current.number) or "none"
    created = datetime.fromisoformat(current.created).strftime("%Y-%m-%d %H:%M UTC")
    terminal.say(f"Version {current.number}, {created}. Other versions kept: {older}.")
    profile = f" Profile: {found.profile}." if found.profile else ""
    learned = f" SPLADE: {current.splade}." if current.splade else ""
    terminal.say(f"Folder: {found.library}. Encoder: {current.model}.{learned}{profile}")
    if everything:
        _list(found)
    for sources, heading in ((found.refused, "Refused files"), (found.partial, "Files read in part")):
        outcomes = [Outcome(s.label, "refused", reason=s.reason, remedy=s.remedy) for s in sources]
        terminal.files(outcomes, f"{heading}: {len(outcomes)}")


def _list(found: Status) -> None:
    """Each document and each file, one under the other."""
    labels = {source.path: source.label for source in found.sources}
    terminal.out.print("\nDocuments:")
    for entry in found.documents:
        facts = [entry.kind, entry.year, f"{entry.pages} pages" if entry.pages else "", f"{entry.passages} passages"]
        names = [f"id {entry.id}", f"file {labels.get(entry.source, entry.source)}"]
        terminal.say(entry.title, "  ", "    ")
        terminal.say(", ".join(str(fact) for fact in [*facts, *names] if fact), "    ", "      ", "dim")
    terminal.out.print("\nFiles:")
    for source in found.sources:
        state = source.reason if source.status == "duplicate" else f"{source.status}, documents: {source.documents}"
        terminal.say(f"{source.label}: {state}", "  ", "    ")
    terminal.out.print()
