"""Honest paraphrases of the samples pass, and the same ones with one thing wrong don't.

`paraphrases.jsonl` holds a few words of the passage, a paraphrase as a small model would write it, and a wrong one.
"""

import json
from functools import cache
from pathlib import Path

from pipelines.chunk import Chunker
from pipelines.grounding.names import abbreviations
from pipelines.readers import find, read
from pipelines.schema import Chunk, Document
from tests.grounding import verifier

ROOT = Path(__file__).parents[1]
ROWS = [json.loads(line) for line in (ROOT / "tests" / "paraphrases.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def chunks() -> tuple[Chunk, ...]:
    documents = [record for file in find([ROOT / "samples"]) for record in read(file) if isinstance(record, Document)]  # type: ignore[arg-type]
    return tuple(chunk for document in documents for chunk in Chunker().chunks(document))


def judged(kind: str) -> list[str]:
    """The paraphrases that are not found supported."""
    known: dict[str, set[str]] = {}
    for chunk in chunks():
        for short, long in abbreviations(chunk.body):
            known.setdefault(short, set()).add(long)
    check = verifier(**known)
    flagged = []
    for row in ROWS:
        cited = next(chunk for chunk in chunks() if row["passage"] in chunk.body)
        if check(row[kind], [cited]).support != "supported":
            flagged.append(row[kind])
    return flagged


def test_there_are_enough() -> None:
    assert len(ROWS) >= 40


def test_honest_paraphrases_pass() -> None:
    flagged = judged("sound")
    assert len(flagged) <= 0.05 * len(ROWS), flagged


def test_wrong_ones_do_not() -> None:
    flagged = judged("wrong")
    assert len(flagged) >= 0.95 * len(ROWS), {row["wrong"] for row in ROWS} - set(flagged)
