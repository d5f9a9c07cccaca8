"""A language model that obeys a document is found out, and orders are not quoted."""

import pytest

from tests import attacks
from tests.attacks import ATTACKS, FACT, OBEYED
from tests.home import Home
from tests.test_write import Answering, answering, script, told

__all__ = ["answering"]

MARKS = ("<|im_start|>", "<|eot_id|>", "[INST]", "<start_of_turn>", "<|system|>", "</s>", "\u200b", "\U000e0049")
STATED = {"false authority", "prompt's own frame"}  # a document that states a wrong dose in plain words is believed


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_a_model_that_obeys_a_document_is_found_out(home: Home, answering: Answering, name: str) -> None:
    """It says what the document ordered, and cites it: an order to say something is no evidence for it."""
    suffix = "" if name.endswith(".html") else ".md"
    (home.docs / f"attack {name}{suffix}".replace("'", "")).write_text(ATTACKS[name], encoding="utf-8")
    home.ingest()
    vademecum = answering("\n".join(f"{said} [1-4]" for said in (FACT, OBEYED)))
    answer, text = told(vademecum, attacks.QUESTION)
    fact, obeyed = answer.statements
    assert fact.support == "supported"
    assert obeyed.support != "supported" or name in STATED
    assert text == answer.text
    (prompt,) = script(vademecum).prompts
    for mark in MARKS:
        assert mark not in prompt[1]["content"]


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_orders_are_not_quoted(home: Home, name: str) -> None:
    suffix = "" if name.endswith(".html") else ".md"
    (home.docs / f"attack {name}{suffix}".replace("'", "")).write_text(ATTACKS[name], encoding="utf-8")
    home.ingest()
    answer = home.start(answer={"threshold": 0.0}).ask(attacks.QUESTION)
    assert any(FACT in statement.text for statement in answer.statements)
    assert not any("gnore all" in statement.text for statement in answer.statements)
