"""What a folder of a training holds: training.json tells which one it is, checkpoints/ how far it came."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.errors import DataError

FILE = "training.json"
CHECKPOINTS = "checkpoints"  # folder below --out while a training runs


@dataclass(slots=True)
class State:
    """A training in its folder; what is kept outlives a killed run."""

    out: Path
    request: dict[str, Any]
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, out: Path, request: dict[str, Any]) -> "State":
        """The training of this request in `out`, begun or not.

        Raises DataError where the folder holds another one, a finished one, or something else.
        """
        file = out / FILE
        if not file.is_file():
            if out.exists() and (not out.is_dir() or any(out.iterdir())):
                raise DataError(f"--out: {out} holds something else than a training; name a folder that isn't there.")
            made = cls(out, request)
            made.keep()
            return made
        found = json.loads(file.read_text(encoding="utf-8"))
        old, kept = found.pop("request"), found
        if changed := _changed(old, request):
            raise DataError(
                f"--out: {out} holds a training with other settings ({', '.join(changed)}). Name another folder, or "
                "the same settings to go on with it."
            )
        if kept.get("finished"):
            raise DataError(f"--out: the training in {out} is finished. Name another folder to train anew.")
        return cls(out, request, kept)

    @property
    def before(self) -> dict[str, Any]:
        """The figures of the start on the dev set, empty where they aren't known yet."""
        return dict(self.kept.get("before") or {})

    def keep(self, **values: Any) -> None:
        """Writes these down; the file is whole at any moment."""
        self.kept |= values
        self.out.mkdir(parents=True, exist_ok=True)
        draft = self.out / f"{FILE}.part"
        draft.write_text(json.dumps({"request": self.request, **self.kept}, indent=1) + "\n", encoding="utf-8")
        draft.replace(self.out / FILE)

    def checkpoint(self) -> Path | None:
        """The newest whole checkpoint; one that a kill left half written is removed."""
        found: list[tuple[int, Path]] = []
        for folder in (self.out / CHECKPOINTS).glob("checkpoint-*"):
            if _whole(folder):
                found.append((int(folder.name.rpartition("-")[2]), folder))
            else:
                shutil.rmtree(folder)
        return max(found)[1] if found else None

    def clear(self) -> None:
        """Ends the training: marks it as finished, and removes its checkpoints."""
        for figures in (self.kept.get("before"), self.kept.get("after")):
            if figures:
                figures.pop("rows", None)  # thousands of numbers that were needed for intervals alone
        self.keep(finished=True)
        shutil.rmtree(self.out / CHECKPOINTS, ignore_errors=True)


def _whole(folder: Path) -> bool:
    """Whether the last file that transformers writes into a checkpoint is there and sound."""
    try:
        json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def _changed(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What differs: "epochs 1.0, now 2.0"."""
    flat = [{**one, **one["recipe"], "recipe": one["recipe"]["name"]} for one in (old, new)]
    names = ["pairs", "base", *(name for name in flat[1] if name not in ("pairs", "base", "name"))]
    return [
        f"other {name}" if name in ("pairs", "base") else f"{name} {flat[0].get(name)}, now {flat[1].get(name)}"
        for name in names
        if flat[0].get(name) != flat[1].get(name)
    ]
