"""What the check-up says that a person can copy."""

import pytest

from pipelines import doctor
from pipelines.doctor import Check
from tests import pages
from tests.home import Home


@pytest.mark.parametrize(
    ("text", "remedy", "command"),
    [
        ("x", "Run: make clean install", "make clean install"),
        ("Not there. Put it there with: vademecum doctor --repair", "", "vademecum doctor --repair"),
        ("In Vademecum's folder run: pip install -e '.[llm]'", "", "pip install -e '.[llm]'"),
        ("models/x.gguf is not there.", "Bring it over.", ""),
        ("2 of 3: fine", "", ""),
    ],
)
def test_a_command_at_the_end_is_found(text: str, remedy: str, command: str) -> None:
    assert Check("x", "broken", text, remedy).command == command


def test_a_library_built_otherwise_is_worth_a_look(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    scoring = {**home.config()["embeddings"]["scoring"], "k1": 1.5}
    for changes, state in (({}, "ok"), ({"embeddings": {"scoring": scoring}}, "look")):
        checks = {check.name: check for check in doctor.examine(pages.configured(home, **changes))}
        assert checks["Library"].state == state
    assert "answers still work" in checks["Library"].text


def test_without_a_language_model_nothing_is_tested(home: Home) -> None:
    found = doctor.language_model(home.start())
    assert (found.name, found.state) == ("Language model", "ok")
