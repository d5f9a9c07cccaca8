"""Numbers as medicine writes them, and when two are the same."""

import pytest

from pipelines.grounding.quantity import Quantity, quantities


def one(text: str) -> Quantity:
    found = quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("500 mg", "0.5 g"),
        ("0,5 g", "500 mg"),
        ("1,000 mg", "1000 mg"),
        ("10 000 IU", "10,000 units"),
        ("1 mcg", "1 µg"),
        ("250 micrograms", "0.25 mg"),
        ("two tablets", "2 tablets"),
        ("twenty-five patients", "25 patients"),
        ("two hundred and five patients", "205 patients"),
        ("4.5 x 10^9/L", "4.5 × 10⁹/L"),
        ("twice daily", "2 times a day"),
        ("three times a day", "every 8 hours"),
        ("once a day", "once daily"),
        ("140/90 mmHg", "140/90 mm Hg"),
        ("2-3 tablets", "two to three tablets"),
        ("18–65 years", "between 18 and 65 years"),
        ("5 mg/kg/h", "5 mg per kg per hour"),
        ("5 percent", "5 %"),
        ("24 months", "2 years"),
        ("2 million", "2,000,000"),
    ],
)
def test_same(a: str, b: str) -> None:
    first, second = one(a), one(b)
    assert first.measure == second.measure
    assert first.kind == second.kind
    assert first.values == pytest.approx(second.values)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5 mg", "50 mg"),
        ("5 mg", "5 mcg"),
        ("5 mg", "5 mg/kg"),
        ("10 mmol/L", "10 mg/dL"),
        ("5 days", "5 weeks"),
        ("2-3 tablets", "2 tablets"),
        ("140/90 mmHg", "140 mmHg"),
        ("once daily", "twice daily"),
        ("10^9/L", "10^6/L"),
        ("1.234", "1,234"),
    ],
)
def test_other(a: str, b: str) -> None:
    first, second = one(a), one(b)
    assert (first.measure, first.kind, first.values) != (second.measure, second.kind, second.values)


@pytest.mark.parametrize(
    "text", ["IL-6", "HbA1c", "SGLT2", "5-HT3", "COVID-19", "vitamin B12", "CHA2DS2-VASc", "TNF-α", "one of them"]
)
def test_digits_in_a_word_are_no_number(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("fewer than 5 %", "<"),
        ("< 5 %", "<"),
        ("P<0.05", "<"),
        ("below 30 mL/min", "<"),
        ("more than 5 %", ">"),
        ("above 30 mL/min", ">"),
        ("at least 5 days", ">="),
        ("75 years or older", ">="),
        ("≥ 30 mL/min", ">="),
        ("no less than 5", ">="),
        ("at most 5 mg", "<="),
        ("no more than 5 mg", "<="),
        ("do not take more than 1,200 mg", "<="),
        ("up to 4 g", "<="),
        ("must not exceed 16 mg", "<="),
        ("within 1 hour", "<="),
        ("60 kg or less", "<="),
        ("5 mg", "="),
    ],
)
def test_comparison(text: str, relation: str) -> None:
    assert one(text).relation == relation


def test_a_list_shares_its_unit() -> None:
    assert [q.values for q in quantities("5, 10 or 20 mg")] == [(0.005,), (0.01,), (0.02,)]


def test_the_time_it_is_for() -> None:
    assert one("500 mg/day").per == one("500 mg per day").per == 86400
