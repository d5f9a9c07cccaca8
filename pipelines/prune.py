"""What leaves the library in a run of ingest, and what the report says of it."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.draft import Draft
from pipelines.errors import NotHeld
from pipelines.ledger import Ledger
from pipelines.records import Source
from pipelines.run import Run

TITLES = 3  # titles of a file's documents that are named when they go


def prune(draft: Draft, ledger: Ledger, run: Run) -> None:
    """Takes out the files below the paths named that are gone."""
    catalogue = draft.catalogue
    for source in catalogue.sources():
        place = Path(source.path)
        if source.path in run.seen or not any(place.is_relative_to(root) for root in run.roots):
            continue
        if any(place.is_relative_to(folder) for folder in run.unread):
            continue  # nobody knows what is there
        held = catalogue.held(source.path)
        forget(ledger, run, source)
        heirs = catalogue.holders(min(held))[:1] if held else []
        if heirs and catalogue.held(heirs[0]) == held:
            run.renamed(heirs[0], source.label)


def forget(ledger: Ledger, run: Run, source: Source) -> None:
    """Takes out one file."""
    ledger.forget(source)
    run.touched = True
    run.outcome(source.label, "removed", source.documents)


def remove(draft: Draft, ledger: Ledger, run: Run, name: str) -> list[str]:
    """Takes out the file of this path or label, else the document of this id or title; returns what went.

    Raises NotHeld for a name that the library doesn't have, and for a title that several documents share.
    """
    sources = draft.catalogue.sources()
    files = [s for s in sources if s.path == name] or [s for s in sources if s.label == name]
    for source in files:
        forget(ledger, run, source)
    if files:  # a file's documents go with it unless another holds them
        return [source.label for source in files]
    documents = draft.catalogue.documents()
    entries = [e for e in documents if e.id == name] or [e for e in documents if e.title == name]
    if not entries:
        raise NotHeld(f"'{name}' is not in the library. List what there is with: vademecum status --all")
    if len(entries) > 1:
        ids = ", ".join(entry.id for entry in entries)
        raise NotHeld(f"{len(entries)} documents have the title '{name}'. Name the one you mean by its id: {ids}")
    ledger.without(entries[0].id)
    run.tally["removed"] += 1
    run.touched = True
    run.outcome(entries[0].title, "removed", 1)
    return [entries[0].title]


def drop(draft: Draft, run: Run) -> None:
    """Takes out the documents that no file holds any more, and names them where the file is there but can't be read."""
    orphans = draft.catalogue.orphans()
    for label, ids in run.lost.items():
        if gone := [id for id in orphans if id in ids]:  # another file may hold the rest by now
            run.outcome(label, "removed", len(gone), _titles(draft.catalogue, gone))
    for orphan in orphans:
        draft.drop(orphan)
    run.tally["removed"] += len(orphans)


def _titles(catalogue: Catalogue, ids: Sequence[str]) -> str:
    found = [catalogue.document(id) for id in ids[:TITLES]]
    names = ", ".join(f'"{document.title}"' for document in found if document)
    return f"Taken out with it: {names}{f' and {len(ids) - TITLES:,} more' if len(ids) > TITLES else ''}."
