"""Where a GGUF file is, fetched once from the Hugging Face Hub when it is named by `owner/repo/file.gguf`.

The SHA-256 of a fetched file is kept beside it, with size and time of change: a load compares these two, and hashes the
file only when they differ; `vademecum doctor` always hashes it.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.errors import ModelError

MODELS = Path("models")
HUB = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)/(?P<file>[\w./-]+\.gguf)", re.IGNORECASE)
SHA256 = re.compile("[0-9a-f]{64}")
PART = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file was when it was last hashed."""

    sha256: str
    size: int  # bytes
    changed: int  # nanoseconds


def lacks(path: str, offline: bool = False) -> bool:
    """Whether `llm.path` names a GGUF file that isn't here and won't be fetched; quick, nothing is opened."""
    if not path.lower().endswith(".gguf") or Path(path).expanduser().is_file():
        return False
    named = _on_hub(path)
    return not named or (offline and not (MODELS / named["repo"] / named["file"]).is_file())


def _on_hub(path: str) -> re.Match[str] | None:
    """The parts of a name on the Hub; None for a file here."""
    here = path.startswith((".", "~", "/")) or Path(path.split("/", 1)[0]).is_dir()
    return None if here else HUB.fullmatch(path)


def find(path: str, offline: bool = False) -> Path:
    """The GGUF file that `llm.path` names, fetched if need be; ModelError when it isn't there and can't be."""
    file = Path(path).expanduser()
    if file.is_file():
        return file
    named = _on_hub(path)
    if not named:
        raise ModelError(f"llm.path: no file {path}. Mend the path, or name a file on the Hub: owner/repo/file.gguf.")
    repo, name = named["repo"], named["file"]
    file = MODELS / repo / name
    if file.is_file():
        return file
    if PART.search(name):
        raise ModelError(f"{path} is one of several parts. Take a model in one file, or fetch all and set llm.path.")
    if offline:
        raise ModelError(
            f"{path} is not in {MODELS}/, and with `offline: true` nothing is fetched. Where there is a network, run: "
            f"hf download {repo} {name} --local-dir {file.parents[name.count('/')]} and bring that folder to the same "
            "place here."
        )
    published = _fetch(repo, name, MODELS / repo)
    actual = _sha256(file)
    if published not in ("", actual):
        file.unlink()
        raise ModelError(f"{path} did not come as the Hub has it: its SHA-256 is {actual}. Try again.")
    seal(file, actual)
    return file


def _fetch(repo: str, name: str, folder: Path) -> str:
    """Fetches a file of the Hub with a progress bar, and returns the SHA-256 that the Hub gives it, if any.

    What an earlier try left is taken up.
    """
    from huggingface_hub import errors, get_hf_file_metadata, hf_hub_download, hf_hub_url

    try:
        looked = get_hf_file_metadata(hf_hub_url(repo, name))  # at once, where the download would try for half a minute
        hf_hub_download(repo, name, local_dir=folder)
    except errors.GatedRepoError as error:
        raise ModelError(
            f"{repo} asks for consent first. Give it on huggingface.co/{repo}, then run: hf auth login"
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise ModelError(f"The Hub has no model {repo}, or keeps it private. Mend llm.path.") from error
    except errors.EntryNotFoundError as error:
        raise ModelError(f"{repo} has no file {name}. Mend llm.path by huggingface.co/{repo}/tree/main.") from error
    except Exception as error:  # whatever the Hub's HTTP client raises, or the disk
        raise ModelError(
            f"{repo}/{name} can't be fetched into {folder} ({type(error).__name__}). Look at the network and the room "
            "on disk, or set HF_ENDPOINT to a mirror, and try again: what has come is kept."
        ) from error
    etag = looked.etag or ""
    return etag if SHA256.fullmatch(etag) else ""


def verify(file: Path, wanted: str = "", whole: bool = False) -> str:
    """The file's SHA-256, empty when nobody asked for one; ModelError when it isn't the one that it has to be.

    `wanted` is `llm.sha256`; without it, what was kept when the file was fetched. `whole` hashes in any case.
    """
    kept = _kept(file)
    if not kept and not wanted and not whole:
        return ""
    now = file.stat()
    fresh = kept is not None and (kept.size, kept.changed) == (now.st_size, now.st_mtime_ns)
    actual = kept.sha256 if kept and fresh and not whole else _sha256(file)
    if actual != (wanted.lower() or (kept.sha256 if kept else actual)):
        source = "llm.sha256" if wanted else "what was fetched"
        raise ModelError(
            f"{file} is not {source}: its SHA-256 is {actual}. Remove it and {_beside(file).name}, and fetch it again."
        )
    if not fresh and (kept or wanted):
        seal(file, actual)
    return actual


def seal(file: Path, sha256: str = "") -> None:
    """Keeps the file's SHA-256 beside it; where that can't be written, the next load hashes again."""
    now = file.stat()
    kept = Seal(sha256 or _sha256(file), now.st_size, now.st_mtime_ns)
    try:
        _beside(file).write_text(json.dumps(asdict(kept)) + "\n", encoding="utf-8")
    except OSError:
        return


def _kept(file: Path) -> Seal | None:
    try:
        return Seal(**json.loads(_beside(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _beside(file: Path) -> Path:
    return file.with_name(file.name + ".json")


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
