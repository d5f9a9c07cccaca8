"""Similarity on pairs: the cards' protocol, its bound on Spearman, and what ties do to it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import spearmanr

from docs.build import schemas
from pipelines import pairfile, sentencemodels, shipped, similarity
from pipelines.__main__ import main
from pipelines.errors import DataError, ModelError
from tests import tinymodels
from tests.data import shared
from tests.home import Home

ROOT = Path(__file__).parents[1]
ROWS = [
    {"id": str(n), "question": f"what is {w}", "answer": f"{w} is a disease"} for n, w in enumerate(tinymodels.WORDS)
]


def written(path: Path, *rows: Any) -> Path:
    text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


# The bound of Spearman


def perfect(tied: int, pairs: int = 1000) -> float:
    """Spearman of a model that puts every positive above every negative; `tied` of the negatives at zero."""
    negatives = np.maximum(np.arange(pairs) - tied + 1, 0)
    scores = np.concatenate([np.arange(pairs) + 2.0 * pairs, negatives])
    return float(spearmanr(scores, np.repeat([1.0, 0.0], pairs)).statistic)


def test_without_ties_a_perfect_model_has_a_spearman_of_866() -> None:
    assert similarity.bound(0) == pytest.approx(np.sqrt(3) / 2)
    assert perfect(0) == pytest.approx(0.8660, abs=1e-4)
    assert perfect(0) == pytest.approx(np.sqrt(0.75) * 2000 / np.sqrt(2000**2 - 1), abs=1e-12)  # exactly, for 2,000


@given(st.integers(0, 1000))
def test_the_bound_is_what_ties_among_the_negatives_give(tied: int) -> None:
    assert similarity.bound(tied / 2000) == pytest.approx(perfect(tied), abs=1e-4)


def test_ties_at_zero_carry_a_model_past_the_bound() -> None:
    assert perfect(1000) == pytest.approx(0.9258, abs=1e-4)
    assert perfect(764) == pytest.approx(0.8912, abs=1e-3)  # what the card of PubMedBERT SPLADE gives for PubMed Subset
    assert similarity.bound(0.9) == similarity.bound(0.5), "positives at zero are no help"


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_no_model_without_ties_passes_the_bound(seed: int, pairs: int) -> None:
    scores = np.random.default_rng(seed).permutation(2 * pairs).astype(float)
    most = similarity.bound(0) * 2 * pairs / np.sqrt((2 * pairs) ** 2 - 1)
    assert abs(similarity.correlation(scores, np.repeat([1.0, 0.0], pairs))[1]) <= most + 1e-9


# The protocol


@given(st.integers(0, 1000), st.integers(2, 30))
def test_a_negative_is_never_its_own_pair(seed: int, pairs: int) -> None:
    found = similarity.cosines(np.eye(pairs), np.eye(pairs), seed)
    assert found[:pairs].tolist() == [1.0] * pairs
    assert found[pairs:].tolist() == [0.0] * pairs


def test_sparse_rows_give_what_dense_ones_give() -> None:
    random = np.random.default_rng(0)
    first, second = (random.random((20, 30)) * (random.random((20, 30)) < 0.2) for _ in range(2))
    first[3] = 0
    sparse = [sentencemodels.unit(csr_array(one)) for one in (first, second)]
    dense = [one / np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-12) for one in (first, second)]
    assert similarity.cosines(*sparse, 5) == pytest.approx(similarity.cosines(*dense, 5))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("similarity")
    tinymodels.bert(folder / "dense")
    tinymodels.splade(folder / "sparse")
    tinymodels.modernbert(folder / "long")
    written(folder / "pairs.jsonl", *ROWS)
    return folder


@pytest.mark.parametrize("kind", ["dense", "sparse", "long"])
def test_a_model_that_shares_words_tells_pairs_apart(tiny: Path, kind: str) -> None:
    found = similarity.similarity(tiny / "pairs.jsonl", str(tiny / kind))
    assert (found.model, found.fields, found.pairs, found.seeds) == (
        kind,
        ("question", "answer"),
        len(ROWS),
        (0, 1, 2, 3, 4),
    )
    for one in (found.pearson, found.spearman):
        assert 0 < one.low <= one.mean <= one.high < 100
        assert one.deviation > 0
    again = similarity.similarity(tiny / "pairs.jsonl", str(tiny / kind), seeds=(0,))
    assert again.pearson.deviation == 0
    assert found.pearson.low <= again.pearson.mean + 1e-6
    assert similarity.similarity(tiny / "pairs.jsonl", str(tiny / kind)) == found


def test_a_model_that_tells_nothing_is_told(tmp_path: Path, tiny: Path) -> None:
    file = written(tmp_path / "same.jsonl", *[{"question": "what", "answer": "what"}] * 3)
    with pytest.raises(DataError, match=r"All similarities are 1\.000"):
        similarity.similarity(file, str(tiny / "dense"))


def test_a_damaged_model_is_told(tmp_path: Path, tiny: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "model.safetensors").write_text("nothing")
    with pytest.raises(ModelError, match="can't be loaded"):
        similarity.similarity(tiny / "pairs.jsonl", str(tmp_path / "broken"))


def test_the_embedded_default_comes_out_as_published() -> None:
    """The first 200 pairs of pqa_labeled, which are harder: all 1,000 stand in docs/measures.md, 90.1 and 85.7."""
    file = shared("pubmedqa", "pqa_labeled.jsonl.gz")
    found = similarity.similarity(file, str(shipped.install(ROOT / "models" / shipped.BUNDLED)), limit=200)
    assert found.fields == ("question", "long_answer")
    assert found.pearson.mean == pytest.approx(89.3, abs=0.3)
    assert found.spearman.mean == pytest.approx(85.2, abs=0.3)
    assert (found.zeros, found.bound) == (0, pytest.approx(86.6, abs=0.01))


# The file of pairs


@pytest.mark.parametrize(
    ("row", "named", "fields"),
    [
        ({"pmid": "1", "question": "a", "long_answer": "b"}, (None, None), ("question", "long_answer")),
        ({"title": "a", "text": "b", "_id": "c"}, (None, None), ("title", "text")),
        ({"one": "a", "n": 3, "two": "b"}, (None, None), ("one", "two")),
        ({"question": "a", "answer": "b", "long_answer": "c"}, (None, "answer"), ("question", "answer")),
        ({"one": "a", "two": "b", "three": "c"}, ("three", "one"), ("three", "one")),
    ],
)  # fmt: skip
def test_the_fields_of_a_pair(tmp_path: Path, row: Any, named: tuple[str | None, str | None], fields: Any) -> None:
    file = written(tmp_path / "pairs.jsonl.gz", row, row)
    (first, second), found = pairfile.read(file, *named, limit=None)
    assert found == fields
    assert (first, second) == ([row[fields[0]]] * 2, [row[fields[1]]] * 2)


@pytest.mark.parametrize(
    ("rows", "named", "message"),
    [
        (({"a": "x", "b": "y", "c": "z"},), (None, None), "line 1, has the texts a, b, c; say which two"),
        (({"a": "x"},), (None, None), "line 1, has the texts a; say which two"),
        (({"a": "x", "b": "y"},), ("q", None), "line 1, has no text in the field 'q'; it has a, b"),
        (({"a": "x", "b": "y"}, {"a": "x", "b": " "}), (None, None), "line 2, has no text in the field 'b'"),
        (({"a": "x", "b": "y"}, "{"), (None, None), "line 2, isn't JSON"),
        (({"a": "x", "b": "y"}, "[1]"), (None, None), "line 2, isn't an object"),
        (({"a": "x", "b": "y"},), (None, None), "has 1 pairs; 2 or more are needed"),
        ((), (None, None), "has 0 pairs"),
    ],
)
def test_files_that_are_no_pairs(tmp_path: Path, rows: Any, named: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        pairfile.read(written(tmp_path / "pairs.jsonl", *rows), *named, limit=None)


def test_only_the_first_pairs(tmp_path: Path) -> None:
    assert len(pairfile.read(written(tmp_path / "p.jsonl", *ROWS), None, None, 5)[0][0]) == 5
    with pytest.raises(DataError, match="There is no file"):
        pairfile.read(tmp_path / "none.jsonl", None, None, None)


# The command


@pytest.fixture
def command(home: Home, tiny: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    config = home.path / "config.yml"
    config.write_text(yaml.safe_dump(home.config(embeddings={"path": str(tiny / "dense")})), encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main(["--config", str(config), "evaluate", "similarity", str(tiny / "pairs.jsonl"), *arguments])
        return int(exit.value.code or 0), *capsys.readouterr()

    return run


def test_the_configured_encoder_unless_another_is_named(
    command: Callable[..., tuple[int, str, str]], tiny: Path
) -> None:
    status, out, _ = command()
    assert (status, "; dense" in " ".join(out.split())) == (0, True)
    status, out, _ = command("--model", str(tiny / "sparse"), "--json", "--seeds", "2")
    assert status == 0
    jsonschema.validate(json.loads(out), schemas()["evaluate similarity"])
    assert json.loads(out)["seeds"] == [0, 1]
    assert "what is" not in out
    status, _, err = command("--model", "pubmedbert")
    assert status == 1
    assert "hf download neuml/pubmedbert-base-embeddings" in err
