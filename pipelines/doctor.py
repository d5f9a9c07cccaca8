"""Checks installation, models, library and disk, and says for each what to mend."""

import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from rich.markup import escape

from pipelines import models
from pipelines import show as terminal
from pipelines.config import Settings, check, read
from pipelines.errors import VademecumError
from pipelines.library import Library

State = Literal["ok", "look", "broken"]
COLOURS: dict[State, str] = {"ok": "green", "look": "yellow", "broken": "red"}
PACKAGES = ("txtai", "torch", "transformers", "streamlit", "pypdfium2")
ROOM = 1_000_000_000  # bytes free that an ingest of some thousand documents may want


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `remedy` is empty when all is well."""

    name: str
    state: State
    text: str
    remedy: str = ""


def examine(config: Path, repair: bool = False) -> list[Check]:
    """All checks in order; with `repair` the bundled encoder is put in its place first."""
    checks = [_installation()]
    try:
        settings = check(read(config), str(config))
    except VademecumError as error:
        return [*checks, Check("Configuration", "broken", str(error), "Mend that line.")]
    checks.append(Check("Configuration", "ok", f"{config} is sound"))
    if repair and models.name(settings.embeddings) == models.BUNDLED:
        checks.append(_try("Repair", lambda: f"encoder in {models.install(Path(settings.embeddings['path']))}"))
    checks.append(_try("Encoder", lambda: _encoder(settings)))
    checks.append(_try("Library", lambda: _library(settings)))
    checks.append(_disk(settings.library.path))
    found = importlib.util.find_spec("llama_cpp") is not None
    text = "llama-cpp-python is installed" if found else "not installed; answers are quotes only"
    return [*checks, Check("Language model", "ok" if found else "look", text)]


def _installation() -> Check:
    try:
        found = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    except PackageNotFoundError as error:
        return Check("Installation", "broken", f"{error.name} is not installed", "Run: make install")
    return Check("Installation", "ok", found)


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, "ok", look())
    except VademecumError as error:
        return Check(name, "broken", str(error))


def _encoder(settings: Settings) -> str:
    from pipelines.encoder import encoder_of

    models.check(settings.embeddings)
    encoder = encoder_of(settings.embeddings, {})
    vector = encoder.batchtransform([(None, "metformin", None)])[0]
    kind = str(next(encoder.model.model.parameters()).dtype).removeprefix("torch.")
    return f"{models.name(settings.embeddings)}, {len(vector)} dimensions, {encoder.longest} tokens, {kind}"


def _library(settings: Settings) -> str:
    library = Library(settings.library.path, settings.embeddings, settings.library.keep)
    generation = library.open()
    if generation is None:
        return f"{settings.library.path} is empty. Add documents with: vademecum ingest FOLDER"
    manifest = generation.manifest
    generation.chunks(range(min(1, generation.rows)))
    return f"version {manifest.number}, {manifest.documents} documents, {manifest.passages} passages"


def _disk(path: Path) -> Check:
    there = next(folder for folder in (path.absolute(), *path.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / 1e9:.1f} GB free"
    return Check("Disk", "ok", text) if free > ROOM else Check("Disk", "look", text, "Make room before a large ingest.")


def show(checks: list[Check]) -> None:
    """The checks as text, one a line."""
    for one in checks:
        remedy = f" {one.remedy}" if one.remedy else ""
        terminal.out.print(
            f"[{COLOURS[one.state]}]{one.state:>6}[/]  [bold]{one.name}[/bold]: {escape(one.text + remedy)}",
            soft_wrap=True,
        )
