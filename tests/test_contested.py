"""The application shows what the two COPD samples disagree on, side by side."""

from pathlib import Path

import pytest

from pipelines import shipped
from pipelines.application import Vademecum, start
from pipelines.config import read
from tests.make_samples import SAMPLES

ROOT = Path(__file__).parents[1]
REASON = "5 days in one (2018), 7 to 14 days in the other (2011, withdrawn)"


@pytest.fixture(scope="module")
def vademecum(tmp_path_factory: pytest.TempPathFactory) -> Vademecum:
    """The samples in a library of the shipped configuration."""
    config = read(ROOT / "config.yml")
    config["library"]["path"] = str(tmp_path_factory.mktemp("contested") / "library")
    config["workflows"] = str(ROOT / config["workflows"])
    config["embeddings"]["path"] = str(shipped.install(ROOT / config["embeddings"]["path"]))
    vademecum = start(config)
    vademecum.add([SAMPLES])
    return vademecum


@pytest.mark.parametrize(
    "question",
    [
        "For how many days is prednisolone given for an exacerbation of COPD?",
        "How long should the steroid course be in a COPD exacerbation?",
        "prednisolone duration COPD exacerbation",
    ],
)
def test_the_two_lengths_of_the_steroid_course_are_shown(vademecum: Vademecum, question: str) -> None:
    answer = vademecum.ask(question)
    (found,) = answer.disagreements
    assert {found.reason} <= {REASON, "7 to 14 days in one (2011, withdrawn), 5 days in the other (2018)"}
    assert {side.title[:20] for side in found.sides} == {"Acute exacerbation o", "Local ward protocol "}
    generation = vademecum.library.open()
    assert generation is not None
    for side in found.sides:
        assert generation.catalogue.document(side.document).text[side.start : side.end] == side.quote


def test_sides_are_numbered_as_the_answer_numbers_its_passages(vademecum: Vademecum) -> None:
    answer = vademecum.ask("For how many days is prednisolone given for an exacerbation of COPD?")
    cited = {c.chunk: c.number for statement in answer.statements for c in statement.citations}
    numbers = cited | {side.chunk: side.number for found in answer.disagreements for side in found.sides}
    assert numbers.items() >= cited.items()
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    "question", ["What is the target oxygen saturation in COPD?", "What is the capital of Australia?"]
)
def test_other_questions_show_none(vademecum: Vademecum, question: str) -> None:
    assert vademecum.ask(question).disagreements == ()


def test_plain_text_tells_both_sides(vademecum: Vademecum) -> None:
    """What a program gets over /v1/chat/completions is text alone."""
    said = str(vademecum.chat("How long should the steroid course be in a COPD exacerbation?"))
    told = said[said.index("Sources disagree on this point: ") :]
    assert "5 days" in told
    assert "7 to 14 days" in told
    assert "(Local ward protocol 2011" in told
