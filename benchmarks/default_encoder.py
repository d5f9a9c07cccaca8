"""Makes the encoder that is shipped, medical-minilm, from public data: pairs, one epoch, the difference to its start.

    python -m benchmarks.default_encoder DATA --work FOLDER

DATA is the folder that holds medquad/, titles-abstracts/ and the sets that are measured on, which are kept out. What
lies in FOLDER already is not made again, and a training that was killed goes on. About 20 minutes on two cores.

Half of what was learnt is kept, the plain average of the weights before and after: nearly all of the gain on MedQuAD,
and nothing is lost on other collections. The weights change from machine to machine in their last digits; the file in
the repository is the one whose sum with the bundled weights `pipelines/shipped.py` knows.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

from safetensors.numpy import load_file, save_file

from pipelines import difference, shipped

RANK, SHARE = 64, 0.5
START = Path("models") / shipped.BUNDLED


def main() -> None:
    """Trains what is missing, makes the difference, prints its size and the SHA-256 of what it makes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=shipped.DIFFERENCE)
    arguments = parser.parse_args()
    shipped.install(START)
    for made, words in steps(arguments.data, arguments.work).items():
        if not made.exists():
            print("vademecum", *words, flush=True)
            subprocess.run([sys.executable, "-m", "pipelines", *words], check=True)
    start, trained = (folder / shipped.FILE for folder in (START, arguments.work / "trained"))
    arguments.out.parent.mkdir(exist_ok=True)
    save_file(difference.make(load_file(start), load_file(trained), RANK, SHARE), arguments.out)
    size = arguments.out.stat().st_size
    print(f"{arguments.out}: {size:,} bytes; added to {shipped.BUNDLED}, SHA-256 {made_by(arguments.out)}")


def steps(data: Path, work: Path) -> dict[Path, list[str]]:
    """What each call of `vademecum` leaves, and its words."""
    held = [word for name in ("bioasq", "cystic-fibrosis") for word in ("--held", f"{data / name}:test")]
    questions, titles = work / "medquad.jsonl.gz", work / "titles.jsonl.gz"
    records = data / "titles-abstracts" / "records.jsonl.gz"
    return {
        questions: ["pairs", "beir", f"{data / 'medquad'}", "--out", f"{questions}", "--negatives", "0", *held],
        titles: ["pairs", "titles", f"{records}", "--out", f"{titles}", "--most", "5000", *held],
        work / "trained" / "README.md": [
            *("train", "dense", "--recipe", "s-pubmedbert-medquad", "--pairs", f"{questions}", "--pairs", f"{titles}"),
            *("--base", f"{START}", "--out", f"{work / 'trained'}", "--tokens", "128", "--freeze-embeddings"),
            *("--batches", "titles"),
        ],
    }  # fmt: skip


def made_by(changes: Path) -> str:
    """SHA-256 of the bundled weights with a file of differences added."""
    draft = changes.with_suffix(".part")
    difference.write(START / shipped.FILE, changes, draft)
    try:
        return hashlib.sha256(draft.read_bytes()).hexdigest()
    finally:
        draft.unlink()


if __name__ == "__main__":
    main()
