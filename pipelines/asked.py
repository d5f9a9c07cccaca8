"""Questions with what answers them, to measure answers on.

    {"id": "q1", "question": "What is ...?", "relevant": ["drugs/metformin.md#3", "Metformin tablets"]}
    {"id": "q2", "question": "What is ...?", "answerable": false}

`relevant` names passages, or whole documents by id or title; without it only supported statements and refusals are
measured. A file of such lines is asked of the person's own library. A folder in BEIR form is asked of a library of its
corpus, where its judgements say what is relevant; to have questions that can't be answered, some are left without the
documents that answer them.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipelines.beir import TestSet, objects
from pipelines.errors import DataError
from pipelines.generation import Generation
from pipelines.starting import empty

FORM = '{"id": "q1", "question": "...", "relevant": ["document or passage"], "answerable": true}'
FIELDS = {"id": str, "question": str, "relevant": list, "answerable": bool, "document_title": str}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what answers it (ids of passages or documents, or titles), and whether anything does."""

    id: str
    question: str
    relevant: frozenset[str] = frozenset()
    answerable: bool = True


def read(path: Path, generation: Generation | None) -> list[Asked]:
    """The questions of a file of JSON lines, for this library.

    Raises DataError for a missing file, a bad line, an id used twice, and a relevant one that the library doesn't hold.
    """
    if not path.is_file():
        raise DataError(f"There is no file {path}; name a file of questions, or a folder in BEIR form.")
    found: dict[str, Asked] = {}
    for place, row in objects(path):
        asked = _asked(place, row, f"q{len(found) + 1}")
        if asked.id in found:
            raise DataError(f"{place} has the id {asked.id!r} of an earlier line; give each its own.")
        found[asked.id] = asked
        _held(place, asked, generation)
    if not found:
        raise DataError(f"{path} holds no questions; write {FORM}.")
    return list(found.values())


def _asked(place: str, row: Mapping[str, Any], id: str) -> Asked:
    if not str(row.get("question") or "").strip():
        raise DataError(f"{place} has no question; write {FORM}.")
    for name, kind in FIELDS.items():
        if name in row and not isinstance(row[name], kind):
            raise DataError(f"{place} has {row[name]!r} as {name}; write {FORM}.")
    return Asked(str(row.get("id", id)), row["question"], _relevant(row), row.get("answerable", True))


def _relevant(row: Mapping[str, Any]) -> frozenset[str]:
    title = row.get("document_title")
    return frozenset([*map(str, row.get("relevant", [])), *([title] if title else [])])


def _held(place: str, asked: Asked, generation: Generation | None) -> None:
    """Raises DataError where the library holds nothing of what should answer: a mistyped id would measure as 0."""
    if generation is None:
        raise DataError(f"The library is empty, and the questions are about its documents. {empty()}")
    titles = [entry.title for entry in generation.catalogue.documents()]
    for name in asked.relevant - {*generation.ids, *generation.documents, *titles}:
        near = get_close_matches(name, [*titles, *generation.documents], n=1)
        hint = f"did you mean {near[0]!r}?" if near else "list what there is with: vademecum status --all"
        raise DataError(f"{place} names {name!r}, which the library doesn't hold; {hint}")


def of_tests(tests: TestSet, limit: int | None, share: float) -> tuple[TestSet, list[Asked]]:
    """The first questions of a test set, and the test set without what answers a share of them.

    A question is left without an answer when every entry of the title of a relevant one is taken out of the corpus. The
    questions are drawn, the same each time; one that is about a title taken out for another becomes unanswerable too.
    """
    if not 0 <= share < 1:
        raise DataError(f"A share of {share} can't be left out; name 0 or more, and less than 1.")
    titles = {entry.id: _normal(entry.title or entry.id) for entry in tests.corpus}
    names = list(tests.queries)[:limit]
    drawn = random.Random(0).sample(names, round(share * len(names)))
    gone = {titles[id] for name in drawn for id in tests.qrels[name]}
    corpus = tuple(entry for entry in tests.corpus if titles[entry.id] not in gone)
    kept = {entry.id for entry in corpus}
    asked = [Asked(name, tests.queries[name], frozenset(tests.qrels[name]) & kept) for name in names]
    asked = [replace(one, answerable=bool(one.relevant)) for one in asked]
    return replace(tests, corpus=corpus), asked


def _normal(title: str) -> str:
    """A title as two pages on one subject share it."""
    return " ".join(title.lower().split())
