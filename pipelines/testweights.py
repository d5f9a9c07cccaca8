"""The corpus of a test set as a sparse model (SPLADE) encodes it: once, and kept, as `testlibrary.py` keeps vectors."""

import hashlib
from pathlib import Path
from typing import Any

from scipy.sparse import load_npz, save_npz, vstack

from pipelines import models, sentencemodels
from pipelines.beir import TestSet
from pipelines.draft import Listener
from pipelines.records import Progress
from pipelines.sentencemodels import Terms

PART = 512  # passages encoded, and safe on disk, at a time


def open_weights(folder: Path, path: Path, model: Any, tests: TestSet, titled: bool, listen: Listener) -> Terms:
    """The weights of words of each passage, shape (passages, words), from below `folder` where they were kept.

    `path` is the folder of the loaded `model`. A killed run goes on where it was.
    """
    texts = passages(tests, titled)
    parts = folder / _key(path, tests.name, texts)
    parts.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(texts), PART):
        file = parts / f"{start // PART:05d}.npz"
        if not file.exists():
            found = sentencemodels.weights(model, texts[start : start + PART], "document")
            draft = file.with_suffix(".part.npz")
            save_npz(draft, found)
            draft.replace(file)
            listen(Progress("encoding", min(start + PART, len(texts)), len(texts)))
    files = (parts / f"{start // PART:05d}.npz" for start in range(0, len(texts), PART))
    return Terms(vstack([load_npz(file) for file in files], format="csr"))


def passages(tests: TestSet, titled: bool) -> list[str]:
    """What is embedded of each entry: its title in front where there is one, as in a test library."""
    return [f"{entry.title}\n{entry.text}" if titled and entry.title else entry.text for entry in tests.corpus]


def _key(path: Path, name: str, texts: list[str]) -> str:
    found = hashlib.sha256(models.fingerprint(str(path)).encode())
    for text in texts:
        found.update(f"{text}\0".encode("utf-8", "replace"))
    return f"{name}-splade-{found.hexdigest()[:12]}"
