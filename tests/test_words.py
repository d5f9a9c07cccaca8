"""The words that BM25 counts: medical spellings find each other, and no text breaks the tokenizer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.words import GREEK, STOP, matched, normal, words

SPELLINGS = [
    ("IL-6", "IL6", "IL 6", "il-6", "IL‑6", "IL–6"),
    ("TNF-α", "TNFα", "TNF-alpha", "TNF alpha", "TNF α"),
    ("COVID-19", "Covid-19", "COVID 19", "COVID19"),
    ("HbA1c", "HBA1C", "HbA1C", "hba1c"),
    ("5-HT3", "5HT3", "5-HT₃", "5-HT 3", "5HT-3"),
    ("β-blocker", "beta-blocker", "beta blocker", "β blocker", "Beta-Blockers"),
    ("CYP2D6*4", "CYP2D6 *4", "cyp2d6*4"),
    ("Crohn's", "Crohn’s", "Crohns", "Crohn"),
    ("0.5 mg", "0.5mg", "0,5 mg", "0.5-mg"),
    ("500 mg", "500mg", "500-mg"),
    ("1,000 mg", "1000 mg", "1000mg"),
    ("10^6", "10⁶"),
    ("H2O₂", "H2O2", "H₂O₂"),
    ("q.d.", "qd", "QD", "q.d"),
    ("b.i.d.", "bid", "BID"),
    ("follow-up", "follow up", "Follow-Up"),
    ("PD-L1", "PDL1", "PD-L 1"),
    ("β2-agonist", "beta2-agonist", "beta-2 agonist", "β₂ agonist"),
    ("NF-κB", "NF-kappaB", "NF kappa B"),
    ("µg", "μg"),
    ("oesophagitis", "OESOPHAGITIS"),
    ("10 ﬁbres", "10 fibres"),
]
PAIRS = [(one, other) for group in SPELLINGS for one in group for other in group if one != other]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_spellings_of_a_medical_word_find_each_other(one: str, other: str) -> None:
    shared = set(words(one)) & set(words(other))
    assert shared - {"mg", "10"}, f"{one} -> {words(one)}, {other} -> {words(other)}"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Does TNF-α raise IL-6?", ["tnf", "alpha", "tnfalpha", "rais", "il", "6", "il6"]),
        ("5-HT3", ["5", "ht", "3", "ht3", "5ht3"]),
        ("What is the dose of it?", ["dose"]),
        ("Protein S", ["protein", "s"]),
        ("C14H18N2O5", ["c14h18n2o5"]),  # a formula: its parts say nothing
        ("2,5 l in 1,500 ml", ["2.5", "l", "1500", "ml"]),
        ("", []),
        ("?!… — ***", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert words(text) == terms


def test_a_power_of_ten_is_no_other_number() -> None:
    assert "106" not in words("10⁶ copies")
    assert words("10⁶") == words("10^6")


def test_what_is_different_stays_different() -> None:
    for one, other in [("IL-6", "IL-10"), ("CYP2D6", "CYP3A4"), ("HER2", "HER3"), ("0.5 mg", "5 mg")]:
        assert set(words(one)) != set(words(other))
    assert "il6" not in words("IL-10, 6 mg")


@given(st.text())
def test_any_text_has_terms_that_stand_for_themselves(text: str) -> None:
    terms = words(text)
    assert all(terms)
    assert terms == words(text)
    assert words(text + " ") == terms
    assert normal(text) == normal(text).lower()


@given(st.text(), st.text())
def test_a_text_after_another_changes_no_term(one: str, other: str) -> None:
    assert words(f"{one}\n{other}") == words(one) + words(other)


@given(st.text())
def test_a_question_matches_the_text_that_repeats_it(text: str) -> None:
    found = matched(text, set(words(text)))
    assert bool(found) == bool(words(text))
    assert set(words(" ".join(found))) <= set(words(text))
    assert matched(text, set()) == ()


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("Does IL-6 rise?", "IL6 rises", ("il-6", "rise")),
        ("Does IL-6 rise?", "6 mg", ("6",)),  # the part alone, not the whole
        ("Crohn’s disease", "disease of Crohn", ("crohn’s", "disease")),
        ("What is the dose?", "the dose is 5 mg, the dose", ("dose",)),
        ("TNF-α or TNF", "TNFα", ("tnf-alpha", "tnf")),
    ],
)
def test_matched_words_are_those_that_stand_there(question: str, text: str, found: tuple[str, ...]) -> None:
    assert matched(question, set(words(text))) == found


def test_greek_names_and_stop_words_are_plain() -> None:
    assert all(name.isascii() for name in GREEK.values())
    assert all(words(word) == [] for word in STOP)
