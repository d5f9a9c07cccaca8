"""Comparing models: each is searched as the product searches, differences are paired, sizes come of one build."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test

from pipelines import beir, evaluate, measures, sentencemodels
from pipelines.__main__ import main
from pipelines.compare import TESTED, Comparison, compare
from pipelines.compare_report import markdown, save
from pipelines.config import Settings, check
from pipelines.contestants import Stable, cut
from pipelines.errors import DataError, ModelError, QuestionError
from pipelines.search_settings import SpladeSettings
from pipelines.significance import adjusted, randomised
from pipelines.testweights import open_weights
from tests import smallset, tinymodels
from tests.home import Home

Run = Callable[..., Comparison]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A test set, a dense and a sparse model, each tiny."""
    folder = tmp_path_factory.mktemp("compare")
    smallset.write(folder / "set")
    tinymodels.bert(folder / "tiny")
    tinymodels.splade(folder / "weights")
    return folder


@pytest.fixture(scope="module")
def settings(place: Path) -> Settings:
    return check(Home(place).config())


@pytest.fixture(scope="module")
def run(place: Path, settings: Settings) -> Run:
    return lambda *names, **options: compare(settings, names, place / "set", "dev", **options)


def embeddings(settings: Settings, place: Path) -> Settings:
    """The settings with the tiny model as the configured encoder."""
    own = {"path": str(place / "tiny"), "method": "pipelines.encoder.Encoder", "vectors": {"dtype": "auto"}}
    return settings.model_copy(update={"embeddings": {**settings.embeddings, **own}})


def test_each_is_measured_as_the_product_searches(place: Path, settings: Settings, run: Run) -> None:
    tiny = str(place / "tiny")
    found = run(tiny, "bm25", f"{tiny}+bm25")
    assert [(one.name, one.kind) for one in found.results] == [
        ("tiny", "dense"), ("bm25", "words"), ("tiny+bm25", "hybrid"),
    ]  # fmt: skip
    for one, mode in zip(found.results, ("dense", "sparse", "hybrid"), strict=True):
        own = evaluate.retrieval(embeddings(settings, place), place / "set", "dev", mode)
        assert one.values == pytest.approx(own.values, abs=1e-9), one.name
        assert one.intervals["nDCG@10"] == pytest.approx(own.intervals["nDCG@10"])
        assert 0 < one.median_ms <= one.p95_ms
    assert (found.questions, found.passages, found.split) == (smallset.QUESTIONS, smallset.PASSAGES, "dev")


def test_a_sparse_model_ranks_by_the_dot_product_of_its_weights(place: Path, run: Run) -> None:
    found = run(str(place / "weights")).results[0]
    tests = beir.read(place / "set", "dev")
    model = sentencemodels.load(place / "weights")
    as_array = {"convert_to_sparse_tensor": False, "convert_to_tensor": False}
    passages = model.encode_document([f"{one.title}\n{one.text}" for one in tests.corpus], **as_array)
    questions = model.encode_query(list(tests.queries.values()), **as_array)
    scores = np.asarray(questions) @ np.asarray(passages).T
    ranking = {
        id: [tests.corpus[row].id for row in np.argsort(-one, kind="stable")]
        for id, one in zip(tests.queries, scores, strict=True)
    }
    assert found.values["MRR@10"] == pytest.approx(measures.measure(ranking, tests.qrels)["MRR@10"], abs=1e-9)
    assert (found.kind, found.dimensions) == ("sparse", len(tinymodels.VOCABULARY))
    assert found.encoded
    assert found.encoded > 0


