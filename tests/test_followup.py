"""Follow-up questions: what leans on an earlier question gets its subject, what stands alone stays as it is."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import ModelError
from pipelines.followup import LONGEST, cleaned, sane, standalone
from pipelines.lean import leans

ROOT = Path(__file__).parents[1]
PAIRS = [json.loads(line) for line in (ROOT / "benchmarks" / "followups.jsonl").read_text("utf-8").splitlines()]
LEANING = [pair for pair in PAIRS if not pair.get("standalone")]
ALONE = [pair for pair in PAIRS if pair.get("standalone")]
OURS = [
    json.loads(line)["question"]
    for name in ("questions.jsonl", "questions_heldout.jsonl")
    for line in (ROOT / "tests" / name).read_text("utf-8").splitlines()
]
METFORMIN = "What is the starting dose of metformin?"


@pytest.mark.parametrize(
    ("before", "asked", "made"),
    [
        (METFORMIN, "And in kidney disease?", "What is the starting dose of metformin in kidney disease?"),
        (METFORMIN, "what about children", "What is the starting dose of metformin in children?"),
        (METFORMIN, "What are its side effects?", "What are metformin's side effects?"),
        (METFORMIN, "And the highest?", "And the highest (starting dose of metformin)?"),
        (METFORMIN, "What is the maximum dose?", "What is the maximum dose (metformin)?"),
        (METFORMIN, "Which vaccines must be avoided with this drug?", "Which vaccines must be avoided with metformin?"),
        (METFORMIN, "Is it safe in pregnancy?", "Is metformin safe in pregnancy?"),
        (METFORMIN, "What about gliclazide?", "What is the starting dose of gliclazide?"),
        ("What is type 1 diabetes?", "What about type 2?", "What is type 2 diabetes?"),
        ("What causes gout?", "How is it treated?", "How is gout treated?"),
        ("What causes gout?", "Are they painful (tophi)?", "Are they painful (tophi)?"),
        ("How is croup treated?", "And if it is severe?", "How is croup treated if it is severe?"),
        ("What is the dose in adults with gout?", "and for children?", "What is the dose with gout for children?"),
        ("Must metformin be stopped before contrast?", "Why?", "Why? Must metformin be stopped before contrast?"),
    ],
)
def test_the_subject_is_carried_over(before: str, asked: str, made: str) -> None:
    assert standalone(asked, [before]) == made


def test_the_last_question_that_names_a_subject_counts() -> None:
    history = ["How is croup treated?", METFORMIN, "Why?"]
    assert standalone("What are the side effects?", history) == "What are the side effects (metformin)?"
    assert standalone("Why?", ["Why?", "How long?"]) == "Why?"


def test_the_rarest_word_is_the_main_subject() -> None:
    before = "Is metformin or insulin better?"
    rare = {"insulin": 3.0, "metformin": 1.0}
    made = standalone("How is it given?", [before], rarity=lambda term: rare.get(term, 0.0))
    assert made == "How is insulin given (metformin)?"


@pytest.mark.parametrize("pair", LEANING, ids=lambda pair: f"{pair['question']}")
def test_what_was_made_stands_alone(pair: dict[str, object]) -> None:
    made = standalone(str(pair["question"]), list(pair["history"]))  # type: ignore[call-overload]
    assert not leans(made)


@pytest.mark.parametrize("pair", ALONE, ids=lambda pair: f"{pair['question']}")
def test_what_stands_alone_is_left(pair: dict[str, object]) -> None:
    assert standalone(str(pair["question"]), [METFORMIN, "How is croup treated?"], _fails) == pair["question"]


def test_the_questions_of_the_tests_stand_alone() -> None:
    assert [question for question in OURS if leans(question)] == []


def test_without_history_nothing_is_changed() -> None:
    assert standalone("And in children?", []) == "And in children?"
    assert standalone("And in children?", ["", "  "]) == "And in children?"


def _fails(question: str, history: Sequence[str]) -> str:
    raise AssertionError("the model must not be asked")


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("What is the starting dose of metformin in kidney disease?", True),
        ('"What is the starting dose of metformin in kidney disease?"', True),
        ("Standalone question: What is the starting dose of metformin in kidney disease?\n", True),
        ("Rewritten: **What is the metformin dose in kidney disease?**", True),
        ("", False),
        ("The starting dose of metformin in kidney disease is 500 mg.", False),
        ("What is the starting dose of metformin?", False),  # what was asked is gone
        ("What is the starting dose of gliclazide in kidney disease?", False),  # nobody said it
        ("What is the starting dose of metformin in kidney disease at 850 mg?", False),
        ("What is the starting dose of metformin in kidney disease at 0.5 g?", False),
        ("Sure! Here it is:\nWhat is the starting dose of metformin in kidney disease?", False),
        ("What is the starting dose of metformin in kidney disease" + " please" * 50 + "?", False),
    ],
)
def test_what_a_model_writes_is_taken_only_if_sane(written: str, taken: bool) -> None:
    ruled = "What is the starting dose of metformin in kidney disease?"
    asked = "And in kidney disease?"
    assert sane(cleaned(written), asked, [METFORMIN]) is taken
    made = standalone(asked, [METFORMIN], lambda question, history: written)
    assert made == (cleaned(written) if taken else ruled)


def test_a_model_that_fails_is_done_without() -> None:
    def failing(question: str, history: Sequence[str]) -> str:
        raise ModelError("The model is gone.")

    assert standalone("Why?", [METFORMIN], failing) == f"Why? {METFORMIN}"


words = st.sampled_from(
    "and what about it they this drug its why how is the dose in for children metformin gout ? , ( ) 2 5mg type ' . if "
    "which AF when".split()
)
texts = st.one_of(
    st.text(max_size=80), st.lists(words, max_size=14).map(" ".join), st.text(max_size=3).map(lambda t: t * 700)
)


@given(texts, st.lists(texts, max_size=4), st.one_of(st.none(), texts))
def test_any_question_comes_out_sound(question: str, history: list[str], written: str | None) -> None:
    rewrite = None if written is None else (lambda question, history: written)
    made = standalone(question, history, rewrite)
    assert made.strip() or not question.strip()
    assert len(made) <= max(LONGEST, len(question))
    if not leans(question):
        assert made == question


@given(st.sampled_from(OURS), st.lists(st.sampled_from(OURS), max_size=3))
def test_questions_that_stand_alone_stay(question: str, history: list[str]) -> None:
    assert standalone(question, history) == question
