"""Control marks and hidden characters in documents become harmless, ordinary text stays as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.neutral import HIDDEN, KNOWN, neutral

MARKS = [
    *("<|im_start|>", "<|im_end|>", "<|eot_id|>", "<|start_header_id|>", "<|begin_of_text|>", "<|endoftext|>"),
    *("<|system|>", "<|user|>", "<|end|>", "<|channel|>", "<|IM_START|>", "<| im_start |>", "<｜User｜>"),
    *("<s>", "</s>", "<bos>", "<eos>", "<unk>", "<pad>", "<start_of_turn>", "<end_of_turn>", "<unused7>"),
    *("[INST]", "[/INST]", "[ INST ]", "<<SYS>>", "<</SYS>>", "[SYSTEM_PROMPT]", "[AVAILABLE_TOOLS]", "[TOOL_CALLS]"),
    *("<think>", "</think>", "<tool_call>", "</tool_response>", "< / think >", "[gMASK]"),
]
OWN = ("<%secret%>", "<<<", "STOPTOKEN", "{eom}", "\n")


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_defused_and_stays_readable(mark: str) -> None:
    found = neutral(f"Gout{mark}is treated.")
    assert mark not in found
    assert not KNOWN.search(found)
    assert found.startswith("Gout")
    assert found.endswith("is treated.")
    assert max(re.findall(r"\w+", mark), key=len) in found


@pytest.mark.parametrize(
    "text",
    [
        "Give <5 mg, and >3 doses, if p<0.05 or 3 < x > 1.",
        "As shown [1], [2, 3] and [a].",
        "eGFR <30 | 30-60 | >60 mL/min",
        "a <|> b, |x|, <||>, x <- y -> z, a << b >> c",
        "INST, SYS, think, <sup>2</sup>, {dose}, [INR], [S], <scr>",
        "TNF-α, 5-HT₃, naïve, Ménière, 體溫, ≥ 38 °C, café, µg, 10⁻³\tcells\nnext",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text
    assert neutral(text, ["<|im_start|>", "<s>", "\n", "<unk>"]) == text


def test_hidden_characters_are_dropped() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    hidden = f"Gi\u200bve\u2060 5\u00ad00\ufeff \u202emg\u202c\u2066.\u2069{tags}\x00\x1b\ufe0f"
    assert neutral(hidden) == "Give 500 mg."


def test_a_mark_that_only_forms_without_hidden_characters_is_defused() -> None:
    assert neutral("<|im_\u200bstart|>") == neutral("<|im_start|>") == "‹¦im_start¦›"
    assert neutral("[IN\U000e0041ST]") == "⟦INST⟧"


def test_a_models_own_marks_are_defused_whatever_they_look_like() -> None:
    assert neutral("a<%secret%>b STOPTOKEN {eom}\n", OWN) == "a‹%secret%›b S TOPTOKEN ❴eom❵\n"
    assert neutral("a<%secret%>b STOPTOKEN") == "a<%secret%>b STOPTOKEN"


PARTS = st.sampled_from(
    [*MARKS, *OWN, "<", "|", ">", "[", "]", "/", "<|", "|>", "im_start", "s", "\u200b", " ", "gout"]
)


@given(st.lists(PARTS, max_size=12).map("".join))
def test_no_mark_and_nothing_hidden_is_left(text: str) -> None:
    found = neutral(text, OWN)
    assert not KNOWN.search(found)
    assert not HIDDEN.search(found)
    assert not any(mark in found for mark in OWN if len(mark) > 1)
    assert neutral(found, OWN) == found


@given(st.text(alphabet=st.characters(exclude_characters="<>[]＜＞", exclude_categories=("Cc", "Cf", "Cs", "Mn"))))
def test_text_without_brackets_keeps_all_that_is_seen(text: str) -> None:
    assert neutral(text) == HIDDEN.sub("", text)
