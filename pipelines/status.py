"""What is in the library and what was refused."""

from dataclasses import dataclass
from datetime import datetime

from pipelines import begun, dismissed
from pipelines import show as terminal
from pipelines.application import Vademecum
from pipelines.begun import Begun
from pipelines.records import Entry, Manifest, Outcome, Source
from pipelines.starting import empty


@dataclass(frozen=True, slots=True)
class Status:
    """The library at one moment; all empty when nothing was ever added."""

    library: str
    profile: str  # that is on; empty for none
    current: Manifest | None
    generations: tuple[Manifest, ...]
    documents: tuple[Entry, ...]
    sources: tuple[Source, ...]
    dismissed: tuple[str, ...]  # paths of refused files that a person has put out of sight
    begun: Begun | None  # the last run that has not published: one that goes on, was stopped or was killed

    @property
    def refused(self) -> tuple[Source, ...]:
        """Refused files that nobody has put out of sight."""
        gone = set(self.dismissed)
        return tuple(source for source in self.sources if source.status == "refused" and source.path not in gone)

    @property
    def partial(self) -> tuple[Source, ...]:
        """Files of which some records were left out."""
        return tuple(source for source in self.sources if source.status == "ready" and source.reason)


def of(vademecum: Vademecum) -> Status:
    """The status of the application's library."""
    library = vademecum.library
    generation = library.open()
    sources = generation.catalogue.sources() if generation else []
    kept = {source.path for source in dismissed.seen(library.path, sources)}
    return Status(
        library=str(library.path),
        profile=library.profile,
        current=generation.manifest if generation else None,
        generations=tuple(library.generations()),
        documents=tuple(generation.catalogue.documents()) if generation else (),
        sources=tuple(sources),
        dismissed=tuple(source.path for source in sources if source.path not in kept),
        begun=begun.found(library.path),
    )


def show(found: Status, everything: bool) -> None:
    """The status as text; with `everything` each document and file."""
    out = terminal.out
    if found.begun is not None:
        one = found.begun
        paths = f"{' '.join(one.paths[:3])}{' ...' if len(one.paths) > 3 else ''}"
        terminal.say(f"A run that began {one.started} stands at {one.read} of {one.files} files. If nothing runs any "
                     f"more, go on with: vademecum ingest {paths}", style="yellow")  # fmt: skip
    if found.current is None:
        terminal.say(f"The library {found.library} is empty. {empty()}")
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
    if found.dismissed:
        terminal.say(f"Refused files put out of sight with `vademecum dismiss`: {len(found.dismissed)}")


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
