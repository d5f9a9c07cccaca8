"""Statements that a clinician would call right or wrong, one hard thing each."""

import pytest

from pipelines.grounding.verify import Verifier
from tests.grounding import passage, verdict, verifier

METFORMIN = "The starting dose of metformin in adults is 500 mg once or twice daily."
GFR = "Metformin | 30 to 44 | 1,000 mg\nGliclazide | 45 to 59 | 160 mg"
HEADER = "Table 1. Doses\nDrug | GFR (mL/min) | Maximum daily dose"

SOUND = [
    ("The usual starting dose is 500 mg once or twice a day.", METFORMIN),
    ("Metformin is started at 0.5 g once or twice a day in adults.", METFORMIN),
    ("Take 2 to 3 tablets.", "The dose is two to three tablets."),
    ("The platelet count was 150 x 10^9/L.", "The platelet count was 150 × 10⁹/L."),
    ("Treat a pressure of 140/90 mmHg or more.", "Treatment is offered at a pressure of 140/90 mm Hg or more."),
    ("Mortality did not increase.", "There was no increase in mortality."),
    ("Nausea is common.", "Nausea is not uncommon."),
    ("The drug was not effective.", "The drug was ineffective."),
    ("Starches should not be used.", "Do not use starches."),
    ("Metformin should not be used when eGFR is below 30 mL/min/1.73 m2.",
     "Stop metformin when eGFR is below 30 mL/min/1.73 m2."),
    ("Fewer than 5 % had side effects.", "Side effects occurred in less than 5% of the patients."),
    ("Mortality was 20 % with placebo and 10 % with aspirin.", "Mortality was 10% with aspirin and 20% with placebo."),
    ("IL6 was raised.", "IL-6 was raised."),
    ("Anaemia was found in 12 children.", "Anemia was found in twelve children."),
    ("TNF is raised in sepsis.", "Tumor necrosis factor (TNF) matters. In sepsis tumor necrosis factor is raised."),
    ("Atrial fibrillation raises the risk of stroke.", "AF raises the risk of stroke."),
    ("Warfarin caused bleeding, but apixaban did not.",
     "Warfarin caused bleeding, but apixaban did not cause bleeding."),
    ("Take the tablets after meals.", "The tablets are taken after meals."),
]  # fmt: skip

WRONG = [
    ("The starting dose of metformin is 50 mg once or twice daily.", METFORMIN, "50 mg"),
    ("The starting dose of metformin is 500 mcg once or twice daily.", METFORMIN, "unit"),
    ("The starting dose of metformin is 500 mg three times daily.", METFORMIN, "three times daily"),
    ("The starting dose of metformin in children is 500 mg once or twice daily.", METFORMIN, "adults, not children"),
    ("The starting dose of glipizide in adults is 500 mg once or twice daily.", METFORMIN, "glipizide"),
    ("Give 10 mg of gentamicin.", "Give 10 mg/kg of gentamicin.", "10 mg"),
    ("The dose is 2 tablets.", "The dose is 2-3 tablets.", "2"),
    ("The platelet count was 150 x 10^6/L.", "The platelet count was 150 × 10⁹/L.", "150"),
    ("The target is 150/90 mmHg.", "The target is 140/90 mmHg.", "150/90"),
    ("There was no increase in mortality.", "Treatment led to an increase in mortality.", "no increase"),
    ("Mortality increased.", "There was no increase in mortality.", "no increase"),
    ("Mortality decreased.", "Mortality increased with treatment.", "increased"),
    ("Nausea is uncommon.", "Nausea is not uncommon.", "uncommon"),
    ("The drug was effective.", "The drug was ineffective.", "ineffective"),
    ("Aspirin is recommended.", "Aspirin is contraindicated.", "contraindicated"),
    ("It is contraindicated in pregnancy.",
     "It is contraindicated in pregnancy unless the mother's life is at risk.", "unless"),
    ("Take the tablets after meals.", "Take the tablets before meals.", "before"),
    ("Stop metformin when eGFR is above 30 mL/min.",
     "Stop metformin when eGFR is below 30 mL/min.", "less than 30 mL/min"),
    ("Start metformin when eGFR is below 30 mL/min.", "Stop metformin when eGFR is below 30 mL/min.", "Stop"),
    ("More than 5 % had side effects.", "Fewer than 5 % had side effects.", "less than 5 %"),
    ("Mortality was 20 % with aspirin and 10 % with placebo.",
     "Mortality was 10% with aspirin and 20% with placebo.", "10%"),
    ("HbA1c fell by 1.5 %.", "HbA1c fell by 0.5 %.", "1.5 %"),
    ("IL-1 was raised.", "IL-6 was raised.", "IL-1"),
    ("Apixaban caused bleeding.", "Warfarin caused bleeding, but apixaban did not cause bleeding.", "not"),
    ("Ibuprofen is safe in asthma.", "Paracetamol is safe in asthma.", "Ibuprofen"),
    ("Noradrenaline is given first.", "Adrenaline is given first.", "Noradrenaline"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "body"), SOUND)
