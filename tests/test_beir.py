"""Reading BEIR folders, whole and broken."""

import gzip
import json
from pathlib import Path

import pytest

from pipelines import beir
from pipelines.errors import DataError
from tests.data import shared

CORPUS: list[dict[str, object]] = [
    {"_id": "d1", "title": "Glaucoma", "text": "Of the eye."},
    {"_id": 2, "text": "No title."},
]
QUERIES: list[dict[str, object]] = [
    {"_id": "q1", "text": "What?"},
    {"_id": "q2", "text": "Who?", "metadata": {}},
    {"_id": "q3", "text": "Not judged"},
]
QRELS = "query-id\tcorpus-id\tscore\nq2\t2\t3\nq2\td1\t0\nq1\td1\t1\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


def lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "eyes" / "corpus.jsonl", lines(CORPUS))
    write(tmp_path / "eyes" / "queries.jsonl", lines(QUERIES))
    write(tmp_path / "eyes" / "qrels" / "test.tsv", QRELS)
    return tmp_path / "eyes"


def told(folder: Path, split: str = "test", relevant: int = 1) -> str:
    with pytest.raises(DataError) as caught:
        beir.read(folder, split, relevant)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_test_set(folder: Path) -> None:
    tests = beir.read(folder, "test")
    assert (tests.name, tests.split) == ("eyes", "test")
    assert tests.corpus == (beir.Entry("d1", "Glaucoma", "Of the eye."), beir.Entry("2", "", "No title."))
    assert tests.queries == {"q1": "What?", "q2": "Who?"}
    assert tests.qrels == {"q1": {"d1": 1}, "q2": {"2": 3}}
    assert list(tests.queries) == list(tests.qrels) == ["q1", "q2"]


def test_gzipped_without_headings_and_with_windows_line_ends(folder: Path) -> None:
    plain = beir.read(folder, "test")
    for path in (folder / "corpus.jsonl", folder / "queries.jsonl"):
        write(
            path.with_name(path.name + ".gz"), "\ufeff" + path.read_text(encoding="utf-8").replace("\n", "\r\n") + "\n"
        )
        path.unlink()
    write(folder / "qrels" / "dev.tsv.gz", QRELS.partition("\n")[2])
    assert beir.read(folder, "dev") == beir.TestSet("eyes", "dev", plain.corpus, plain.queries, plain.qrels)


def test_the_judgement_that_counts(folder: Path) -> None:
    tests = beir.read(folder, "test", relevant=2)
    assert (tests.queries, tests.qrels) == ({"q2": "Who?"}, {"q2": {"2": 3}})
    assert "has no judgement of 4 or more" in told(folder, relevant=4)
    assert "can't be relevant from judgement 0" in told(folder, relevant=0)


def test_missing_files(folder: Path) -> None:
    assert told(folder.with_name("eye")) == f"There is no folder {folder.with_name('eye')}; did you mean eyes?"
    assert told(folder, "dev") == f"{folder / 'qrels'} has no split 'dev'; it has test."
    (folder / "corpus.jsonl").rename(folder / "corpora.jsonl")
    assert told(folder) == f"{folder} has no corpus.jsonl or corpus.jsonl.gz; did you mean corpora.jsonl?"
    (folder / "corpora.jsonl").unlink()
    (folder / "queries.jsonl").unlink()
    assert told(folder) == f"{folder} has no corpus.jsonl or corpus.jsonl.gz; it holds qrels."


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("corpus.jsonl", '{"_id": "d1", "text": "a"}\n{"_id": ', "corpus.jsonl, line 2, isn't JSON ("),
        ("corpus.jsonl", '{"_id": "d1"}\n', "corpus.jsonl, line 1, has no _id or no text"),
        ("corpus.jsonl", '["d1", "text"]\n', "corpus.jsonl, line 1, isn't an object; write"),
        ("corpus.jsonl", lines([CORPUS[0], CORPUS[0]]), "corpus.jsonl, line 2, has the _id 'd1' of an earlier line"),
        ("queries.jsonl", '\n{"text": "a"}\n', "queries.jsonl, line 2, has no _id or no text"),
        ("qrels/test.tsv", QRELS + "q1 d1 1\n", "test.tsv, line 5, has 1 columns, not 3; write query-id"),
        ("qrels/test.tsv", QRELS + "q1\td1\tyes\n", "test.tsv, line 5, has the score 'yes', not a whole number"),
        ("qrels/test.tsv", QRELS + "q9\td1\t1\n", "test.tsv, line 5, judges the question 'q9', which queries.jsonl"),
        ("qrels/test.tsv", QRELS + "q1\td9\t1\n", "test.tsv, line 5, judges the passage 'd9', which corpus.jsonl"),
        ("qrels/test.tsv", "", "has no judgement of 1 or more"),
    ],
)
def test_bad_lines(folder: Path, file: str, text: str, message: str) -> None:
    write(folder / file, text)
    assert message in told(folder)


def test_damaged_files(folder: Path) -> None:
    (folder / "corpus.jsonl").write_bytes(b'{"_id": "d1", "text": "\xff"}\n')
    assert "corpus.jsonl, line 1, isn't UTF-8" in told(folder)
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines(CORPUS).encode())[:-9])
    assert "corpus.jsonl.gz is damaged after line" in told(folder)
    (folder / "corpus.jsonl.gz").write_text("no gzip", encoding="utf-8")
    assert "corpus.jsonl.gz is damaged after line 0" in told(folder)


@pytest.mark.parametrize(
    ("name", "split", "relevant", "passages", "questions"),
    [
        ("medquad-dev", "dev", 1, 10_075, 2_625),
        ("cystic-fibrosis", "test", 1, 1_239, 99),
        ("bioasq", "test", 1, 13_449, 2_310),
    ],
)
def test_shared_sets(name: str, split: str, relevant: int, passages: int, questions: int) -> None:
    tests = beir.read(shared(name), split, relevant)
    assert (len(tests.corpus), len(tests.queries), len(tests.qrels)) == (passages, questions, questions)
