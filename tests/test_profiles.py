"""Profiles: laid over config.yml in every door, checked, and told."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from txtai.app import Application

from pipelines.__main__ import main
from pipelines.application import start
from pipelines.config import HOOK, check, read
from pipelines.errors import ConfigError, ModelError
from pipelines.profiles import PROFILE, Settled, load, names, over, settle
from tests.fakes import weights
from tests.home import Home
from tests.server import environment

ROOT = Path(__file__).parents[1]
SHIPPED = names(ROOT / "profiles")
OURS = {
    "medical-minilm", "minilm", "pubmedbert", "pubmedbert-matryoshka", "pubmedbert-splade", "pubmedbert-with-splade",
    "modern-pubmedbert", "s-pubmedbert-medquad",
}  # fmt: skip


@pytest.fixture
def shelf(home: Home) -> Home:
    """A home with config.yml and two profiles, each with a library and an encoder of its own."""
    for name in ("one", "two"):
        path = weights(home.path / f"encoder-{name}", name)
        profile(home, name, {"library": {"path": str(home.path / name)}, "embeddings": {"path": str(path)}})
    (home.path / "config.yml").write_text(yaml.safe_dump(configured(home)), encoding="utf-8")
    home.write("a.jsonl", "Gout hurts.")
    return home


def configured(home: Home, **changes: Any) -> dict[str, Any]:
    return home.config(profiles=str(home.path / "profiles"), **changes)


def profile(home: Home, name: str, content: Any) -> Path:
    file = home.path / "profiles" / f"{name}.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return file


# What is laid over what

VALUES = st.recursive(
    st.integers(0, 9) | st.just([1]), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
)
MAPPINGS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(MAPPINGS, MAPPINGS)
def test_a_profile_wins_and_the_rest_stays(base: dict[str, Any], overlay: dict[str, Any]) -> None:
    merged = over(base, overlay)
    assert over(merged, overlay) == merged
    assert over({}, overlay) == overlay
    assert over(base, {}) == base
    assert {key: merged[key] for key in base if key not in overlay} == {
        k: v for k, v in base.items() if k in merged and k not in overlay
    }
    for key, value in overlay.items():
        below = base.get(key)
        assert merged[key] == (
            over(below if isinstance(below, dict) else {}, value) if isinstance(value, dict) else value
        )


def test_an_empty_value_takes_the_key_out() -> None:
    assert over({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": None}, "d": None, "e": None}) == {"a": {"c": 2}}


def test_settling_leaves_the_configuration_as_it_was_and_happens_once(shelf: Home) -> None:
    config = configured(shelf)
    before = yaml.dump(config)
    settled = settle(config, "one")
    assert yaml.dump(config) == before
    assert (settled["profile"], settled["library"]["path"]) == ("one", str(shelf.path / "one"))
    settled["library"]["path"] = "elsewhere"
    again = settle(settled, "two")
    assert isinstance(again, Settled)
    assert (again["profile"], again["library"]["path"]) == ("one", "elsewhere")


# The profiles that come with the project


def test_the_profiles_of_the_five_systems_and_a_pair_are_there() -> None:
    assert set(SHIPPED) >= OURS


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_is_sound_and_has_a_library_of_its_own(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    settled = load(Path("config.yml"), name)
    settings = check(settled)
    assert settings.library.path == Path("libraries", name)
    assert settings.embeddings["scoring"] == check(read(Path("config.yml"))).embeddings["scoring"]


# Mistakes


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"libary": {}}, r"profiles/bad\.yml: the key 'libary' has no place in a profile\. Did you mean 'library'\?$"),
        ({"library": {"pth": "x"}}, r"profiles/bad\.yml: unknown key 'library\.pth'\. Did you mean 'path'\?$"),
        ({"embeddings": {"maxlenght": 9}}, r"profiles/bad\.yml: unknown key 'embeddings\.maxlenght'\. Did you mean"),
        ({"retrieve": {"weight": 2}}, r"profiles/bad\.yml: retrieve\.weight is 2\."),
        ({"profile": "one"}, r"profiles/bad\.yml: the key 'profile' has no place in a profile\."),
        ({HOOK: {}}, r"profiles/bad\.yml: the key 'pipelines\.application\.Vademecum' has no place in a profile\."),
        ("- a\n", r"profiles/bad\.yml holds no settings\."),
        ("a: {", r"profiles/bad\.yml, line 1 is not valid YAML"),
    ],
)
def test_a_mistake_in_a_profile_is_named_with_its_file(shelf: Home, content: Any, says: str) -> None:
    profile(shelf, "bad", content)
    with pytest.raises(ConfigError, match=says) as error:
        start(shelf.path / "config.yml", "bad")
    assert "\n" not in str(error.value)


def test_a_mistake_in_config_yml_is_not_the_profile_s(shelf: Home) -> None:
    with pytest.raises(ConfigError, match=r"^config\.yml: retrieve\.limit is 0"):
        start(configured(shelf, retrieve={"limit": 0}), "one")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("oen", r"There is no profile 'oen' in .*profiles\. Did you mean 'one'\? There are: one, two\.$"),
        ("zzzz", r"There is no profile 'zzzz' in .*profiles\. There are: one, two\.$"),
        ("../config", r"There is no profile '\.\./config'"),
    ],
)
def test_an_unknown_profile_is_one_line_with_near_match_and_list(shelf: Home, name: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        start(shelf.path / "config.yml", name)


def test_a_folder_without_profiles_says_where_one_goes(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"There is no profile 'one' in .*\. Put one\.yml there\.$"):
        start(configured(home), "one")


# Doors


def library_of(vademecum: Any) -> str:
    return str(vademecum.library.path.name)


def test_who_calls_wins_over_the_environment_and_that_over_the_file(
    shelf: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library_of(start(configured(shelf))) == "library"
    assert library_of(start(configured(shelf, profile="one"))) == "one"
    monkeypatch.setenv(PROFILE, "two")
    assert library_of(start(configured(shelf, profile="one"))) == "two"
    assert library_of(start(shelf.path / "config.yml", "one")) == "one"


def test_txtai_s_own_application_has_the_profile(shelf: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shelf.path)
    monkeypatch.setenv(PROFILE, "one")
    application = Application("config.yml")
    application.workflow("ingest", ["docs"])
    assert application.count() == 1
    assert application.config["profile"] == "one"
    monkeypatch.setenv(PROFILE, "two")
    assert Application("config.yml").count() == 0


def test_a_profile_brings_and_takes_a_language_model(shelf: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    script = {"path": "script", "method": "tests.fakes.Scripted", "replies": ["Gout hurts. [1]"]}
    profile(shelf, "written", {"llm": script})
    profile(shelf, "quoted", {"llm": None})
    for name, base, model in (("written", {}, "script"), ("quoted", {"llm": script}, None)):
        (shelf.path / "config.yml").write_text(yaml.safe_dump(configured(shelf, **base)), encoding="utf-8")
        monkeypatch.setenv(PROFILE, name)
        hook = Application(str(shelf.path / "config.yml")).pipelines[HOOK]
        assert (hook.model.name if hook.model else None) == model
        assert ("llm" in hook.application.pipelines) == bool(model)


def command(shelf: Home, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as exit:
        main(["--config", str(shelf.path / "config.yml"), *arguments])
    out, err = capsys.readouterr()
    return int(exit.value.code or 0), " ".join((out + err).split())


def test_the_shell_has_the_profile_for_one_command(shelf: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(shelf, capsys, "--profile", "one", "ingest", str(shelf.docs))[0] == 0
    assert PROFILE not in os.environ
    assert "Encoder: encoder-one. Profile: one." in command(shelf, capsys, "--profile", "one", "status")[1]
    assert "is empty. Add documents with: vademecum ingest FOLDER" in command(shelf, capsys, "status")[1]
    for asked in (["status"], ["search", "gout"], ["ask", "gout"], ["doctor"]):
        told = command(shelf, capsys, "--profile", "two", *asked)[1]
        assert "is empty. Add documents with: vademecum --profile two ingest FOLDER" in told, asked
    assert "profile two, and the workflows" in command(shelf, capsys, "--profile", "two", "doctor")[1]
    status, text = command(shelf, capsys, "--profile", "tow", "search", "gout")
    assert status == 2
    assert "Did you mean 'two'? There are: one, two." in text


def test_the_api_has_the_profile(shelf: Home) -> None:
    """In a process of its own, since txtai's API is one a process."""
    start(shelf.path / "config.yml", "one").add([shelf.docs])
    script = (
        "from fastapi.testclient import TestClient\nfrom txtai.api import app\n"
        "with TestClient(app, base_url='http://localhost') as client:\n"
        "    print(client.get('/count').json(), client.get('/search', params={'query': 'gout'}).json()[0]['title'])"
    )
    changes = {"CONFIG": str(shelf.path / "config.yml"), PROFILE: "one"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(**changes),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["1", "Gout"], done.stderr


def test_the_page_has_the_profile(shelf: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    start(shelf.path / "config.yml", "one").add([shelf.docs])
    monkeypatch.setenv("VADEMECUM_CONFIG", str(shelf.path / "config.yml"))
    for name, shown in (("one", "1 document"), ("two", "empty")):
        monkeypatch.setenv(PROFILE, name)
        page = AppTest.from_file(str(ROOT / "views" / "frame.py"), default_timeout=120).run()
        assert not page.exception
        assert shown in "".join(block.body for block in page.html)
        page.switch_page("settings.py").run()
        assert f"config.yml and the profile {name}; docs" in "".join(block.body for block in page.html)


# Libraries


def test_a_library_of_another_profile_is_refused_with_both_names_and_the_way_back(shelf: Home) -> None:
    start(shelf.path / "config.yml", "one").add([shelf.docs])
    other = {"library": {"path": str(shelf.path / "one")}, "embeddings": {"path": str(shelf.path / "encoder-two")}}
    profile(shelf, "mixed", other)
    with pytest.raises(
        ModelError,
        match=r"built with encoder-one, but encoder-two is selected\. Call with --profile one, set embeddings",
    ):
        start(shelf.path / "config.yml", "mixed").search("gout")
    start(shelf.path / "config.yml").add([shelf.docs])
    profile(shelf, "mixed", {**other, "library": {"path": str(shelf.path / "library")}})
    with pytest.raises(ModelError, match=r"built with words, but encoder-two is selected\. Leave --profile out, set"):
        start(shelf.path / "config.yml", "mixed").search("gout")


def test_a_model_that_is_out_of_reach_is_one_line_that_says_what_to_run(shelf: Home) -> None:
    profile(shelf, "far", {"embeddings": {"path": "owner/name"}})
    command = [sys.executable, "-m", "pipelines", "--config", "config.yml", "--profile", "far", "ingest", "docs"]
    done = subprocess.run(
        command, cwd=shelf.path, env=environment(HF_HOME=str(shelf.path)), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.strip().splitlines()
    assert "owner/name is not on this machine. Where there is a network run: hf download owner/name" in line
    assert "--local-dir models/name (without one, run it on another machine and copy the folder to models/name" in line


def test_a_model_below_models_is_used_before_the_hub(shelf: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shelf.path)
    weights(shelf.path / "models" / "name", "brought over")
    profile(shelf, "near", {"embeddings": {"path": "owner/name"}, "offline": True})
    assert start(shelf.path / "config.yml", "near").add([shelf.docs]).added == 1
    profile(shelf, "far", {"embeddings": {"path": "owner/other"}, "offline": True})
    with pytest.raises(ConfigError, match=r"far\.yml: `offline: true` lets no encoder be fetched, and owner/other"):
        start(shelf.path / "config.yml", "far")