def test_sound(statement: str, body: str) -> None:
    found = verdict(statement, body)
    assert found.support == "supported", found.reason
    assert found.evidence


@pytest.mark.parametrize(("statement", "body", "named"), WRONG)
def test_wrong(statement: str, body: str, named: str) -> None:
    found = verdict(statement, body)
    assert found.support == "unsupported"
    assert named in found.reason
    assert found.evidence  # the closest place is shown


def test_a_row_stands_under_its_header() -> None:
    sound = verdict(
        "With a GFR of 30 to 44 mL/min the maximum daily dose of metformin is 1,000 mg.", GFR, context=HEADER
    )
    assert sound.support == "supported", sound.reason
    swapped = verdict("The maximum daily dose of gliclazide is 1,000 mg.", GFR, context=HEADER)
    assert swapped.support == "unsupported"


def test_the_drug_in_the_title_and_the_dose_in_the_body() -> None:
    assert (
        verdict("The dose of enoxaparin is 40 mg once daily.", "The dose is 40 mg once daily.", "Enoxaparin").support
        == "supported"
    )
    assert (
        verdict("The dose of enoxaparin is 40 mg once daily.", "The dose is 40 mg once daily.").support == "unsupported"
    )


LIST = "Do not use in:\n- severe gout\n- asthma\n- pregnancy"


@pytest.mark.parametrize(
    ("statement", "body", "support"),
    [
        ("It must not be used in asthma.", LIST, "supported"),
        ("It can be used in asthma.", LIST, "unsupported"),
        (
            "Non-smokers have a lower risk than smokers.",
            "The risk is higher in smokers than in non-smokers.",
            "supported",
        ),
        (
            "The risk is lower in smokers than in non-smokers.",
            "The risk is higher in smokers than in non-smokers.",
            "unsupported",
        ),
        ("Warfarin reduces the effect of rifampicin.", "Rifampicin reduces the effect of warfarin.", "unsupported"),
        (
            "Common side effects are nausea and hair loss.",
            "Common side effects are nausea and headache.",
            "unsupported",
        ),
        ("Antibiotics do not shorten it.", "There is no evidence that antibiotics shorten it.", "supported"),
        (
            "Antibiotics shorten the illness.",
            "There is no evidence that antibiotics shorten the illness.",
            "unsupported",
        ),
        (
            "Children aged 6 to 12 years take 10 mg.",
            "Children over 12 years: 10 mg. Children 6 to 12 years: 5 mg.",
            "unsupported",
        ),
    ],
)
def test_lists_comparisons_and_who_does_what(statement: str, body: str, support: str) -> None:
    found = verdict(statement, body)
    assert found.support == support, found.reason


def test_no_passage_is_not_checked() -> None:
    found = verifier()("Metformin is safe.", [])
    assert (found.support, found.reason, found.evidence) == ("not checked", "no passage was cited", ())


def test_synonyms_are_the_callers() -> None:
    cited = [passage("Adrenaline is given into the muscle.")]
    assert verifier()("Epinephrine is given into the muscle.", cited).support == "unsupported"
    assert verifier(adrenaline={"epinephrine"})("Epinephrine is given into the muscle.", cited).support == "supported"


def test_a_quote_counts_where_the_passage_holds_it() -> None:
    body = "Give oxygen. Give aspirin 300 mg. Give clopidogrel 600 mg. Then call for help."
    statement = "Oxygen, aspirin 300 mg and clopidogrel 600 mg are given."
    real = "Give oxygen. Give  aspirin 300 mg. Give clopidogrel 600 mg."
    assert verifier()(statement, [passage(body)], [real]).support == "supported"
    made_up = "Give oxygen, aspirin 900 mg and clopidogrel 600 mg."
    assert verifier()(statement.replace("300", "900"), [passage(body)], [made_up]).support == "unsupported"


def test_two_sources_are_not_blended() -> None:
    cited = [
        passage("Apixaban reduced the rate of stroke by 21 %.", document="a"),
        passage("Dabigatran reduced the rate of stroke by 34 %.", document="b"),
    ]
    assert verifier()("Apixaban reduced the rate of stroke by 34 %.", cited).support == "unsupported"
    assert verifier()("Dabigatran reduced the rate of stroke by 34 %.", cited).support == "supported"


def test_another_subject_is_unsupported() -> None:
    found = verdict("Gout is treated with colchicine in most countries.", "Croup gives a barking cough and stridor.")
    assert found.support == "unsupported"


def test_meaning_that_is_far_is_unsupported() -> None:
    found = verifier(near=0.99)(
        "The usual dose is 500 mg.", [passage(METFORMIN.replace("once or twice daily", "daily"))]
    )
    assert (found.support, found.reason) == ("unsupported", "the passage is about something else")


def test_one_call_of_the_encoder() -> None:
    calls: list[int] = []

    def count(texts: object) -> object:
        calls.append(len(list(texts)))  # type: ignore[call-overload]
        return check.encode(texts)  # type: ignore[arg-type]

    check = verifier()
    Verifier(count, check.settings)("The usual starting dose is 500 mg.", [passage(METFORMIN)])  # type: ignore[arg-type]
    assert len(calls) == 1
