"""The configuration: a wrong key or value is named with its remedy before txtai sees it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.application import start
from pipelines.config import Settings, check, near, read
from pipelines.errors import ConfigError
from tests.home import Home

CONFIG = Path(__file__).parents[1] / "config.yml"


def test_the_project_s_own_configuration_is_sound() -> None:
    settings = check(read(CONFIG))
    assert settings.library.keep == 3
    assert settings.retrieve.mode == "hybrid"


def test_the_configuration_shows_every_default() -> None:
    """What config.yml says and what holds without it are the same."""
    written = check(read(CONFIG)).model_dump(exclude={"embeddings"})
    assert written == Settings().model_dump(exclude={"embeddings"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"libary": {}}, ["config.yml", "'libary'", "Did you mean 'library'?"]),
        ({"library": {"pth": "x"}}, ["'library.pth'", "Did you mean 'path'?"]),
        ({"retrieve": {"fussion": "rrf"}}, ["'retrieve.fussion'", "Did you mean 'fusion'?"]),
        ({"retrieve": {"mode": "hybird"}}, ["retrieve.mode", "'hybird'", "'dense', 'sparse' or 'hybrid'"]),
        ({"retrieve": {"weight": 1.5}}, ["retrieve.weight", "1.5", "less than or equal to 1"]),
        ({"retrieve": {"limit": 0}}, ["retrieve.limit", "0", "greater than or equal to 1"]),
        ({"retrieve": {"limit": "many"}}, ["retrieve.limit", "'many'", "integer"]),
        ({"library": {"keep": 0}}, ["library.keep", "0"]),
        ({"library": "here"}, ["library", "'here'"]),
        ({"reading": {"columns": ["title"]}}, ["reading.columns", "dictionary"]),
        ({"answer": {"threshold": 2}}, ["answer.threshold", "2"]),
        ({"zzz": 1}, ["'zzz'", "Known: ", "library"]),
        ({1: 2}, ["'1'"]),
        ({"embeddings": {"backend": "faiss"}}, ["embeddings.backend", "'faiss'", "numpy"]),
        ({"embeddings": {"content": False}}, ["embeddings.content", "False", "True"]),
        ({"embeddings": {"quantize": 1}}, ["'embeddings.quantize'", "Known: backend"]),
        ({"embeddings": {"bakend": "numpy"}}, ["'embeddings.bakend'", "Did you mean 'backend'?"]),
        (
            {"embeddings": {"scoring": {"method": "bm25", "terms": True}}},
            ["embeddings.scoring.method", "'bm25'", "pipelines.bm25.BM25"],
        ),
        ({"embeddings": {"scoring": {"terms": False}}}, ["embeddings.scoring.terms", "False", "True"]),
        ({"embeddings": {"scoring": {"trms": True}}}, ["'embeddings.scoring.trms'", "Did you mean 'terms'?"]),
        ({"embeddings": {"scoring": None}}, ["embeddings.scoring", "None"]),
    ],
)
def test_a_mistake_is_named_with_its_remedy(home: Home, changes: dict[Any, Any], words: list[str]) -> None:
    with pytest.raises(ConfigError) as error:
        check({**home.config(), **_merged(home.config(), changes)})
    message = str(error.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


def _merged(config: dict[str, Any], changes: dict[Any, Any]) -> dict[Any, Any]:
    return {
        key: {**config[key], **value} if isinstance(value, dict) and isinstance(config.get(key), dict) else value
        for key, value in changes.items()
    }


def test_keys_of_txtai_are_left_to_txtai(home: Home) -> None:
    check({**home.config(), "writable": False, "mcp": True, "textractor": {"paragraphs": True}, "a.b.Pipeline": None})


def test_the_index_has_defaults(home: Home) -> None:
    own = home.config()["embeddings"]
    short = check({**home.config(), "embeddings": {key: own[key] for key in ("path", "method", "vectors")}})
    assert short.embeddings == own


def test_an_empty_group_has_its_defaults(home: Home) -> None:
    assert check({**home.config(), "retrieve": None}).retrieve == Settings().retrieve


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("library: {path: x", ["line 1", "not valid YAML"]),
        ("a:\n  b: 1\n c: 2\n", ["line 3", "not valid YAML"]),
        ("- library\n", ["holds no settings"]),
        ("", ["holds no settings"]),
        ("library: \x00", ["not valid YAML"]),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: str, words: list[str]) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(content)
    with pytest.raises(ConfigError) as error:
        read(file)
    assert all(word in str(error.value) for word in ["mine.yml", *words]), str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.yml is not there"):
        read(tmp_path / "absent.yml")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_bytes(b"library: \xff\xfe")
    with pytest.raises(ConfigError, match=r"mine\.yml"):
        read(file)


def test_near_words() -> None:
    assert near("lmit", ["limit", "mode"]) == " Did you mean 'limit'?"
    assert near("xyz", ["limit", "mode"]) == " Known: limit, mode."


def test_one_configuration_serves_several_applications(home: Home) -> None:
    """txtai changes the mapping that it is given; ours stays as it was."""
    config = home.config()
    before = yaml.dump(config)
    assert start(config).settings == start(config).settings
    assert yaml.dump(config) == before


def test_a_file_starts_the_application(home: Home) -> None:
    file = home.path / "mine.yml"
    file.write_text(yaml.dump(home.config(retrieve={"limit": 3})))
    assert start(file).settings.retrieve.limit == 3


def test_the_hook_has_to_be_named(home: Home) -> None:
    config = {key: value for key, value in home.config().items() if "." not in key}
    with pytest.raises(ConfigError, match=r"does not name pipelines\.application\.Vademecum"):
        start(config)


def test_the_hook_takes_no_settings(home: Home) -> None:
    with pytest.raises(ConfigError, match="limit"):
        start({**home.config(), "pipelines.application.Vademecum": {"application": None, "limit": 5}})


LLM = {"path": "models/tiny.gguf", "method": "pipelines.llm.Local"}


@pytest.mark.parametrize(
    ("llm", "says"),
    [
        (None, r"^config\.yml: llm names no model\. Set llm\.path, or take `llm:` out to have answers quoted\.$"),
        ({"method": "pipelines.llm.Local"}, r"^config\.yml: llm names no model\."),
        ({"path": "models/tiny.gguf"}, r"^config\.yml: llm has no method\. Add `method: pipelines\.llm\.Local`"),
        (
            LLM | {"method": "llama.cpp"},
            r"^config\.yml: llm\.method is 'llama\.cpp'\. Write `method: pipelines\.llm\.Local`",
        ),
        (
            LLM | {"method": "no.such.Class"},
            r"llm\.method is 'no\.such\.Class'\. It can't be imported .*\. Write `method",
        ),
        (LLM | {"method": "pipelines.llm.Nothing"}, r"There is no such subclass of txtai's Generation\."),
        (LLM | {"method": "pipelines.neutral.neutral"}, r"There is no such subclass of txtai's Generation\."),
        (LLM | {"n_ctx": 256}, r"llm\.n_ctx is 256\. Input should be greater than or equal to 512\.$"),
        (LLM | {"sha256": "abc"}, r"llm\.sha256 is 'abc'\."),
        (LLM | {"seconds": 0}, r"llm\.seconds is 0\."),
    ],
)
def test_a_language_model_that_can_not_be_is_named(llm: Any, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        check({"llm": llm})


def test_further_keys_go_to_the_language_model() -> None:
    settings = check({"llm": {**LLM, "n_threads": 4}}).llm
    assert settings is not None
    assert settings.extra == {"n_threads": 4}
    assert (settings.n_ctx, settings.maxlength, settings.seconds) == (4096, 400, 120)
    assert check({}).llm is None


def test_offline_an_encoder_has_to_be_here() -> None:
    with pytest.raises(
        ConfigError, match=r"`offline: true` lets no encoder be fetched, and owner/name is no folder here"
    ):
        check({"offline": True, "embeddings": {"path": "owner/name"}})
    assert check({"offline": True, "embeddings": {"path": "samples"}}).offline
