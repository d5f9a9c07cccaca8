"""Documents that give orders are read like any other: what is seen is kept as it stands, what is hidden is dropped."""

from pathlib import Path

import pytest

from pipelines.schema import Document
from tests.attacks import ATTACKS, FACT, HIDDEN, OPEN, ORDER
from tests.soundness import documents


def read(path: Path, name: str) -> Document:
    (found,) = documents(path / ("a.html" if name.endswith(".html") else "a.md"), ATTACKS[name])
    return found


@pytest.mark.parametrize("name", ATTACKS)
def test_the_fact_is_read_and_nothing_hidden(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, name)
    assert FACT in found.text
    if name in HIDDEN:
        seen = "\n".join([found.title, found.text, *(section.title for section in found.sections)])
        assert "Ignore all" not in seen


def test_open_orders_are_not_read_away(tmp_path: Path) -> None:
    """A reader must not judge: a text about prompt injection is a text too."""
    for name in OPEN:
        found = read(tmp_path, name)
        seen = [found.text, *(section.title for section in found.sections)]
        assert ORDER not in ATTACKS[name] or any(ORDER in text for text in seen)
    assert len(OPEN) + len(HIDDEN) == len(ATTACKS)


def test_chat_marks_reach_the_passages(tmp_path: Path) -> None:
    """It is the prompt that has to hold against them."""
    text = "".join(read(tmp_path, name).text for name in OPEN)
    for mark in ("<|im_start|>", "<|eot_id|>", "<<SYS>>", "<start_of_turn>", "<|system|>", "<|endoftext|>", "</s>"):
        assert mark in text