def test_a_dense_and_a_sparse_model_are_joined_as_the_product_joins_them(
    place: Path, settings: Settings, run: Run
) -> None:
    found = run(f"{place / 'tiny'}+{place / 'weights'}").results[0]
    own = embeddings(settings, place).model_copy(update={"splade": SpladeSettings(path=str(place / "weights"))})
    expected = evaluate.retrieval(own, place / "set", "dev", "hybrid", sparse="splade")
    assert (found.name, found.kind, found.dimensions) == ("tiny+weights", "hybrid", 32)
    assert found.values == pytest.approx(expected.values, abs=1e-9)
    words = evaluate.retrieval(own, place / "set", "dev", "hybrid", sparse="bm25")
    assert words.values != expected.values
    with pytest.raises(QuestionError, match=r"No SPLADE model is set up\. .* ask with --sparse bm25"):
        evaluate.retrieval(settings, place / "set", "dev", "sparse", sparse="splade")


def test_the_weights_of_a_sparse_model_are_kept(place: Path, settings: Settings) -> None:
    tests = beir.read(place / "set", "dev")
    model = sentencemodels.load(place / "weights")
    open_with = lambda model: open_weights(place / "kept", place / "weights", model, tests, True, lambda _: None)  # noqa: E731
    first = open_with(model)
    assert (open_with(None) != first).nnz == 0, "the second time no model is asked"
    assert first.shape == (smallset.PASSAGES, len(tinymodels.VOCABULARY))


def test_sizes_come_of_one_build(place: Path, settings: Settings, run: Run) -> None:
    found = run(str(place / "tiny"), sizes=(32, 16, 8))
    assert [(one.name, one.dimensions) for one in found.results] == [("tiny@32", 32), ("tiny@16", 16), ("tiny@8", 8)]
    assert [one.megabytes for one in found.results] == [
        pytest.approx(smallset.PASSAGES * n * 4e-6) for n in (32, 16, 8)
    ]
    assert found.results[0].values == run(str(place / "tiny")).results[0].values
    assert "| tiny@8 | 8 |" in markdown(found)
    kept = {folder.name for folder in (settings.library.path / "evaluations").glob("set-titled-*")}
    run(str(place / "tiny"), sizes=(4,))
    assert {folder.name for folder in (settings.library.path / "evaluations").glob("set-titled-*")} == kept


def test_bm25_alone_takes_the_library_of_the_configured_encoder(settings: Settings, run: Run) -> None:
    one = run("bm25").results[0]
    assert (one.encoded, one.dimensions) == (None, None)
    assert one.megabytes > 0


def test_only_the_first_questions(run: Run) -> None:
    assert run("bm25", limit=3).questions == 3


