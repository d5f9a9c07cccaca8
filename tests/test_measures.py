"""The measures against two implementations that aren't ours: trec_eval and sentence-transformers."""

import random
from collections.abc import Mapping, Sequence

import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st
from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

from pipelines.errors import ConfigError, DataError
from pipelines.measures import DEFAULT, FORMULAS, Measure, interval, mean, measure, per_question

Run = Mapping[str, Sequence[str]]
Qrels = Mapping[str, Mapping[str, int]]

CORPUS = [f"d{n}" for n in range(140)]
QUESTIONS = st.sampled_from(["a", "b", "c"])
RUNS = st.dictionaries(QUESTIONS, st.randoms(use_true_random=False).map(lambda r: r.sample(CORPUS, r.randint(0, 140))))
QRELS = st.dictionaries(
    QUESTIONS, st.dictionaries(st.sampled_from(CORPUS), st.integers(-1, 8), min_size=1, max_size=130), min_size=1
).filter(lambda qrels: any(value > 0 for judged in qrels.values() for value in judged.values()))
TREC = {"accuracy": "success", "precision": "P", "recall": "recall", "nDCG(graded)": "ndcg_cut", "MAP": "map_cut"}


def relevant(qrels: Qrels) -> dict[str, dict[str, int]]:
    found = {question: {id: value for id, value in judged.items() if value > 0} for question, judged in qrels.items()}
    return {question: judged for question, judged in found.items() if judged}


def trec_eval(name: str, run: Run, qrels: Qrels) -> dict[str, float]:
    """Question -> value as trec_eval has it; it knows MRR only uncut, so the run is cut."""
    kind, cutoff = name.split("@")
    k = int(cutoff)
    if kind == "nDCG":
        kind = "nDCG(graded)"
        qrels = {question: dict.fromkeys(judged, 1) for question, judged in qrels.items()}
    wanted = "recip_rank" if kind == "MRR" else f"{TREC[kind]}.{k}"
    ranked = {
        question: {id: -float(rank) for rank, id in enumerate(run.get(question, ())[:k])} or {"nothing": 0.0}
        for question in qrels
    }
    found = pytrec_eval.RelevanceEvaluator(qrels, {wanted}).evaluate(ranked)
    return {question: values[wanted.replace(".", "_")] for question, values in found.items()}


@settings(deadline=None, max_examples=60)
@given(RUNS, QRELS, st.integers(1, 150))
def test_every_measure_agrees_with_trec_eval(run: Run, qrels: Qrels, k: int) -> None:
    judged = relevant(qrels)
    for name in (*DEFAULT, *(f"{kind}@{cutoff}" for kind in FORMULAS for cutoff in (1, 2, 3, k))):
        ours = per_question(run, qrels, [name])[name]
        theirs = trec_eval(name, run, judged)
        if name.startswith("MAP"):  # trec_eval divides by all relevant ones, even if there are more than k
            cutoff = Measure.parse(name).k
            theirs = {q: value * len(judged[q]) / min(cutoff, len(judged[q])) for q, value in theirs.items()}
        assert ours == pytest.approx(theirs, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(RUNS, QRELS)
def test_the_default_agrees_with_sentence_transformers(run: Run, qrels: Qrels) -> None:
    judged = {question: set(ids) for question, ids in relevant(qrels).items()}
    evaluator = InformationRetrievalEvaluator(
        dict.fromkeys(judged, ""), dict.fromkeys(CORPUS, ""), judged, accuracy_at_k=[1, 3, 5, 10]
    )
    results: list[object] = [
        [{"corpus_id": id, "score": -rank} for rank, id in enumerate(run.get(question, ()))]
        for question in evaluator.queries_ids
    ]
    found = evaluator.compute_metrics(results)
    theirs = {name: found[f"{name.split('@')[0].lower()}@k"][int(name.split("@")[1])] for name in DEFAULT}
    assert measure(run, qrels) == pytest.approx(theirs, abs=1e-9)


def test_names() -> None:
    assert DEFAULT[-3:] == ("nDCG@10", "MRR@10", "MAP@100")
    assert len(DEFAULT) == 15
    assert [str(Measure.parse(name)) for name in DEFAULT] == list(DEFAULT)
    assert list(measure({}, {"a": {"d1": 1}})) == list(DEFAULT)
    assert Measure.parse("nDCG@10") == Measure("nDCG", 10)
    assert {Measure.parse("nDCG@10"), Measure.parse("nDCG@10")} == {Measure("nDCG", 10)}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ndgc@10", "The measure 'ndgc@10' is unknown; did you mean nDCG@10?"),
        ("recall", "The measure 'recall' is unknown; did you mean recall@10?"),
        ("recall@0", "The measure 'recall@0' is unknown; did you mean recall@10?"),
        ("xyz@5", "The measure 'xyz@5' is unknown; known are accuracy, precision, "),
    ],
)
def test_unknown_names(name: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        measure({}, {"a": {"d1": 1}}, [name])
    assert str(caught.value).startswith(told)


def test_what_cannot_be_measured() -> None:
    with pytest.raises(DataError, match="No question has a relevant passage"):
        measure({"a": ["d1"]}, {"a": {"d1": 0}})
    with pytest.raises(DataError, match="'a' names a passage twice"):
        measure({"a": ["d1", "d1"]}, {"a": {"d1": 1}})


def test_graded_and_binary_gain() -> None:
    run, qrels = {"a": ["low", "high"]}, {"a": {"low": 1, "high": 8}}
    values = measure(run, qrels, ["nDCG@10", "nDCG(graded)@10"])
    assert values["nDCG@10"] == 1
    assert values["nDCG(graded)@10"] < 0.75


def test_the_interval_holds_the_mean_and_repeats() -> None:
    generator = random.Random(1)
    values = [generator.random() for _ in range(400)]
    low, high = interval(values)
    assert low < mean(values) < high
    assert (low, high) == interval(values)
    assert (low, high) != interval(values, seed=1)
    # The normal approximation: 1.96 standard errors of a uniform distribution on each side.
    assert high - low == pytest.approx(2 * 1.96 * (1 / 12) ** 0.5 / 20, rel=0.15)
    assert interval([0.5]) == (0.5, 0.5)
