"""How many disagreements made by code are found: a passage, and its copy in which one sentence says otherwise.

    python -m benchmarks.disagree DATA [--most 20] [--show]

Passages that answer a MedQuAD train question, and PubMedQA conclusions. The copy is another document under a title of
its own, reworded a little; in one sentence of it a number is tripled, a direction is turned, or advice is denied. A
pair counts as found where the two sentences are shown side by side. Two documents are seldom as alike as what is made
so: the figure is an upper bound.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.record import save
from benchmarks.rewrite import WORDING
from pipelines import beir
from pipelines.config import check
from pipelines.encoder import Vectors, encoder_of
from pipelines.grounding.disagree import disagreements
from pipelines.profiles import load
from pipelines.schema import Chunk, Passage
from pipelines.sentences import sentences

NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<n>\d+)(?= (?:mg|mcg|mL|g|days?|weeks?|months?|hours?|minutes?|percent|mmHg)\b| ?%)"
)
TURNED = {
    "increases": "decreases", "increase": "decrease", "increased": "decreased", "reduces": "increases",
    "reduce": "increase", "decreases": "increases", "improves": "worsens", "improve": "worsen", "improved": "worsened",
    "effective": "ineffective", "safe": "unsafe",
}  # fmt: skip
TURN = re.compile(rf"\b(?:{'|'.join(TURNED)})\b")
ADVICE = re.compile(r"\b(?:should\b|(?:is|are) (?=recommended|advised|indicated|suggested))(?! not)")
KINDS = ("number", "direction", "recommendation")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a passage and its copy, the sentence and what was made of it."""

    kind: str
    question: str
    passages: tuple[Passage, Passage]
    original: str
    changed: str


def main() -> None:
    """Measures and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=20, help="pairs of a kind")
    parser.add_argument("--show", action="store_true", help="print the pairs that are not found")
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments = parser.parse_args()
    encoder = encoder_of(check(load(arguments.config)).embeddings, {})

    def encode(texts: Sequence[str]) -> Vectors:
        return encoder.normalize(encoder.encode(list(texts)))

    figures = []
    for kind in KINDS:
        made = list(pairs(arguments.data, kind, arguments.most))
        missed = [pair for pair in made if not found(pair, disagreements(pair.question, pair.passages, encode))]
        figures.append({"kind": kind, "pairs": len(made), "found": len(made) - len(missed)})
        for pair in missed if arguments.show else ():
            print(f"{kind} | {pair.question}\n  {pair.original}\n  {pair.changed}")
    print(json.dumps(figures, indent=1))
    save("disagree", "pairs made of MedQuAD train passages and PubMedQA conclusions", figures)


def found(pair: Pair, conflicts: tuple[Any, ...]) -> bool:
    """Whether the two sentences are shown."""
    shown = {side.chunk.body[side.start : side.end] for conflict in conflicts for side in conflict.sides}
    return {pair.original, pair.changed} <= shown


def pairs(data: Path, kind: str, most: int) -> Iterator[Pair]:
    """So many pairs of one kind, half of them from PubMedQA where there are enough."""
    chance = random.Random(kind)
    both = [list(_medquad(data)), list(_pubmedqa(data))]
    for some, number in zip(both, (most - most // 2, most // 2), strict=True):
        chance.shuffle(some)
        made = 0
        for question, title, body in some:
            if made < number and (pair := _pair(kind, question, title, body)):
                made += 1
                yield pair


def _medquad(data: Path) -> Iterator[tuple[str, str, str]]:
    tests = beir.read(data / "medquad", "train")
    entries = {entry.id: entry for entry in tests.corpus}
    for id, question in tests.queries.items():
        for passage in tests.qrels[id]:
            yield question, entries[passage].title, entries[passage].text


def _pubmedqa(data: Path) -> Iterator[tuple[str, str, str]]:
    with gzip.open(data / "pubmedqa" / "pqa_labeled.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            yield record["question"], record["question"], record["long_answer"]


def _pair(kind: str, question: str, title: str, body: str) -> Pair | None:
    for start, end in sentences(body):
        original = reworded = body[start:end]
        for old, new in WORDING:
            reworded = reworded.replace(old, new)
        new = _changed(kind, reworded)
        if new and 6 <= len(original.split()) <= 40:
            copy = body[:start] + new + body[end:]
            one, other_ = _passage("one", title, body), _passage("other", f"{title}: an overview", copy)
            return Pair(kind, question, (one, other_), original, new)
    return None


def _changed(kind: str, text: str) -> str:
    """The sentence with one thing changed, "" where there is none to change."""
    if kind == "number":
        return NUMBER.sub(lambda m: str(3 * int(m["n"])), text) if len(NUMBER.findall(text)) == 1 else ""
    if kind == "direction":
        return TURN.sub(lambda m: TURNED[m.group()], text) if len(TURN.findall(text)) == 1 else ""
    match = ADVICE.search(text)
    return f"{text[: match.end()].rstrip()} not {text[match.end() :].lstrip()}" if match else ""


def _passage(id: str, title: str, body: str) -> Passage:
    return Passage(Chunk(f"{id}#1", id, title, "", body, 0, len(body)), 1.0)


if __name__ == "__main__":
    main()
