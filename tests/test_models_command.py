"""The command `vademecum models`: what is supported, what is here, what to do for what isn't."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import jsonschema
import pytest

from docs.build import schemas
from pipelines import inventory
from pipelines.__main__ import main
from pipelines.systems import SYSTEMS
from tests import tinymodels
from tests.fakes import weights

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """A working folder with one supported model, one of the person's own, and a folder that is no model."""
    weights(tmp_path / "models" / "pubmedbert-base-embeddings")
    tinymodels.splade(tmp_path / "models" / "mine")
    (tmp_path / "models" / "notes").mkdir()
    with chdir(tmp_path):
        yield tmp_path


@pytest.fixture
def command(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main(["models", *arguments])
        return int(exit.value.code or 0), *capsys.readouterr()

    return run


def test_every_system_is_listed_and_what_to_do(command: Command) -> None:
    status, out, err = command()
    assert (status, err) == (0, "")
    for system in SYSTEMS:
        assert system.profile in out
    assert "pubmedbert: loaded from models/pubmedbert-base-embeddings" in out
    assert "mine: loaded from models/mine" in out
    assert "notes" not in out
    # A command stands in one line, to be copied.
    assert "hf download lokeshch19/ModernPubMedBERT --local-dir models/ModernPubMedBERT " in out


def test_as_json(command: Command) -> None:
    status, out, err = command("--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    jsonschema.validate(found, schemas()["models"])
    by = {one["profile"] or one["title"]: one for one in found}
    assert [one for one in by if by[one]["present"]] == ["pubmedbert", "mine"]
    assert by["mine"]["kind"] == "sparse"
    assert by["mine"]["dimensions"] == len(tinymodels.VOCABULARY)
    assert by["mine"]["tokens"] == 128
    assert all(bool(one["remedy"]) is not one["present"] for one in found)
    assert by["modern-pubmedbert"]["tokens"] == 2048


def test_the_size_is_that_on_disk(here: Path) -> None:
    (here / "models" / "pubmedbert-base-embeddings" / "model.safetensors").write_bytes(b"0" * 2_000_000)
    found = {one.profile: one for one in inventory.found()}
    assert found["pubmedbert"].megabytes == 2.0
    assert found["pubmedbert-splade"].megabytes == 438


def test_without_a_folder_of_models(tmp_path: Path) -> None:
    with chdir(tmp_path):
        assert [one.profile for one in inventory.found()] == [system.profile for system in SYSTEMS]


def test_it_loads_no_model_library() -> None:
    code = "import sys; from pipelines import inventory; inventory.found(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
