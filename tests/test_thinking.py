"""What a model writes while it thinks is left out, wherever the pieces are cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.thinking import spoken

SAID = [
    ("<think>\nhm\n</think>\n\nGive 500 mg.", "Give 500 mg."),
    ("\n <think></think>Give.", "Give."),
    ("  Give <5 mg.", "Give <5 mg."),
    ("<5 mg is given.", "<5 mg is given."),
    ("<", "<"),
    ("<thin", "<thin"),
    ("<think> and never an end", ""),
    ("Give. <think>", "Give. <think>"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "found"), SAID)
def test_thinking_is_left_out(text: str, found: str) -> None:
    assert "".join(spoken([text])) == found


@given(st.sampled_from(SAID), st.lists(st.integers(0, 40), max_size=8))
def test_cuts_change_nothing(said: tuple[str, str], cuts: list[int]) -> None:
    text, found = said
    pieces = [text[start:end] for start, end in pairwise([0, *sorted(cuts), len(text)])] if text else []
    assert "".join(spoken(pieces)) == found
    assert "" not in list(spoken(pieces))
