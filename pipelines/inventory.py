"""What `vademecum models` shows: each supported model system, and each further model in `models/`, here or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from pipelines import models, systems
from pipelines import show as terminal
from pipelines.systems import ModelKind, System


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be chosen: what it is, where it would be loaded from, whether it is there."""

    profile: str  # empty for a model that is none of the supported ones
    title: str
    kind: ModelKind
    hub: str  # its name on the Hugging Face Hub, empty where it has none
    place: str  # the folder that it is loaded from, or would be
    present: bool
    megabytes: float  # on disk, or as published where it isn't there
    dimensions: int | None
    tokens: int | None  # longest input
    licence: str
    remedy: str  # what to do where it isn't there


def found() -> list[Model]:
    """The supported systems in their order, then the other models in `models/` by name."""
    known = [_supported(system) for system in systems.SYSTEMS]
    taken = {Path(one.place).resolve() for one in known}
    folders = sorted(systems.FOLDER.iterdir()) if systems.FOLDER.is_dir() else []
    others = [folder for folder in folders if models.weights(str(folder)) and folder.resolve() not in taken]
    return [*known, *map(_other, others)]


def _supported(system: System) -> Model:
    place = systems.locate(system.profile)
    return Model(
        profile=system.profile,
        title=system.title,
        kind=system.kind,
        hub="" if system.own else system.hub,
        place=str(place or system.folder),
        present=place is not None,
        megabytes=_megabytes(place) if place else float(system.megabytes),
        dimensions=(systems.dimensions(place) if place else None) or system.dimensions,
        tokens=(models.longest(str(place)) if place else None) or system.tokens,
        licence=system.licence,
        remedy="" if place else systems.missing(system.profile),
    )


def _other(folder: Path) -> Model:
    kind, size, longest = systems.kind(folder), systems.dimensions(folder), models.longest(str(folder))
    return Model("", folder.name, kind, "", str(folder), True, _megabytes(folder), size, longest, "", "")


def _megabytes(folder: Path) -> float:
    """The size of all files in the folder; those of the Hub's cache are links, which are followed."""
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6, 1)


def show(found: Sequence[Model]) -> None:
    """A table of the models, and below it what to do for those that aren't there."""
    table = Table(Column("Model", overflow="fold", no_wrap=True), "Kind", "Here", "MB", "Dims", "Tokens", "Licence")
    for one in found:
        table.add_row(
            one.profile or one.title,
            one.kind,
            "yes" if one.present else "no",
            f"{one.megabytes:,.0f}",
            f"{one.dimensions or '?'}",
            f"{one.tokens or '?'}",
            one.licence or "its owner's",
        )
    terminal.out.print(table)
    for one in found:
        text = f"loaded from {one.place}" if one.present else one.remedy
        # Not wrapped: a command in it can be copied.
        terminal.out.print(f"{one.profile or one.title}: {escape(text)}", soft_wrap=True)
