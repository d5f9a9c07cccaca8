"""Reads a test set in the layout of BEIR (Thakur et al. 2021), each file plain or gzipped.

corpus.jsonl         {"_id": "s00006-000", "title": "Glaucoma", "text": "Glaucoma is a group of diseases ..."}
queries.jsonl        {"_id": "q00006", "text": "What is (are) Glaucoma ?"}
qrels/<split>.tsv    question, passage and judgement, parted by tabs, with or without a line of headings
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

from pipelines.errors import DataError

ENTRY = '{"_id": ..., "text": ...}'
COLUMNS = "query-id, corpus-id and score, parted by tabs"


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage of the corpus; a question has no title."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TestSet:
    """A corpus, and the questions and judgements of one split.

    `qrels` holds, by question and passage, the judgements that count as relevant, and `queries` the questions that have
    one, in the order of their file.
    """

    __test__: ClassVar[bool] = False  # pytest takes classes with such a name for tests

    name: str  # the folder's name
    split: str
    corpus: tuple[Entry, ...]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def read(folder: Path, split: str, relevant: int = 1) -> TestSet:
    """The test set in `folder`; a passage counts as relevant from the judgement `relevant`, at least 1.

    Raises DataError for a missing file, a bad line, an unknown split or id, and a split without a relevant passage.
    """
    if relevant < 1:
        raise DataError(f"A passage can't be relevant from judgement {relevant}; name 1 or more.")
    corpus = _entries(_found(folder, "corpus.jsonl"))
    questions = _entries(_found(folder, "queries.jsonl"))
    judgements = _found(folder / "qrels", f"{split}.tsv")
    qrels: dict[str, dict[str, int]] = {}
    for place, question, passage, judgement in _judgements(judgements):
        if question not in questions:
            raise DataError(f"{place} judges the question {question!r}, which queries.jsonl doesn't have.")
        if passage not in corpus:
            raise DataError(f"{place} judges the passage {passage!r}, which corpus.jsonl doesn't have.")
        if judgement >= relevant:
            qrels.setdefault(question, {})[passage] = judgement
    if not qrels:
        raise DataError(
            f"{judgements} has no judgement of {relevant} or more; check the file and the judgement that counts."
        )
    asked = {id: question.text for id, question in questions.items() if id in qrels}
    return TestSet(folder.resolve().name, split, tuple(corpus.values()), asked, {id: qrels[id] for id in asked})


def further(folder: Path, *names: str) -> dict[str, tuple[str, ...]]:
    """Passage -> its further fields of these names in the corpus ("section", "split"), empty where it has none."""
    found: dict[str, tuple[str, ...]] = {}
    for _, row in objects(_found(folder, "corpus.jsonl")):
        found[str(row["_id"])] = tuple(str(row.get(name) or "") for name in names)
    return found


def splits(folder: Path) -> list[str]:
    """The splits that the folder has judgements for."""
    return sorted(file.split(".tsv")[0] for file in _names(folder / "qrels") if ".tsv" in file)


def _found(folder: Path, name: str) -> Path:
    """The file of that name, plain before gzipped; the error tells what there is instead."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    if not folder.is_dir():
        near = get_close_matches(folder.name, _names(folder.parent), n=1)
        raise DataError(f"There is no folder {folder}; " + (f"did you mean {near[0]}?" if near else "check its path."))
    names = _names(folder)
    if name.endswith(".tsv"):
        splits = sorted({file.removesuffix(".gz").removesuffix(".tsv") for file in names if ".tsv" in file})
        raise DataError(f"{folder} has no split {name.removesuffix('.tsv')!r}; it has {', '.join(splits) or 'none'}.")
    near = get_close_matches(name, names, n=1)
    told = f"did you mean {near[0]}?" if near else f"it holds {', '.join(names[:8]) or 'nothing'}."
    raise DataError(f"{folder} has no {name} or {name}.gz; {told}")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line that isn't blank, behind its place ("queries.jsonl.gz, line 7,")."""
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if text := line.decode("utf-8-sig").strip("\r\n"):
                    yield f"{path}, line {number},", text
    except UnicodeDecodeError:
        raise DataError(f"{path}, line {number}, isn't UTF-8; save the file in UTF-8.") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DataError(f"{path} is damaged after line {number}: it doesn't unpack; fetch it again.") from None


def objects(path: Path, form: str = "one object a line") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line of a JSONL file as a mapping, behind its place; DataError with the `form` to write for another line."""
    for place, line in lines(path):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{place} isn't JSON ({error.msg}); write {form}.") from None
        if not isinstance(row, dict):
            raise DataError(f"{place} isn't an object; write {form}.")
        yield place, row


def _entries(path: Path) -> dict[str, Entry]:
    """Id -> record, for each line of a JSONL file."""
    found: dict[str, Entry] = {}
    for place, row in objects(path, ENTRY):
        if not isinstance(row.get("text"), str) or "_id" not in row:
            raise DataError(f"{place} has no _id or no text; write {ENTRY}.")
        id = str(row["_id"])
        if id in found:
            raise DataError(f"{place} has the _id {id!r} of an earlier line; give each its own.")
        found[id] = Entry(id, str(row.get("title") or ""), row["text"])
    return found


def _judgements(path: Path) -> Iterator[tuple[str, str, str, int]]:
    for number, (place, line) in enumerate(lines(path)):
        cells = line.split("\t")
        if len(cells) != 3:
            raise DataError(f"{place} has {len(cells)} columns, not 3; write {COLUMNS}.")
        try:
            yield place, cells[0], cells[1], int(cells[2])
        except ValueError:
            if number:  # the first line may hold headings
                raise DataError(f"{place} has the score {cells[2]!r}, not a whole number; write {COLUMNS}.") from None
