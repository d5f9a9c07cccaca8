"""Sentences with the passage that they stand in, from PubMedQA abstracts and MedQuAD train pages, split by document."""

import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.schema import Chunk
from pipelines.sentences import sentences

LONGEST = 1200  # characters of a passage, about the 200 tokens that one has in the library
WORDS = (6, 45)  # of a sentence that becomes a statement


@dataclass(frozen=True, slots=True)
class Source:
    """A passage and those of its sentences that can be statements."""

    chunk: Chunk
    statements: tuple[str, ...]


def half(document: str) -> str:
    """ "dev" or "test", by the document's id alone."""
    return "dev" if hashlib.sha256(document.encode()).digest()[0] % 2 == 0 else "test"


def sources(data: Path, wanted: str, pages: int = 1500) -> list[Source]:
    """The passages of one half: all abstracts, and a passage of each of so many pages, in an order of chance."""
    found = [*_abstracts(data), *_pages(data, pages)]
    kept = [source for source in found if half(source.chunk.document) == wanted and source.statements]
    random.Random(3).shuffle(kept)
    return list(_unlike(kept))


def _unlike(found: list[Source]) -> Iterator[Source]:
    """Passages without the sentences that others before them hold: pages repeat themselves word for word."""
    seen: set[str] = set()
    for source in found:
        fresh = tuple(text for text in source.statements if text not in seen)
        seen.update(fresh)
        if fresh:
            yield Source(source.chunk, fresh)


def _abstracts(data: Path) -> Iterator[Source]:
    with gzip.open(data / "pubmedqa" / "pqa_labeled.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            body = "\n\n".join([*record["contexts"], record["long_answer"]])
            yield _source(record["pmid"], record["question"], body)


def _pages(data: Path, number: int) -> Iterator[Source]:
    splits: dict[str, set[str]] = defaultdict(set)
    with gzip.open(data / "medquad" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            splits[record["document"]].add(record["split"])
    with gzip.open(data / "medquad" / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = [page for page in map(json.loads, lines) if splits[page["id"]] == {"train"}]
    for page in random.Random(3).sample(pages, min(number, len(pages))):
        section = max(page["sections"], key=lambda one: min(len(one["text"]), LONGEST))
        yield _source(page["id"], page["title"], _cut(section["text"]))


def _cut(text: str) -> str:
    spans = [span for span in sentences(text) if span[1] <= LONGEST]
    return text[: spans[-1][1]] if spans else text[:LONGEST]


def _source(document: str, title: str, body: str) -> Source:
    chunk = Chunk(f"{document}#1", document, title, "", body, 0, len(body))
    texts = (body[start:end] for start, end in sentences(body))
    low, high = WORDS
    kept = (t for t in texts if low <= len(t.split()) <= high and t.endswith(".") and t[0].isupper() and "?" not in t)
    return Source(chunk, tuple(dict.fromkeys(kept)))
