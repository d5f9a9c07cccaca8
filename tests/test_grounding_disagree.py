"""Passages that disagree are found, and passages that only differ are not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines import shipped
from pipelines.config import read
from pipelines.encoder import Vectors, encoder_of
from pipelines.grounding.disagree import Conflict, Encode, disagreements
from pipelines.schema import Chunk, Passage

ROOT = Path(__file__).parents[1]

STEROIDS = "How long are steroids given in an exacerbation of COPD?"
COPD = "Acute exacerbation of COPD"
SHORT = (COPD, "Give prednisolone 30 mg orally once daily for 5 days.")
LONG = (f"{COPD}: ward protocol", "Give prednisolone 30 mg orally once daily for 7 to 14 days.")


@pytest.fixture(scope="module")
def encode() -> Encode:
    """The bundled encoder."""
    config = read(ROOT / "config.yml")["embeddings"]
    encoder = encoder_of({**config, "path": str(shipped.install(ROOT / config["path"]))}, {})
    return lambda texts: encoder.normalize(encoder.encode(list(texts)))


def passage(number: int, title: str, body: str, **fields: object) -> Passage:
    """A passage of a document of its own."""
    chunk = Chunk(f"d{number}#1", f"d{number}", title, "", body, 0, len(body), **fields)  # type: ignore[arg-type]
    return Passage(chunk, 1.0)


def find(encode: Encode, question: str, *texts: tuple[str, str]) -> tuple[Conflict, ...]:
    """What is found among passages of as many documents."""
    return disagreements(question, [passage(n, *text) for n, text in enumerate(texts)], encode)


DISAGREE = [
    (STEROIDS, SHORT, LONG, "5 days in one, 7 to 14 days in the other"),
    (
        "What is the starting dose of metformin?",
        ("Metformin", "The starting dose of metformin is 500 mg once daily."),
        ("Metformin tablets", "Metformin: the usual starting dose is 850 mg once daily."),
        "500 mg in one, 850 mg in the other",
    ),
    (
        "At which eGFR is metformin stopped?",
        ("Metformin", "Stop metformin when the eGFR is below 30 mL/min."),
        ("Metformin tablets", "Metformin should be stopped when the eGFR is below 45 mL/min."),
        "less than 30 mL/min in one, less than 45 mL/min in the other",
    ),
    (
        "Does vitamin D reduce the risk of falls?",
        ("Vitamin D and falls", "Vitamin D supplements reduce the risk of falls in older people."),
        ("Vitamin D in older people", "Vitamin D supplements increase the risk of falls in older people."),
        'one says "reduce", the other "increase"',
    ),
    (
        "Is amoxicillin effective for acute sinusitis?",
        ("Acute sinusitis", "Amoxicillin is effective for acute sinusitis in adults."),
        ("Acute sinusitis: antibiotics", "Amoxicillin is not effective for acute sinusitis."),
        'one says "effective", the other "not effective"',
    ),
    (
        "Should aspirin be used for primary prevention?",
        ("Aspirin for primary prevention", "Aspirin is recommended for primary prevention of cardiovascular disease."),
        ("Aspirin in primary prevention", "Do not use aspirin for primary prevention of cardiovascular disease."),
        "one recommends it, the other advises against it",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other", "reason"), DISAGREE)
def test_a_disagreement_is_found(
    encode: Encode, question: str, one: tuple[str, str], other: tuple[str, str], reason: str
) -> None:
    (found,) = find(encode, question, one, other)
    assert found.reason == reason
    assert [side.chunk.body[side.start : side.end] for side in found.sides] == [one[1], other[1]]


ASTHMA = ("Acute severe asthma", "Give prednisolone 40 mg orally once daily for at least 5 days.")
AGREE = [
    (STEROIDS, SHORT, (COPD, "Give prednisolone 30 mg orally once daily for 120 hours.")),
    (STEROIDS, LONG, (COPD, "Give prednisolone 30 mg orally once daily for 10 days.")),  # inside the range
    (STEROIDS, LONG, (COPD, "Give prednisolone 30 mg orally once daily for at least 7 days.")),
    (STEROIDS, SHORT, ASTHMA),
    ("What is the dose of prednisolone?", SHORT, ASTHMA),
    (STEROIDS, SHORT, (COPD, "Give amoxicillin 500 mg orally 3 times daily for 7 days.")),
    (STEROIDS, SHORT, (COPD, "The guideline of 2010 advised prednisolone 30 mg orally once daily for 7 to 14 days.")),
    (STEROIDS, SHORT, (COPD, "Give prednisolone 30 mg orally once daily for 10 days if the patient is ventilated.")),
    (
        "What is the dose of paracetamol?",
        ("Paracetamol", "The dose of paracetamol in adults is 1 g every 6 hours."),
        ("Paracetamol", "The dose of paracetamol in children is 15 mg every 6 hours."),
    ),
    (
        "What is the dose of metformin?",
        ("Metformin", "The starting dose of metformin is 500 mg once daily."),
        ("Metformin", "The maximum dose of metformin is 2000 mg once daily."),
    ),
    (
        "What is the dose of metformin?",
        ("Metformin", "The usual dose of metformin is 1000 mg once daily."),
        ("Metformin", "The usual dose of metformin is 500 mg twice daily."),
    ),
    (
        "What is the dose of enoxaparin?",
        ("Enoxaparin", "For prevention the dose of enoxaparin is 40 mg once daily."),
        ("Enoxaparin", "For treatment the dose of enoxaparin is 120 mg once daily."),
    ),
    (
        "How long does flu last?",
        ("Influenza", "Symptoms of flu usually last about 7 days."),
        ("Influenza", "Symptoms of flu last around 1 week."),
    ),
    (
        "How long does flu last?",
        ("Influenza", "Symptoms of flu begin 2 days after infection."),
        ("Influenza", "Symptoms of flu begin to fade 7 days before recovery."),
    ),
    (
        "What was the mortality with dexamethasone?",
        ("Dexamethasone: the first trial", "Mortality with dexamethasone was 23 % at 28 days."),
        ("Dexamethasone: the second trial", "Mortality with dexamethasone was 31 % at 28 days."),
    ),
    (
        "Do beta-blockers reduce mortality?",
        ("Beta-blockers", "Beta-blockers reduce mortality in heart failure."),
        ("Beta-blockers", "Beta-blockers increase fatigue in heart failure."),
    ),
    (
        "Is aspirin recommended?",
        ("Aspirin", "Aspirin is recommended for secondary prevention of stroke."),
        ("Aspirin", "Aspirin is not recommended for primary prevention of stroke in diabetes."),
    ),
    (
        "Is ibuprofen recommended for fever?",
        ("Fever", "Ibuprofen is recommended for fever."),
        ("Fever", "Ibuprofen should be avoided for fever in pregnancy."),
    ),
    (
        "Should antibiotics be used for otitis?",
        ("Otitis media", "Antibiotics are recommended for otitis with perforation."),
        ("Otitis media", "Antibiotics are not recommended for otitis."),
    ),
    (
        "What is type 1 diabetes treated with?",
        ("Type 1 diabetes", "Diabetes is treated with insulin 10 units once daily."),
        ("Type 2 diabetes", "Diabetes is treated with insulin 20 units once daily."),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other"), AGREE)
def test_a_difference_is_no_disagreement(
    encode: Encode, question: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert find(encode, question, one, other) == ()


def test_years_and_withdrawn_documents_are_told(encode: Encode) -> None:
    old = passage(1, f"{LONG[0]} (withdrawn 2019)", LONG[1], year=2011)
    found = disagreements(STEROIDS, [passage(2, *SHORT, year=2018), old], encode)
    assert found[0].reason == "5 days in one (2018), 7 to 14 days in the other (2011, withdrawn)"


def test_a_row_stands_under_its_columns(encode: Encode) -> None:
    context = "Table 1. Drugs\nDrug | Dose | Duration"
    rows = "Prednisolone, oral | 30 mg once daily | {}\nAmoxicillin, oral | 500 mg 3 times daily | 5 days"
    both = [passage(n, COPD, rows.format(d), context=context) for n, d in enumerate(("5 days", "10 days"))]
    (found,) = disagreements(STEROIDS, both, encode)
    assert found.reason == "5 days in one, 10 days in the other"


def test_one_document_does_not_disagree_with_itself(encode: Encode) -> None:
    body = f"{SHORT[1]} {LONG[1]}"
    assert disagreements(STEROIDS, [passage(1, COPD, body), passage(1, COPD, LONG[1])], encode) == ()


def test_what_is_off_the_asked_point_is_left_out(encode: Encode) -> None:
    assert find(encode, "How is oxygen given in COPD?", SHORT, LONG) == ()


def test_nothing_is_encoded_where_nothing_differs() -> None:
    def encode(texts: Sequence[str]) -> Vectors:
        raise AssertionError(texts)

    assert find(encode, STEROIDS, SHORT, SHORT) == ()
    assert find(encode, STEROIDS, SHORT) == ()


def test_two_at_most_are_told(encode: Encode) -> None:
    texts = [(COPD, f"Give prednisolone 30 mg orally once daily for {days} days.") for days in (3, 5, 8, 14)]
    assert len(find(encode, STEROIDS, *texts)) == 2
