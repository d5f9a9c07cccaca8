"""Evaluation of answers: questions are read and checked, answers judged as by hand, nothing is written unasked."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import asked, beir, evaluate_answers, judged
from pipelines.asked import Asked
from pipelines.errors import DataError, Stopped
from pipelines.evaluate_answers import Answers
from pipelines.records import Progress
from pipelines.schema import Answer, Citation, Statement
from tests.home import Home

METFORMIN = {"id": "met", "title": "Metformin", "text": "Metformin is given as 500 mg once daily. Take it with food."}
CROUP = {"id": "croup", "title": "Croup", "text": "Croup is treated with dexamethasone 0.15 mg/kg by mouth."}
QUESTIONS = [
    {"id": "a", "question": "How is Metformin given once daily?", "relevant": ["Metformin"]},
    {"id": "b", "question": "How is Croup treated with dexamethasone?", "relevant": ["croup"]},
    {"id": "c", "question": "How is Croup treated with dexamethasone?", "relevant": ["met#1"]},  # judged otherwise
    {"id": "d", "question": "Which vaccine prevents dengue?", "answerable": False},
    {"id": "e", "question": "Which vaccine prevents rabies?"},  # answerable, but nothing here answers it
]


@pytest.fixture
def library(home: Home) -> Home:
    """Two documents in the library."""
    home.write("drugs.jsonl", METFORMIN, CROUP)
    home.ingest()
    return home


def written(home: Home, *rows: Any) -> Path:
    file = home.path / "questions.jsonl"
    file.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def cite(document: str, number: int = 1) -> Citation:
    return Citation(number, f"{document}#1", document, f"Title of {document}", "", None, "quote", 0, 5)


def answer(*statements: Statement, evidence: float = 0.5) -> Answer:
    return Answer("Why?", statements, (), not statements, "scripted", 1, 2.0, evidence)


# One answer


def test_citations_and_statements_are_judged_as_by_hand() -> None:
    found = judged.judge(
        Asked("q", "Why?", frozenset({"right"})),
        answer(
            Statement("Cited rightly.", (cite("right"), cite("wrong", 2)), "supported"),
            Statement("Cited wrongly.", (cite("wrong", 2),), "unsupported"),
            Statement("Cites nothing.", (), "supported"),
            Statement("Not checked.", (cite("right"),), "not checked"),
        ),
    )
    assert found.values == pytest.approx(
        {
            "seconds": 2.0,
            "answered": 1.0,
            "refused though answerable": 0.0,
            "supported": 0.5,
            "unsupported": 0.25,
            "not checked": 0.25,
            "citation recall": 0.25,
            "relevant cited": 1.0,
            "citation precision": 0.5,
        }
    )


@pytest.mark.parametrize("name", ["d", "d#1", "Title of d"])
def test_relevant_is_a_passage_a_document_or_a_title(name: str) -> None:
    assert judged.relevant(cite("d"), Asked("q", "Why?", frozenset({name})))
    assert not judged.relevant(cite("d"), Asked("q", "Why?", frozenset({"dd", "d#2"})))


def test_refusals_are_right_or_wrong() -> None:
    refused, given_ = answer(), answer(Statement("So.", (cite("d"),), "supported"))
    assert judged.judge(Asked("q", "Why?"), refused).values == {
        "seconds": 2.0,
        "answered": 0.0,
        "refused though answerable": 1.0,
    }
    assert judged.judge(Asked("q", "Why?", answerable=False), refused).values["answered though not"] == 0.0
    values = judged.judge(Asked("q", "Why?", answerable=False), given_).values
    assert values["answered though not"] == 1.0
    assert "citation precision" not in values
    assert "answered" not in values


evidence = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=12)


@given(evidence)
def test_the_curve_falls_from_all_to_none(rows: list[tuple[bool, float]]) -> None:
    found = judged.curve(
        [judged.judge(Asked("q", "Why?", answerable=kind), answer(evidence=level)) for kind, level in rows]
    )
    if {kind for kind, _ in rows} != {True, False}:
        assert found == []
        return
    assert found[0][1:] == (1.0, 1.0)
    assert found[-1][1:] == (0.0, 0.0)
    assert all(a[1] >= b[1] and a[2] >= b[2] for a, b in pairwise(found))


# A set of questions


def asking(home: Home, *rows: Any, **options: Any) -> Answers:
    return evaluate_answers.answers(home.config(), written(home, *rows), **options)


def test_a_file_is_asked_of_the_library(library: Home) -> None:
    found = asking(library, *QUESTIONS)
    values = {one.asked.id: one.values for one in found.judged}
    assert values["a"]["citation precision"] == values["b"]["citation precision"] == 1.0
    assert values["c"]["relevant cited"] == 0.0
    assert values["d"]["answered though not"] == 0.0
    assert values["e"]["refused though answerable"] == 1.0
    assert found.summary["answered"]["mean"] == pytest.approx(0.75)
    assert found.summary["answered"]["questions"] == 4
    assert found.summary["citation precision"]["mean"] == pytest.approx(2 / 3)
    assert "answered though not" in found.summary
    for figure in found.summary.values():
        assert figure["low"] <= figure["mean"] <= figure["high"]
    assert found.model == "quotes only"


def test_only_the_first_questions_are_asked(library: Home) -> None:
    assert [one.asked.id for one in asking(library, *QUESTIONS, limit=2).judged] == ["a", "b"]


def test_questions_without_an_id_are_numbered(library: Home) -> None:
    rows = [{"question": row["question"]} for row in QUESTIONS[:2]]
    assert [one.asked.id for one in asking(library, *rows).judged] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{", "line 2, isn't JSON"),
        ("[1]", "line 2, isn't an object"),
        ({"question": " "}, "line 2, has no question"),
        ({"question": "Why?", "relevant": "met"}, "line 2, has 'met' as relevant"),
        ({"question": "Why?", "answerable": "no"}, "line 2, has 'no' as answerable"),
        ({"question": "Why?", "id": "a"}, "line 2, has the id 'a' of an earlier line"),
        ({"question": "Why?", "relevant": ["Metfromin"]}, "names 'Metfromin', .* did you mean 'Metformin'"),
        ({"question": "Why?", "relevant": ["zzz"]}, "names 'zzz', .* vademecum status --all"),
    ],
)
def test_a_bad_line_is_named(library: Home, row: Any, told: str) -> None:
    with pytest.raises(DataError, match=told):
        asking(library, QUESTIONS[0], row)


def test_where_there_is_nothing_to_ask_it_is_said(home: Home) -> None:
    with pytest.raises(DataError, match="There is no file"):
        evaluate_answers.answers(home.config(), home.path / "none.jsonl")
    with pytest.raises(DataError, match="library is empty"):
        asking(home, QUESTIONS[0])
    with pytest.raises(DataError, match="holds no questions"):
        asking(home, "")
    with pytest.raises(DataError, match="Only of a BEIR folder"):
        asking(home, QUESTIONS[0], leave_out=0.5)


def test_a_language_model_is_measured_where_one_is_configured(library: Home) -> None:
    reply = (
        "Metformin is given as 500 mg once daily. [1]\nMetformin is given as 5,000 mg once daily. [1]\nIt cures all."
    )
    llm = {"path": "models/script", "method": "tests.fakes.Scripted", "replies": [reply]}
    config = library.config(llm=llm, answer={"threshold": 0.0})
    found = evaluate_answers.answers(config, written(library, QUESTIONS[0]))
    assert found.model == "script"
    means = {name: figure["mean"] for name, figure in found.summary.items()}
    assert means["supported"] == means["unsupported"] == means["not checked"] == pytest.approx(1 / 3)
    assert means["citation recall"] == pytest.approx(1 / 3)
    assert means["citation precision"] == 1.0


def test_a_question_is_told_before_its_answer_is_there_and_a_slow_one_can_be_stopped(library: Home) -> None:
    begun, go_on = Event(), Event()
    told: list[Progress] = []

    def slow(prompt: list[dict[str, str]]) -> str:
        begun.set()
        go_on.wait(60)
        return "Metformin is given as 500 mg once daily. [1]"

    def listen(progress: Progress) -> None:
        told.append(progress)
        if begun.is_set():
            raise Stopped("Stopped.")

    config = library.config(llm={"path": "models/script", "method": "tests.fakes.Scripted", "replies": [slow]})
    with pytest.raises(Stopped):
        evaluate_answers.answers(config, written(library, QUESTIONS[0]), listen=listen)
    go_on.set()
    assert {(one.stage, one.done, one.total) for one in told} == {("answering", 0, 1)}


# A BEIR folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A test set of ten subjects with two passages each, of which the first answers the question."""
    beir_ = tmp_path / "beir"
    (beir_ / "qrels").mkdir(parents=True)
    names = "gout croup asthma sepsis malaria anaemia measles scabies psoriasis migraine".split()
    corpus = [
        {"_id": f"{name}-{n}", "title": name.title(), "text": text.format(name)}
        for name in names
        for n, text in enumerate(["The remedy for {} is rest.", "Many people have {} in winter."])
    ]
    queries = [{"_id": name, "text": f"What is the remedy for {name}?"} for name in names]
    (beir_ / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (beir_ / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (beir_ / "qrels" / "dev.tsv").write_text("\n".join(f"{name}\t{name}-0\t1" for name in names))
    return beir_


def test_a_folder_is_asked_of_a_library_of_its_corpus(home: Home, folder: Path) -> None:
    found = evaluate_answers.answers(home.config(), folder, "dev")
    assert len(found.judged) == 10
    assert found.summary["answered"]["mean"] == 1.0
    assert found.summary["relevant cited"]["mean"] == 1.0
    assert "answered though not" not in found.summary
    assert home.library().open() is None, "the person's own library is left alone"


def test_answers_are_left_out_by_title(home: Home, folder: Path) -> None:
    found = evaluate_answers.answers(home.config(), folder, "dev", leave_out=0.3)
    without = [one for one in found.judged if not one.asked.answerable]
    assert len(without) == 3
    assert all(one.asked.relevant == frozenset() for one in without)
    gone = {one.asked.id for one in without}
    assert not [
        c for one in found.judged for s in one.answer.statements for c in s.citations if c.title.lower() in gone
    ]
    again = evaluate_answers.answers(home.config(), folder, "dev", leave_out=0.3)
    assert [one.asked for one in again.judged] == [one.asked for one in found.judged]


@given(st.floats(0, 0.99), st.integers(1, 12), st.integers(0, 5))
def test_a_question_keeps_its_answer_or_is_unanswerable(share: float, limit: int, shared: int) -> None:
    corpus = [beir.Entry(f"p{n}", f"title {max(n, shared)}", "text") for n in range(10)]
    tests = beir.TestSet(
        "t", "dev", tuple(corpus), {f"q{n}": "?" for n in range(10)}, {f"q{n}": {f"p{n}": 1} for n in range(10)}
    )
    less, questions = asked.of_tests(tests, limit, share)
    kept = {entry.id for entry in less.corpus}
    titles = {entry.title for entry in less.corpus}
    assert len(questions) == min(limit, 10)
    assert sum(not one.answerable for one in questions) >= round(share * len(questions))
    for one in questions:
        assert one.answerable == bool(one.relevant)
        assert one.relevant <= kept
        gone = [entry for entry in corpus if entry.id == f"p{one.id[1:]}" and entry.id not in kept]
        assert bool(gone) != one.answerable
        assert all(entry.title not in titles for entry in gone)


def test_a_share_has_to_be_one(home: Home, folder: Path) -> None:
    with pytest.raises(DataError, match=r"share of 1\.0 can't be left out"):
        evaluate_answers.answers(home.config(), folder, "dev", leave_out=1.0)


def test_rows_tell_what_was_judged() -> None:
    one = judged.judge(Asked("q", "Why?", frozenset({"d"})), answer(Statement("So.", (cite("d"),), "supported", "why")))
    row = replace(one, values={"seconds": 0.123456}).row()
    assert row["values"] == {"seconds": 0.1235}
    assert row["statements"] == [
        {"text": "So.", "support": "supported", "reason": "why", "citations": [{"chunk": "d#1", "relevant": True}]}
    ]
