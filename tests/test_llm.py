"""The class that the configuration names: what it takes for what, and what it says when a package is missing."""

import sys
import threading
from pathlib import Path

import pytest
from txtai.pipeline import LLM

from pipelines.config import LOCAL, LlmSettings
from pipelines.errors import ModelError
from pipelines.llm import elsewhere
from pipelines.model import Model
from tests import processes


def _load_without(package: str, path: str) -> str:
    """What a load says in a process in which a package can't be imported."""
    sys.modules[package] = None  # type: ignore[assignment]
    model = Model(LLM(path, LOCAL), LlmSettings(path=path, method=LOCAL))
    try:
        model.load()
    except ModelError as error:
        return str(error)
    return "loaded"


def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF")
    said = processes.outcome(_load_without, "llama_cpp", str(tmp_path / "tiny.gguf"))
    assert said.startswith("A GGUF file needs llama-cpp-python, which is not installed")
    assert said.endswith("In Vademecum's folder run: pip install -e '.[llm]'")
    assert processes.outcome(_load_without, "litellm", "ollama_chat/llama3.2") == (
        "ollama_chat/llama3.2 needs LiteLLM, which is not installed. In Vademecum's folder run: "
        "pip install -e '.[litellm]'"
    )


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    path = str(tmp_path / "none.gguf")
    model = Model(LLM(path, LOCAL, n_ctx=1024), LlmSettings(path=path, method=LOCAL, n_ctx=1024))
    assert model.name == "none.gguf"
    for _ in range(2):
        with pytest.raises(ModelError, match=r"^llm\.path: no file .*none\.gguf\."):
            model.load()


def test_what_is_wrong_at_loading_is_said_by_the_stream_too(tmp_path: Path) -> None:
    path = str(tmp_path / "none.gguf")
    model = Model(LLM(path, LOCAL), LlmSettings(path=path, method=LOCAL))
    for _ in range(2):  # the turn is given back
        with pytest.raises(ModelError, match=r"^llm\.path: no file .*none\.gguf\."):
            list(model.stream([{"role": "user", "content": "Gout?"}], 10, threading.Event()))


@pytest.mark.parametrize(
    ("path", "extra", "place"),
    [
        ("models/x.gguf", {}, ""),
        ("Qwen/Qwen3-4B", {}, ""),
        ("ollama/llama3.2", {}, ""),
        ("ollama_chat/llama3.2", {"api_base": "http://10.0.0.5:11434"}, "http://10.0.0.5:11434"),
        ("openai/gpt", {}, "openai"),
        ("openai/local", {"api_base": "http://localhost:8080/v1"}, ""),
        ("any/name", {"api_base": "https://models.test/v1"}, "https://models.test/v1"),
    ],
)
def test_where_questions_go_is_known(path: str, extra: dict[str, str], place: str) -> None:
    assert elsewhere(LlmSettings(path=path, method=LOCAL, **extra)) == place  # type: ignore[arg-type]
