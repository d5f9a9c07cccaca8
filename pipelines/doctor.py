"""Checks installation, models, library and disk, and says for each what to mend."""

import platform
import re
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from torch.nn import Module

from pipelines import fetch, memory, models, packages, prompts
from pipelines import show as terminal
from pipelines.application import Vademecum, start
from pipelines.config import LOCAL, Settings
from pipelines.encoder import encoder_of
from pipelines.errors import ModelError, VademecumError
from pipelines.library import Library
from pipelines.rerank import reranker_of
from pipelines.splade import splade_of
from pipelines.starting import empty

State = Literal["ok", "look", "broken"]
COLOURS: dict[State, str] = {"ok": "green", "look": "yellow", "broken": "red"}
TOLD = ("txtai", "torch", "transformers", "streamlit")  # whose versions are shown
COMMAND = re.compile(r": ((?:vademecum|make|pip install)\b.*[^.])\.?$")  # at the end of a remedy
ROOM = 1_000_000_000  # bytes free that an ingest of some thousand documents may want


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `remedy` is empty when all is well."""

    name: str
    state: State
    text: str
    remedy: str = ""

    @property
    def command(self) -> str:
        """The command that mends it, where its text ends in one; empty otherwise."""
        found = COMMAND.search(self.remedy) or COMMAND.search(self.text)
        return found.group(1) if found else ""


def examine(config: Path, repair: bool = False, running: Vademecum | None = None) -> list[Check]:
    """All checks in order; with `repair` the shipped encoders are put in their place first.

    The language model is that of the application that is `running`, if any: it would take its memory twice.
    """
    checks = [_installation()]
    try:
        vademecum = start(config)
        settings = vademecum.settings
    except VademecumError as error:
        return [
            *checks,
            Check("Configuration", "broken", str(error), f"Mend it in {config}, its profile or its workflows."),
        ]
    profile = f", profile {settings.profile}," if settings.profile else ""
    sound = f"{config}{profile} and the workflows in {settings.workflows} are sound"
    checks.append(Check("Configuration", "ok", sound))
    if repair:
        checks.append(_try("Repair", lambda: f"encoders in {', '.join(map(str, models.repair(settings.embeddings)))}"))
    checks.append(_try("Encoder", lambda: _encoder(settings)))
    if settings.splade:
        checks.append(_try("SPLADE", lambda: _splade(settings)))
    if settings.rerank:
        checks.append(_try("Reranker", lambda: _reranker(settings)))
    checks.append(_library(settings))
    checks.append(_disk(settings.library.path))
    return [*checks, language_model(running or vademecum)]


def language_model(vademecum: Vademecum) -> Check:
    """Loads the language model and has it say a line: its speed, its context, its memory."""
    return _try("Language model", lambda: _language_model(vademecum))


def _installation() -> Check:
    """Whether what pyproject.toml asks for is there, in the versions that it asks for."""
    try:
        wrong = [f"{one.name} {version(one.name)} is not {one.specifier}" for one in packages.required()
                 if not one.specifier.contains(version(one.name), prereleases=True)]  # fmt: skip
        found = ", ".join(f"{name} {version(name)}" for name in TOLD)
    except PackageNotFoundError as error:
        return Check("Installation", "broken", f"{error.name} is not installed", "Run: make install")
    if wrong:
        return Check("Installation", "broken", ", ".join(wrong), "Run: make clean install")
    return Check("Installation", "ok", f"Python {platform.python_version()}, {found}")


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, "ok", look())
    except VademecumError as error:
        return Check(name, "broken", str(error))


def _encoder(settings: Settings) -> str:
    models.check(settings.embeddings)
    encoder = encoder_of(settings.embeddings, {})
    vector = encoder.batchtransform([(None, "metformin", None)])[0]
    network = getattr(encoder.model, "model", None)
    form = f", {next(network.parameters()).dtype}".replace("torch.", "") if isinstance(network, Module) else ""
    return f"{models.name(settings.embeddings)}, {len(vector)} dimensions, {encoder.longest} tokens{form}"


def _splade(settings: Settings) -> str:
    model = splade_of(settings.learned, {})
    assert model is not None
    active = model.encode(["metformin"]).nnz
    return f"{model.name}, {model.width} words, {model.longest} tokens; metformin has {active}"


def _reranker(settings: Settings) -> str:
    model = reranker_of(settings.reranking, {})
    assert model is not None
    began = time.monotonic()
    model.scores("What is metformin for?", [f"Metformin, passage {number}" for number in range(model.limit)])
    spent = time.monotonic() - began
    return f"{model.name}, {model.longest} tokens; {model.limit} short passages take {spent:.2f} s"


def _language_model(vademecum: Vademecum) -> str:
    """Loads the configured model and has it say a line."""
    model = vademecum.model
    if model is None:
        return "none is configured; answers are quotes, which need none"
    settings = model.settings
    hashed = ""
    if settings.path.lower().endswith(".gguf") and settings.method == LOCAL:
        file = fetch.find(settings.path, vademecum.settings.offline)
        hashed = f", SHA-256 {fetch.verify(file, settings.sha256, whole=True)}"
    model.load()
    began = time.monotonic()
    said = "".join(model.stream(prompts.HELLO, 40, threading.Event()))
    seconds = time.monotonic() - began
    if not said:
        raise ModelError(f"{model.name} is loaded but says nothing. Take an instruct or chat model.")
    first, both = ({"role": "user", "content": text} for text in ("", said))
    rate = (model.count([both]) - model.count([first])) / seconds
    size = f", {memory.told(model.backend.memory)} of memory" if model.backend.memory else ""
    line = f"“{' '.join(said.split())[:80]}”"
    return f"{model.name} says {line}, {rate:.1f} tokens/s, context of {model.window} tokens{size}{hashed}"


def _library(settings: Settings) -> Check:
    library = Library.of(settings)
    check = _try("Library", lambda: _opened(library))
    current = library.current if check.state == "ok" else 0
    if current and library.is_outdated(library.manifest(current)):
        text = f"version {current} was built with other settings, or by an older program; answers still work"
        return Check("Library", "look", text, "The next ingest builds it anew.")
    return check


def _opened(library: Library) -> str:
    generation = library.open()
    if generation is None:
        return f"{library.path} is empty. {empty()}"
    manifest = generation.manifest
    generation.chunks(range(min(1, generation.rows)))
    return f"version {manifest.number}, {manifest.documents} documents, {manifest.passages} passages"


def _disk(path: Path) -> Check:
    there = next(folder for folder in (path.absolute(), *path.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / 1e9:.1f} GB free"
    return Check("Disk", "ok", text) if free > ROOM else Check("Disk", "look", text, "Make room before a large ingest.")


def show(checks: list[Check]) -> None:
    """The checks as text, one under the other."""
    for one in checks:
        line = f"{one.name}: {one.text}. {one.remedy}".strip() if one.remedy else f"{one.name}: {one.text}"
        terminal.say(line, f"{one.state:>6}  ", " " * 8, COLOURS[one.state])
