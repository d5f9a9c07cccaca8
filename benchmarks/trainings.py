"""Trains from all-MiniLM-L6-v2 by the recipes of the published systems, and measures each on MedQuAD dev.

    python -m benchmarks.trainings DATA --work FOLDER [--only dense-titled ...]

Each is one call of `vademecum train` with `--dev`, so before and after are over the same questions. What lies in FOLDER
is not made again, and a training that was killed goes on. From 20 minutes to two hours each on one core.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.default_encoder import START
from benchmarks.record import save
from pipelines.training.finish import SHOWN

QUICK = ("--tokens", "128", "--freeze-embeddings")
# What each call has beside pairs, base, dev set and folder: kind, pairs, options.
TRAININGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "dense-titled": ("dense", "medquad", ("--batches", "titles", *QUICK)),
    "dense-bare": ("dense", "medquad-bare", ("--bare", *QUICK)),
    "matryoshka": ("matryoshka", "medquad", ("--dimensions", "384,256,128,64", "--batches", "titles", *QUICK)),
    "contrastive": ("contrastive", "titles", ("--batch", "32", "--epochs", "1", "--rate", "5e-5", *QUICK)),
    "sparse": ("sparse", "medquad", ("--batches", "titles", "--tokens", "128")),
}


def main() -> None:
    """Makes what is missing, and saves the figures of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=list(TRAININGS), default=list(TRAININGS))
    arguments = parser.parse_args()
    for name in arguments.only:
        kind, pairs, options = TRAININGS[name]
        file, out = arguments.work / f"{pairs}.jsonl.gz", arguments.work / name
        if not file.exists():
            vademecum("pairs", *making(pairs, arguments.data), "--out", f"{file}")
        words = ["train", kind, "--pairs", f"{file}", "--base", f"{START}", "--out", f"{out}", *options]
        if not (out / "README.md").exists():
            vademecum(*words, "--dev", f"{arguments.data / 'medquad-dev'}")
        kept = json.loads((out / "training.json").read_text(encoding="utf-8"))
        save(f"training-{name}", "MedQuAD dev, 2,625 questions", {"call": options, "kind": kind, **figures(kept)})


def vademecum(*words: str) -> None:
    """Calls the command line, as a person would."""
    print("vademecum", *words, flush=True)
    subprocess.run([sys.executable, "-m", "pipelines", *words], check=True)


def making(pairs: str, data: Path) -> list[str]:
    """The words of `vademecum pairs` for a file of that name."""
    held = [word for name in ("bioasq", "cystic-fibrosis") for word in ("--held", f"{data / name}:test")]
    if pairs == "titles":
        return ["titles", f"{data / 'titles-abstracts' / 'records.jsonl.gz'}", "--most", "12000", *held]
    bare = ["--bare"] if pairs == "medquad-bare" else []
    return ["beir", f"{data / 'medquad'}", "--negatives", "0", *bare, *held]


def figures(kept: dict[str, Any]) -> dict[str, Any]:
    """Before, after and what was gained, of what a training keeps."""
    before, after = kept["before"], kept["after"]
    return {
        "steps": kept["steps"],
        **{when: {name: one["means"][name] for name in SHOWN} for when, one in (("before", before), ("after", after))},
        "gained": kept["gained"],
        "sizes": {size: [before["sizes"][size], value] for size, value in after.get("sizes", {}).items()},
    }


if __name__ == "__main__":
    main()
