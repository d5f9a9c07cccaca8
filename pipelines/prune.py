"""What leaves the library in a run of ingest, and what the report says of it."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.draft import Draft
from pipelines.ledger import Ledger
from pipelines.records import Source
from pipelines.run import Run

TITLES = 3  # titles of a file's documents that are named when they go


def prune(draft: Draft, ledger: Ledger, run: Run) -> None:
    """Takes out the files below the paths named that are gone."""
    catalogue = draft.catalogue
    for source in catalogue.sources():
        if source.path in run.seen or not any(Path(source.path).is_relative_to(root) for root in run.roots):
            continue
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