def test_differences_are_those_to_the_first(place: Path, settings: Settings, run: Run) -> None:
    found = run("bm25", str(place / "tiny"))
    assert {one.measure for one in found.differences} == set(TESTED)
    for one in found.differences:
        apart = found.results[1].values[one.measure] - found.results[0].values[one.measure]
        assert one.mean == pytest.approx(apart, abs=1e-9)
        assert one.low <= one.mean <= one.high
        assert one.p <= one.adjusted <= 1
    assert "Differences to bm25" in markdown(found)
    assert f"all {len(TESTED)}" in markdown(found)


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (("bm25", "bm25"), {}, "bm25 is named twice"),
        (("a+b",), {}, "There is no fusion 'a\\+b'; write MODEL\\+bm25"),
        (("bm25",), {"sizes": (0,)}, "can't be cut to 0 dimensions"),
        ((), {}, "No model is named"),
    ],
)
def test_what_can_t_be_compared_is_told(run: Run, names: Any, options: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        run(*names, **options)


def test_what_only_the_model_tells(place: Path, run: Run) -> None:
    with pytest.raises(DataError, match="vectors of 32 dimensions; they can't be cut to 33"):
        run(str(place / "tiny"), sizes=(33,))
    with pytest.raises(DataError, match="is a sparse model; fused with another are dense ones"):
        run(f"{place / 'weights'}+bm25")


def test_a_model_that_isn_t_here_is_told_before_anything_is_encoded(place: Path, settings: Settings) -> None:
    log = place / "log"
    logged = {**settings.embeddings, "vectors": {"dimensions": 48, "log": str(log)}}
    with pytest.raises(ModelError, match="neuml/pubmedbert-base-embeddings is not on this machine"):
        compare(
            settings.model_copy(update={"embeddings": logged}), ["bm25", "pubmedbert"], place / "set", "dev"
        )  # fmt: skip
    assert not log.exists()


@given(st.integers(1, 12), st.integers(0, 1000))
def test_cut_vectors_are_unit_vectors_in_the_same_direction(size: int, seed: int) -> None:
    full = np.random.default_rng(seed).normal(size=(5, 12)).astype(np.float32)
    full /= np.linalg.norm(full, axis=1, keepdims=True)
    part = cut(full, size)
    assert part.shape == (5, size)
    assert np.linalg.norm(part, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert (part * full[:, :size]).sum(axis=1) == pytest.approx(np.linalg.norm(full[:, :size], axis=1), abs=1e-5)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_never_lowers_a_p_and_keeps_their_order(ps: list[float]) -> None:
    found = adjusted(ps)
    assert all(p <= one <= 1 for p, one in zip(ps, found, strict=True))
    assert all(found[a] <= found[b] for a in range(len(ps)) for b in range(len(ps)) if ps[a] <= ps[b])
    if ps:
        assert min(found) == pytest.approx(min(1.0, len(ps) * min(ps)))


def test_holm_s_own_example() -> None:
    assert adjusted([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_the_p_of_a_difference_is_scipy_s() -> None:
    for seed in range(4):
        sample = np.random.default_rng(seed).normal(0.3, 1, size=12)
        exact = permutation_test((sample,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
        assert randomised(sample.tolist()) == pytest.approx(exact, abs=0.02)
    assert randomised([0.0] * 20) == 1.0
    assert randomised([0.1] * 40) == 1 / 10_000
    assert randomised([0.1, -0.1] * 20) > 0.9
    assert randomised([0.3, -0.1, 0.2] * 9) == randomised([-0.3, 0.1, -0.2] * 9)


def test_what_is_written(place: Path, run: Run) -> None:
    found = run("bm25", str(place / "tiny"))
    files = save(found, place / "out")
    assert [file.name for file in files] == ["comparison.md", "comparison.json", "comparison.png"]
    assert (place / "out" / "comparison.png").read_bytes().startswith(b"\x89PNG")
    told = json.loads((place / "out" / "comparison.json").read_text("utf-8"))
    assert [one["name"] for one in told["results"]] == ["bm25", "tiny"]
    question = next(iter(beir.read(place / "set", "dev").queries.values()))
    assert question not in (place / "out" / "comparison.md").read_text("utf-8")
    with pytest.raises(DataError, match="can't be written to"):
        save(found, place / "out" / "comparison.md" / "x")


def test_the_command(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = place / "config.yml"
    config.write_text(yaml.safe_dump(Home(place).config()), encoding="utf-8")

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit:
            main(["--config", str(config), "compare", *arguments])
        return int(exit.value.code or 0), *capsys.readouterr()

    status, out, _ = command("bm25", str(place / "tiny"), "--on", str(place / "set"), "--split", "dev")
    assert status == 0
    assert "nDCG@10" in out
    status, out, err = command("bm25", "--on", str(place / "set"), "--split", "dev", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["results"][0]["name"] == "bm25"
    status, _, err = command("bm25", "--on", str(place / "set"), "--split", "dev", "--sizes", "64,a")
    assert status == 2
    assert "--sizes is '64,a'; write dimensions parted by commas" in err


def test_stable_opens_a_model_s_library_once(place: Path, settings: Settings) -> None:
    tests = beir.read(place / "set", "dev")
    tiny = str(place / "tiny")
    one, both, words = Stable(settings, tests, True, lambda _: None).open([tiny, f"{tiny}+bm25", "bm25"])
    assert one.ids is both.ids is words.ids
