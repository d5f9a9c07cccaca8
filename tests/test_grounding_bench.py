"""The bench of the verifier: corruptions corrupt, rewriting keeps the meaning, halves share no document."""

import random

import pytest

from benchmarks import corrupt, rewrite
from benchmarks.statements import Source, half
from tests.grounding import passage

BODY = (
    "Aspirin 500 mg was given to 12 children for 5 days. Before surgery the dose was reduced. "
    "Atrial fibrillation (AF) was common. In adults with AF, warfarin was not effective."
)
SOURCE = Source(passage(BODY, "Aspirin"), ())
CHANCE = random.Random(1)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "Aspirin 500 mg was given to 12 children for 5 days."),
        ("unit", "Aspirin 500 mg was given to 12 children for 5 days."),
        ("dose x10", "Aspirin 500 mg was given to 12 children for 5 days."),
        ("negation", "Aspirin 500 mg was given to 12 children for 5 days."),
        ("negation", "In adults with AF, warfarin was not effective."),
        ("direction", "Before surgery the dose was reduced."),
        ("drug of the passage", "In adults with AF, warfarin was not effective."),
    ],
)
def test_corrupted(kind: str, text: str) -> None:
    found = corrupt.ALONE[kind](text, SOURCE, CHANCE)
    assert found is not None
    assert found not in BODY


def test_a_group_that_the_passage_names_is_not_swapped_in() -> None:
    assert corrupt.people("Aspirin 500 mg was given to 12 children for 5 days.", SOURCE, CHANCE) is None


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("unit conversion", "Aspirin 500 mg was given.", "Aspirin 0.5 g was given."),
        ("number words", "It was given in 12 children.", "It was given in twelve children."),
        (
            "abbreviation",
            "In adults with AF, it was given.",
            "In adults with Atrial fibrillation, it was given.",
        ),
        ("order", "In adults with severe gout, warfarin was given.", "Warfarin was given in adults with severe gout."),
        ("voice", "We reviewed 89 patients with gout.", "89 patients with gout were reviewed."),
        ("wording", "Gout was seen in approximately 5 %.", "Gout was seen in about 5 %."),
    ],
)
def test_rewritten(kind: str, text: str, wanted: str) -> None:
    assert rewrite.REWRITES[kind](text, SOURCE, CHANCE) == wanted


def test_a_document_is_in_one_half() -> None:
    assert half("12345") == half("12345")
    assert {half(str(n)) for n in range(50)} == {"dev", "test"}
