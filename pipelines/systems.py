"""The model systems that are supported by name: what each is, where it is found, what to do when it isn't there.

A name is a profile ("pubmedbert"), a name on the Hugging Face Hub, or a folder. Nothing is fetched here: what is
missing is told in one line, with the command that fetches it. Published figures stand in `published.py`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipelines import models, shipped
from pipelines.errors import ModelError

ModelKind = Literal["dense", "sparse", "rerank"]

FOLDER = models.MODELS


@dataclass(frozen=True, slots=True)
class System:
    """A supported model system, as its page on the Hugging Face Hub describes it."""

    profile: str
    title: str
    kind: ModelKind
    hub: str  # its name on the Hugging Face Hub; of one of its own, that of its base
    dimensions: int
    tokens: int  # longest input
    megabytes: int  # of the weights, as published
    licence: str
    base: str
    trained: str  # on what
    sizes: tuple[int, ...] = ()  # dimensions that its vectors can be cut to
    own: bool = False  # trained further from `hub`, here or by the person, and not on the Hub
    shipped: bool = False  # comes with Vademecum: set-up puts it there

    @property
    def folder(self) -> Path:
        """Where it is looked for first."""
        return FOLDER / (self.profile if self.own else self.hub.rsplit("/", 1)[-1])

    @property
    def names(self) -> set[str]:
        """What it is found by, in small letters."""
        hub = set() if self.own else {self.hub.lower(), self.hub.rsplit("/", 1)[-1].lower()}
        return {self.profile, self.folder.as_posix().lower(), *hub}


PUBMEDBERT = "microsoft/BiomedNLP-PubMedBERT-base-uncased-abstract-fulltext"
TITLES = "random PubMed title-abstract pairs and similar titles"

SYSTEMS = (
    System(shipped.MEDICAL, "Medical MiniLM, the embedded default", "dense",
           "sentence-transformers/all-MiniLM-L6-v2",
           384, 256, 91, "Apache-2.0", "sentence-transformers/all-MiniLM-L6-v2",
           "questions of MedQuAD train (CC BY 4.0); titles and abstracts, mostly of MEDLINE records",
           own=True, shipped=True),
    System("minilm", "all-MiniLM-L6-v2, as published", "dense", "sentence-transformers/all-MiniLM-L6-v2",
           384, 256, 91, "Apache-2.0", "nreimers/MiniLM-L6-H384-uncased", "pairs of many general sources",
           shipped=True),
    System("pubmedbert", "PubMedBERT Embeddings", "dense", "neuml/pubmedbert-base-embeddings",
           768, 512, 438, "Apache-2.0", PUBMEDBERT, TITLES),
    System("pubmedbert-matryoshka", "PubMedBERT Embeddings Matryoshka", "dense",
           "neuml/pubmedbert-base-embeddings-matryoshka",
           768, 512, 438, "Apache-2.0", PUBMEDBERT, TITLES, (64, 128, 256, 384, 512, 768)),
    System("pubmedbert-splade", "PubMedBERT SPLADE", "sparse", "neuml/pubmedbert-base-splade",
           30522, 512, 438, "Apache-2.0", "microsoft/BiomedNLP-BiomedBERT-base-uncased-abstract-fulltext", TITLES),
    System("modern-pubmedbert", "ModernPubMedBERT", "dense", "lokeshch19/ModernPubMedBERT",
           768, 2048, 596, "MIT", "thomas-sounack/BioClinical-ModernBERT-base", "PubMed title-abstract pairs"),
    System("s-pubmedbert-medquad", "S-PubMedBert, fine-tuned on medical questions and answers", "dense",
           "pritamdeka/S-PubMedBert-MS-MARCO",
           768, 350, 438, "CC BY-NC 2.0, as its base",
           "pritamdeka/S-PubMedBert-MS-MARCO", "10,496 question-passage pairs of MedQuAD", own=True),
)  # fmt: skip


def find(name: str) -> System | None:
    """The supported system of this profile, Hub name or folder, None for another model."""
    wanted = name.strip().rstrip("/").removeprefix("./").lower()
    return next((system for system in SYSTEMS if wanted in system.names), None)


def named(name: str) -> str:
    """What a model is called in a table: its profile, else its name on the Hub, else its folder's name."""
    system = find(name)
    if system is not None:
        return system.profile
    return name if name.count("/") == 1 and not Path(name).exists() else Path(name).name


def locate(name: str) -> Path | None:
    """The folder that holds the model's weights: as named, below `models/`, or in the Hub's cache on this machine."""
    system = find(name)
    hub = system.hub if system is not None and not system.own else name
    folder = system.folder if system else FOLDER / name.rstrip("/").rsplit("/", 1)[-1]
    found = (models.weights(place) for place in (name, str(folder), hub))
    return next((file.parent for file in found if file), None)


def require(name: str) -> Path:
    """The folder of the model; ModelError with what to do where it isn't there."""
    found = locate(name)
    if found is None:
        raise ModelError(missing(name))
    return found


def missing(path: str, key: str = "the path") -> str:
    """One line for a model that isn't there: what to run where there is a network, how to bring it over by hand.

    `key` is what is to be mended where the path is wrong: "embeddings.path".
    """
    system = find(path)
    if (system is not None and system.shipped) or (system is None and Path(path).name in shipped.SHA256):
        place = system.folder if system else Path(path)
        return f"The encoder {place.name} is not in {place}. Put it there with: vademecum doctor --repair"
    if system is not None and system.own:
        return (
            f"{system.title}, is your own to make and not in {system.folder}. Train it (`train dense`) from its base, "
            f"`{fetch(system.hub)}`, or copy a folder that you trained elsewhere to {system.folder}."
        )
    hub = system.hub if system else path
    known = hub.count("/") == 1 and not path.startswith((".", "/", f"{FOLDER}/")) and not Path(path).is_dir()
    if system is None and not known:
        return f"There are no model weights in {path}. Copy the model's folder there, or mend {key}."
    folder = FOLDER / hub.rsplit("/", 1)[-1]
    return (
        f"{hub} is not on this machine. Where there is a network run: {fetch(hub)} (without one, run it on another "
        f"machine and copy the folder to {folder} here)."
    )


def fetch(hub: str) -> str:
    """The command that fetches a model from the Hugging Face Hub into its folder; `hf` comes with huggingface_hub."""
    return f"hf download {hub} --local-dir {(FOLDER / hub.rsplit('/', 1)[-1]).as_posix()}"


def kind(folder: Path) -> ModelKind:
    """Whether the model in a folder gives dense vectors, weights of words (SPLADE) or is a cross-encoder (rerank)."""
    config, modules = _json(folder / "config.json"), _json(folder / "modules.json")
    heads = config.get("architectures") or [] if isinstance(config, dict) else []
    if any(str(head).endswith("ForSequenceClassification") for head in heads):
        return "rerank"
    types = [str(one.get("type", "")) for one in modules] if isinstance(modules, list) else []
    return "sparse" if any("splade" in one.lower() or "sparse" in one.lower() for one in types) else "dense"


def dimensions(folder: Path) -> int | None:
    """The size of the vectors of the model in a folder, None for a reranker, and where its files don't tell."""
    config = _json(folder / "config.json")
    if kind(folder) == "rerank":
        return None
    found = (
        config.get("vocab_size" if kind(folder) == "sparse" else "hidden_size") if isinstance(config, dict) else None
    )
    return int(found) if found else None


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
