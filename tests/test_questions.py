"""The samples answer the questions they should, and say no to the others: the shipped configuration, end to end.

FLOORS is the table to raise as answers get better; a failing test lists each question that went wrong and why.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines import shipped
from pipelines.application import Vademecum, start
from pipelines.config import read
from pipelines.schema import Answer
from tests.test_samples import ANSWERED, QUESTIONS, SAMPLES

ROOT = Path(__file__).parents[1]
UNANSWERED = [question for question in QUESTIONS if not question.get("answerable", True)]
NEAR = [question for question in UNANSWERED if question.get("near_miss")]
FAR = [question for question in UNANSWERED if not question.get("near_miss")]

Judge = Callable[[dict[str, Any], Answer], bool]


def cites(question: dict[str, Any], answer: Answer) -> bool:
    """Whether the document that answers it is cited."""
    return question["document_title"] in {c.title for s in answer.statements for c in s.citations}


def cites_first(question: dict[str, Any], answer: Answer) -> bool:
    """Whether the first statement rests on the document that answers it."""
    return bool(answer.statements) and answer.statements[0].citations[0].title == question["document_title"]


def contains(question: dict[str, Any], answer: Answer) -> bool:
    """Whether what has to be said is quoted."""
    quoted = " ".join(" ".join([c.context, c.quote]) for s in answer.statements for c in s.citations)
    return all(part in " ".join(quoted.split()) for part in question["must_contain"])


def refuses(question: dict[str, Any], answer: Answer) -> bool:
    """Whether it says that the library holds no answer."""
    return answer.abstained and not answer.statements and bool(answer.passages)


FLOORS: dict[str, tuple[list[dict[str, Any]], Judge, int]] = {  # what is judged: the questions, how, how many at least
    "the document is cited": (ANSWERED, cites, 79),
    "the first statement is from it": (ANSWERED, cites_first, 78),
    "what must be said is quoted": (ANSWERED, contains, 76),
    "no to what is far from the samples": (FAR, refuses, 16),
    "no to near misses": (NEAR, refuses, 8),
}


@pytest.fixture(scope="module")
def vademecum(tmp_path_factory: pytest.TempPathFactory) -> Vademecum:
    """The samples in a library of the shipped configuration, all of them added."""
    config = read(ROOT / "config.yml")
    config["library"]["path"] = str(tmp_path_factory.mktemp("questions") / "library")
    config["workflows"] = str(ROOT / config["workflows"])
    config["embeddings"]["path"] = str(shipped.install(ROOT / config["embeddings"]["path"]))
    vademecum = start(config)
    report = vademecum.add([SAMPLES])
    assert [(outcome.source, outcome.reason) for outcome in report.outcomes if outcome.change != "added"] == []
    return vademecum


@pytest.fixture(scope="module")
def answers(vademecum: Vademecum) -> dict[str, Answer]:
    """The answer to every question."""
    return {question["question"]: vademecum.ask(question["question"]) for question in QUESTIONS}


@pytest.mark.parametrize("name", FLOORS)
def test_questions(name: str, answers: dict[str, Answer]) -> None:
    questions, judge, floor = FLOORS[name]
    wrong = [question for question in questions if not judge(question, answers[question["question"]])]
    right = len(questions) - len(wrong)
    print(f"{name}: {right} of {len(questions)}, floor {floor}", *(_told(q, answers) for q in wrong), sep="\n")
    assert right >= floor


def _told(question: dict[str, Any], answers: dict[str, Answer]) -> str:
    """A question that went wrong: the strength of its evidence, what was wanted, what was said."""
    answer = answers[question["question"]]
    wanted = f"{question['must_contain']} in {question['document_title']!r}" if "must_contain" in question else "a no"
    said = " / ".join(f"{c.title}: {c.quote}" for s in answer.statements for c in s.citations) or "no"
    return f"  {question['question']}\n    evidence {answer.evidence:.3f}, wanted {wanted}\n    said {said[:300]}"


def test_only_what_disagrees_is_shown_side_by_side(answers: dict[str, Answer]) -> None:
    shown = {c.title for answer in answers.values() for found in answer.disagreements for c in found.sides}
    assert shown == {
        "Acute exacerbation of COPD: guideline summary 2018",
        "Local ward protocol 2011: acute exacerbation of COPD (withdrawn 2019)",
    }


def test_every_quote_stands_in_its_document(vademecum: Vademecum, answers: dict[str, Answer]) -> None:
    generation = vademecum.library.open()
    assert generation is not None
    for answer in answers.values():
        for citation in (c for s in answer.statements for c in s.citations):
            document = generation.catalogue.document(citation.document)
            assert document is not None
            assert document.text[citation.start : citation.end] == citation.quote
            assert document.page(citation.start) == citation.page


def test_the_pair_that_disagrees_is_parted_by_filters(vademecum: Vademecum) -> None:
    question = "For how many days is prednisolone given for an exacerbation of COPD?"
    answer = vademecum.ask({"question": question, "filters": {"since": 2012, "kinds": ["guideline"]}})
    titles = {c.title for s in answer.statements for c in s.citations}
    assert titles == {"Acute exacerbation of COPD: guideline summary 2018"}


def test_reading_the_samples_again_changes_nothing(vademecum: Vademecum) -> None:
    report = vademecum.add([SAMPLES])
    assert (report.published, report.passages, report.unchanged) == (False, 0, 46)
