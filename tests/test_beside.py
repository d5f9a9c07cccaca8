"""sentence-transformers' InformationRetrievalEvaluator finds, on the same vectors, what we find."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines import beir, evaluate, shipped
from pipelines.config import check
from pipelines.errors import DataError
from pipelines.testlibrary import open_library
from tests import smallset
from tests.data import shared
from tests.home import Home

ROOT = Path(__file__).parents[1]
QUESTIONS = 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return smallset.write(tmp_path / "set")


@pytest.mark.parametrize("relevant", [1, 2])
@pytest.mark.parametrize("titled", [True, False])
def test_the_same_figures(home: Home, folder: Path, titled: bool, relevant: int) -> None:
    found = evaluate.retrieval(check(home.config()), folder, "dev", "dense", titled, relevant, second=True)
    assert found.beside == pytest.approx(found.values, abs=1e-6)
    assert set(found.beside) == set(found.values)
    assert 0 < found.values["nDCG@10"] < 1, "a perfect or an empty ranking would say nothing"


def test_passages_that_score_the_same_stand_in_the_order_of_the_library(home: Home, folder: Path) -> None:
    corpus = folder / "corpus.jsonl"
    rows = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    for row in rows[::2]:
        row["title"], row["text"] = rows[0]["title"], rows[0]["text"]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows[::-1]), encoding="utf-8")  # ids fall
    found = evaluate.retrieval(check(home.config()), folder, "dev", "dense", second=True)
    assert found.beside == pytest.approx(found.values, abs=1e-6)


def test_it_is_for_dense_search_alone(home: Home, folder: Path) -> None:
    with pytest.raises(DataError, match="ask for it with --mode dense"):
        evaluate.retrieval(check(home.config()), folder, "dev", "hybrid", second=True)


def test_it_is_shown_beside(home: Home, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = evaluate.retrieval(check(home.config()), folder, "dev", "dense", second=True)
    evaluate.as_json(found)
    told = json.loads(capsys.readouterr().out)
    assert told["nDCG@10 (beside)"] == pytest.approx(told["nDCG@10"], abs=1e-6)
    evaluate.show(found)
    assert "InformationRetrievalEvaluator; at most" in capsys.readouterr().out


def test_the_same_figures_on_medquad(tmp_path: Path) -> None:
    """The first questions of MedQuAD dev, over the passages that answer them and a hundred others."""
    tests = beir.read(shared("medquad-dev"), "dev")
    asked = list(tests.queries)[:QUESTIONS]
    wanted = {id for question in asked for id in tests.qrels[question]}
    corpus = [one for one in tests.corpus if one.id in wanted] + [one for one in tests.corpus if one.id not in wanted][
        :100
    ]
    part = tmp_path / "part"
    (part / "qrels").mkdir(parents=True)
    (part / "corpus.jsonl.gz").write_bytes(
        gzip.compress("\n".join(_line(one.id, one.text, one.title) for one in corpus).encode())
    )
    (part / "queries.jsonl").write_text("\n".join(_line(id, tests.queries[id]) for id in asked), encoding="utf-8")
    judged = [f"{id}\t{passage}\t1" for id in asked for passage in tests.qrels[id]]
    (part / "qrels" / "dev.tsv").write_text("\n".join(judged), encoding="utf-8")
    config = Home(tmp_path).config()
    config["embeddings"] |= {
        "path": str(shipped.install(ROOT / "models" / shipped.BUNDLED)), "method": "pipelines.encoder.Encoder",
        "vectors": {"dtype": "float32"}, "maxlength": 64,
    }  # fmt: skip
    found = evaluate.retrieval(check(config), part, "dev", "dense", second=True)
    assert found.questions == QUESTIONS
    assert found.beside == pytest.approx(found.values, abs=1e-6)
    assert found.values["nDCG@10"] > 0.8


def _line(id: str, text: str, title: str = "") -> str:
    return json.dumps({"_id": id, "title": title, "text": text} if title else {"_id": id, "text": text})


def test_the_library_s_own_order_is_the_corpus_s(home: Home, folder: Path) -> None:
    """What names passages by row rests on."""
    settings: Any = check(home.config())
    tests = beir.read(folder, "dev")
    library = open_library(home.path / "evaluations", settings.embeddings, tests, True, lambda _: None)
    generation = library.open()
    assert generation
    assert generation.ids == [one.id for one in tests.corpus]
