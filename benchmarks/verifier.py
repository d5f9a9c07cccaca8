"""How well the verifier tells sound statements from corrupted ones.

    python -m benchmarks.verifier DATA [--half dev|test] [--most 400] [--rows build/verifier-dev.jsonl] [--show KIND]

Statements are made by code from PubMedQA abstracts and MedQuAD train pages: verbatim and lightly rewritten ones that
must
pass, corrupted ones that must not. Documents are split into a half to build on and a half to report. A row for each
statement goes to a file outside of git, so that what fails can be read.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest

from benchmarks import corrupt
from benchmarks.record import save
from benchmarks.rewrite import REWRITES
from benchmarks.statements import Source, sources
from pipelines.config import check
from pipelines.encoder import Vectors, encoder_of
from pipelines.grounding.verify import Verifier
from pipelines.profiles import load
from pipelines.schema import Chunk

SOUND = ("verbatim", *REWRITES)


@dataclass(frozen=True, slots=True)
class Trial:
    """A statement with what it cites, what was done to it, and the sentence that it was made from."""

    kind: str
    statement: str
    original: str
    cited: tuple[Chunk, ...]


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", choices=("dev", "test"), default="dev")
    parser.add_argument("--most", type=int, default=400, help="statements of a kind")
    parser.add_argument("--rows", type=Path, help="where each statement with its verdict is written")
    parser.add_argument("--show", help="print statements of this kind instead of measuring")
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments = parser.parse_args()
    found = trials(sources(arguments.data, arguments.half), arguments.half, arguments.most)
    if arguments.show:
        for trial in found[arguments.show][:40]:
            print(f"- {trial.original}\n  {trial.statement}")
        return
    rows = list(judge(found, Batches(arguments.config)))
    path = arguments.rows or Path("build") / f"verifier-{arguments.half}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    figures = {"ms": round(float(np.median([row["ms"] for row in rows])), 1), "kinds": summary(rows)}
    print(json.dumps(figures, indent=1))
    save(f"verifier-{arguments.half}", f"PubMedQA and MedQuAD train, {arguments.half} half", figures)


class Batches:
    """An encoder that takes note of what it is asked at first, and has all of it encoded together."""

    def __init__(self, config: Path) -> None:
        self.settings = check(load(config))
        self.encoder = encoder_of(self.settings.embeddings, {})
        self.asked: list[tuple[str, ...]] = []
        self.vectors: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(tuple(texts))
        if not self.vectors:
            return np.ones((len(texts), 1), dtype=np.float32)
        return np.stack([self.vectors[text] for text in texts])

    def encode(self) -> None:
        """Encodes all that was asked for."""
        texts = sorted({text for some in self.asked for text in some}, key=len)
        vectors = self.encoder.normalize(self.encoder.encode(texts))
        self.vectors = dict(zip(texts, vectors, strict=True))


def trials(found: list[Source], half: str, most: int) -> dict[str, list[Trial]]:
    """The statements by kind, so many of each at most, of as many documents as can be."""
    kinds = (*SOUND, *corrupt.ALONE, "drug swapped", "disease swapped", "blended number", "blended")
    out: dict[str, list[Trial]] = {kind: [] for kind in kinds}
    for trial in _all(found, half):
        if len(out[trial.kind]) < most:
            out[trial.kind].append(trial)
        if all(len(kept) == most for kept in out.values()):
            break
    return {kind: kept for kind, kept in out.items() if kept}


def _all(found: list[Source], half: str) -> Iterator[Trial]:
    """Statements, one of a kind a document first, then the next of each."""
    titles = [s.chunk.title for s in found if not s.chunk.document.isdigit()]
    deepest = max(len(source.statements) for source in found)
    for turn in range(deepest):
        for i, source in enumerate(found):
            if turn >= len(source.statements):
                continue
            chance = random.Random(f"{source.chunk.id} {turn}")
            text = source.statements[(turn * 3 + i) % len(source.statements)]
            other = found[i - 1]
            cited = (source.chunk,)
            made: dict[str, str | None] = {"verbatim": text}
            made |= {kind: change(text, source, chance) for kind, change in REWRITES.items()}
            made |= {kind: change(text, source, chance) for kind, change in corrupt.ALONE.items()}
            made["drug swapped"] = corrupt.drug(text, source, chance, corrupt.DRUGS[half].split())
            made["disease swapped"] = corrupt.disease(text, source, chance, titles)
            for kind, statement in made.items():
                if statement and (statement != text or kind == "verbatim"):
                    yield Trial(kind, statement, text, cited)
            both = (source.chunk, other.chunk)
            for kind, mixed in (
                ("blended number", corrupt.blended_number(text, other, chance)),
                ("blended", corrupt.blended(text, other, chance)),
            ):
                if mixed and mixed != text:
                    yield Trial(kind, mixed, text, both)


def judge(found: dict[str, list[Trial]], encode: Batches) -> Iterator[dict[str, Any]]:
    """A row for each statement; `ms` is what the rules take, without the encoder."""
    verify = Verifier(encode, encode.settings.verify)
    first = []
    for trial in (trial for some in found.values() for trial in some):
        before, started = len(encode.asked), time.perf_counter()
        verdict = verify(trial.statement, trial.cited)
        first.append((verdict, len(encode.asked) > before, 1000 * (time.perf_counter() - started)))
    encode.encode()
    for trial, (verdict, asked, ms) in zip((t for some in found.values() for t in some), first, strict=True):
        final = verify(trial.statement, trial.cited) if asked else verdict
        yield {
            "kind": trial.kind,
            "sound": trial.kind in SOUND,
            "support": final.support,
            "reason": final.reason,
            "statement": trial.statement,
            "original": trial.original,
            "documents": [chunk.document for chunk in trial.cited],
            "ms": round(ms, 2),
        }


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Share of each kind found unsupported, with its Wilson interval: false alarms for sound ones, else detection."""
    figures = []
    groups = {kind: [row for row in rows if row["kind"] == kind] for kind in dict.fromkeys(row["kind"] for row in rows)}
    groups["all rewritten"] = [row for row in rows if row["sound"] and row["kind"] != "verbatim"]
    for kind, some in groups.items():
        flagged = sum(row["support"] != "supported" for row in some)
        low, high = binomtest(flagged, len(some)).proportion_ci(method="wilson")
        measure = "false alarms" if some[0]["sound"] else "detected"
        figures.append(
            {"kind": kind, "measure": measure, "statements": len(some),
                "documents": len({row["documents"][0] for row in some}),
             "share": round(flagged / len(some), 4), "interval": [round(float(low), 4), round(float(high), 4)]}
        )  # fmt: skip
    return figures


if __name__ == "__main__":
    main()
