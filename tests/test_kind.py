"""The kind of a work by its types and its title."""

import pytest

from pipelines.readers.kind import kind_of, read_kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2023 ESC Guidelines for the management of cardiomyopathies", "guideline"),
        ("WHO guidelines on hand hygiene", "guideline"),
        ("NICE guideline NG136: hypertension in adults", "guideline"),
        ("British Thoracic Society guideline for oxygen use", "guideline"),
        ("Surviving Sepsis Campaign: International Guidelines for Management of Sepsis", "guideline"),
        ("Adherence to guidelines for oxygen", "other"),
        ("Implementation of NICE guideline NG136", "other"),
        ("Following guidelines for oxygen in general practice", "other"),
        ("Adherence to statins: a randomised controlled trial", "trial"),
        ("Interventions to improve adherence: a systematic review", "review"),
        ("Statins: protocol for a randomised controlled trial", "other"),
    ],
)
def test_titles(title: str, kind: str) -> None:
    assert kind_of([], title) == kind


def test_several_types_in_a_column() -> None:
    assert read_kind("Journal Article; Review") == "review"
    assert read_kind("Guideline;Review") == read_kind("Journal Article | Guideline") == "guideline"
