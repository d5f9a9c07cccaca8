"""Where the models are, and whether they are the ones they should be. Those that are shipped: `shipped.py`."""

import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.errors import ModelError, VademecumError
from pipelines.shipped import SHA256, install, sha256

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
    return sha256(str(file), file.stat().st_mtime_ns) if file else path


def check(embeddings: Mapping[str, Any]) -> None:
    """Raises ModelError when the configured encoder can't be loaded from where it should be; fetches one of the Hub."""
    path = str(embeddings.get("path") or "")
    if not path:
        raise ModelError("config.yml names no encoder. Set embeddings.path, for example models/medical-minilm.")
    known = name(embeddings)
    if known in SHA256 and not weights(path):
        raise ModelError(_missing(path))
    there("embeddings", embeddings)
    if known in SHA256 and fingerprint(path) != SHA256[known]:
        raise ModelError(
            f"The weights in {path} are not those of {known}. Remove that folder, then run: vademecum doctor --repair"
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


def repair(embeddings: Mapping[str, Any]) -> list[Path]:
    """Puts what is shipped into `models/`, and where the configuration names another place for it, there too."""
    path = Path(str(embeddings.get("path") or ""))
    places = [*([path] if path.name in SHA256 else []), *(MODELS / name for name in SHA256)]
    return [install(place) for place in dict.fromkeys(places)]


def main() -> None:
    """What set-up calls: puts the shipped encoders where they belong; another one is its owner's business."""
    from pipelines.config import read

    try:
        for place in repair(read(Path("config.yml")).get("embeddings") or {}):
            print(f"Encoder in {place}")
    except VademecumError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
