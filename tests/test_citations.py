"""What a language model writes, read as it comes: statements, quotes, citations; nothing depends on the pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.citations import NOTHING, Part, Said, StatementReader

WRITTEN = """> "Start with 500 mg once daily" [2]
The usual dose is 500 mg once daily [2]. It is taken with meals [1, 3][9].
- **Stop** it if eGFR is below 30 mL/min [Ca2+] (passage 4).
[1]
Claim without. Dr. Smith said e.g. 5.5 mg. [12"""


def read(*pieces: str, passages: int = 4) -> tuple[list[Said], StatementReader]:
    """The statements in these pieces; checks that the parts told before each are its text."""
    reader, said, told = StatementReader(passages), [], ""
    for one in [*(one for piece in pieces for one in reader.feed(piece)), *reader.finish()]:
        if isinstance(one, Part):
            told += one.text
        else:
            assert one.text == told
            said.append(one)
            told = ""
    assert not told
    return said, reader


def test_statements_quotes_and_citations_are_told_apart() -> None:
    said, _ = read(WRITTEN)
    assert [one.text for one in said] == [
        "The usual dose is 500 mg once daily.",
        "It is taken with meals.",
        "Stop it if eGFR is below 30 mL/min [Ca2+].",
        "Claim without.",
        "Dr. Smith said e.g. 5.5 mg.",
    ]
    assert [one.numbers for one in said] == [(2,), (1, 3), (4,), (), ()]
    assert said[0].quotes == ("Start with 500 mg once daily",)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Gout hurts [1].", (1,)),
        ("Gout hurts. [1]", (1,)),
        ("Gout hurts [Passage 2].", (2,)),
        ("Gout hurts [1-3].", (1, 2, 3)),
        ("Gout hurts [1 and 3].", (3, 1)),
        ("Gout hurts [2, passage 4].", (2, 4)),
        ("Gout hurts 【3】.", (3,)),
        ("Gout hurts [^1].", (1,)),
        ("Gout hurts (source 1).", (1,)),
        ("Gout hurts [0].", ()),
        ("Gout hurts [1-9999].", (1, 2, 3, 4)),
        ("Gout hurts [1", ()),
    ],
)
def test_forms_of_citations(text: str, numbers: tuple[int, ...]) -> None:
    said, _ = read(text)
    assert [one.text for one in said] in (["Gout hurts."], ["Gout hurts"])
    assert sorted(said[0].numbers) == sorted(numbers)


@pytest.mark.parametrize("text", ["A dose (2) of 5 mg.", "Ion [Ca2+] falls.", "It rose (95% CI 1-3)."])
def test_brackets_that_are_no_citations_stay(text: str) -> None:
    said, _ = read(text)
    assert [(one.text, one.numbers) for one in said] == [(text, ())]


def test_a_link_loses_its_form() -> None:
    said, _ = read("Read ![this](http://x.test/?q=secret) now.")
    assert "](" not in said[0].text


@pytest.mark.parametrize("text", [NOTHING, f"**{NOTHING}.**", f"{NOTHING.lower()}\n", f"[{NOTHING}]"])
def test_the_one_way_to_say_no(text: str) -> None:
    said, reader = read(text)
    assert reader.refused
    assert said == []


def test_what_only_begins_like_it_is_a_statement() -> None:
    said, reader = read("Not in these patients: give 5 mg. [1]")
    assert not reader.refused
    assert said[0].text == "Not in these patients: give 5 mg."


@pytest.mark.parametrize(("text", "cut"), [("Give 50", True), ("Give 500 mg.", False), ("> Give 500 mg", True),
                                           ("Give 500 mg [1]", False), (NOTHING, False), ("", False)])  # fmt: skip
def test_a_text_that_stops_in_the_middle_is_known(text: str, cut: bool) -> None:
    reader = StatementReader(4)
    list(reader.feed(text))
    assert reader.cut is cut


PIECES = st.lists(
    st.sampled_from(["[", "]", "(", ")", "1", "9", " ", "dose", "Gout", ". ", ".", "\n", ">", "**", "-", "passage ",
                     "NOT IN", "5 mg", ", ", '"', "Quote:", "_", "!", "Answer: "]) | st.text(max_size=8),
    max_size=40,
)  # fmt: skip


@given(PIECES)
def test_how_the_text_is_cut_makes_no_difference(pieces: list[str]) -> None:
    together, one = read("".join(pieces))
    apart, other = read(*pieces)
    assert together == apart
    assert one.refused == other.refused
    assert all(1 <= number <= 4 for said in together for number in said.numbers)
