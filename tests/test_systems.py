"""The supported systems: found by any of their names, located by their weights, told of where there are none."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from docs import build
from pipelines import models, published, systems
from pipelines.errors import ModelError
from pipelines.systems import SYSTEMS, System
from tests import tinymodels
from tests.fakes import weights

NAMES = [(system, name) for system in SYSTEMS for name in sorted(system.names)]
FETCHED = [system for system in SYSTEMS if not system.own and not system.shipped]


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Iterator[Path]:
    """A working folder without any model."""
    with chdir(tmp_path):
        yield tmp_path


@pytest.mark.parametrize(("system", "name"), NAMES)
def test_each_name_finds_its_system(system: System, name: str) -> None:
    assert systems.find(name) is system
    assert systems.find(f"{name.upper()}/") is system
    assert systems.named(name) == system.profile


def test_names_are_of_one_system_each() -> None:
    assert len({name for _, name in NAMES}) == len(NAMES)
    assert systems.find("pubmed") is None
    assert systems.find("") is None
    assert systems.named("some/where/mine") == "mine"
    assert systems.named("owner/model") == "owner/model"


def test_the_base_of_a_model_of_one_s_own_is_another_model() -> None:
    [own] = [system for system in SYSTEMS if system.own and not system.shipped]
    assert systems.find(own.hub) is None
    assert f"hf download {own.hub} --local-dir models/S-PubMedBert-MS-MARCO" in systems.missing(own.hub)


@pytest.mark.parametrize("system", FETCHED, ids=lambda one: one.profile)
def test_a_missing_system_is_told_in_one_line_with_its_command(system: System) -> None:
    for name in (system.profile, system.hub, str(system.folder)):
        line = systems.missing(name)
        assert "\n" not in line
        assert f"hf download {system.hub} --local-dir {system.folder} " in line
        assert f"copy the folder to {system.folder}" in line
        with pytest.raises(ModelError, match=re.escape(line)):
            systems.require(name)


def test_the_command_is_one_of_huggingface_hub() -> None:
    program, command, *_, option, _ = shlex.split(systems.fetch("owner/model"))
    installed = Path(sys.executable).with_name(program)
    asked = subprocess.run([installed, command, "--help"], capture_output=True, text=True, check=False)
    assert asked.returncode == 0
    assert option in asked.stdout


def test_other_missing_models_are_told() -> None:
    for name, folder in (("minilm", "all-MiniLM-L6-v2"), ("medical-minilm", "medical-minilm")):
        assert systems.missing(name) == (
            f"The encoder {folder} is not in models/{folder}. Put it there with: vademecum doctor --repair"
        )
    assert systems.missing("models/all-MiniLM-L6-v2") == systems.missing("sentence-transformers/all-MiniLM-L6-v2")
    assert "hf download owner/model --local-dir models/model" in systems.missing("owner/model")
    for path in ("models/mine", "/data/mine", "./mine/it", "mine"):
        assert systems.missing(path) == (
            f"There are no model weights in {path}. Copy the model's folder there, or mend the path."
        )
    assert "copy a folder that you trained elsewhere to models/s-pubmedbert-medquad" in systems.missing(
        "s-pubmedbert-medquad"
    )


def test_a_model_is_located_where_its_weights_are(here: Path) -> None:
    assert systems.locate("pubmedbert") is None
    assert systems.locate("") is None
    (here / "models" / "pubmedbert-base-embeddings").mkdir(parents=True)
    assert systems.locate("pubmedbert") is None, "a folder without weights is no model"
    folder = weights(Path("models/pubmedbert-base-embeddings"))
    for name in ("pubmedbert", "neuml/pubmedbert-base-embeddings", str(folder), str(here / folder)):
        found = systems.locate(name)
        assert found
        assert found.resolve() == (here / folder).resolve()
    assert systems.locate("owner/mine") is None
    weights(Path("models/mine"))
    assert systems.require("owner/mine") == Path("models/mine")


def test_the_hub_s_cache_on_this_machine_counts(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(here / "cache"))
    repository = here / "cache" / "models--neuml--pubmedbert-base-embeddings"
    snapshot = weights(repository / "snapshots" / ("a" * 40))
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("a" * 40)
    assert systems.locate("pubmedbert") == snapshot
    assert systems.locate("../../x/y") is None


def test_what_a_folder_tells_of_its_model(here: Path) -> None:
    dense, sparse = tinymodels.bert(here / "dense", longest=96), tinymodels.splade(here / "sparse")
    long = tinymodels.modernbert(here / "long")
    assert [systems.kind(one) for one in (dense, sparse, long)] == ["dense", "sparse", "dense"]
    assert [models.longest(str(one)) for one in (dense, sparse, long)] == [96, 128, 2048]
    assert [systems.dimensions(one) for one in (dense, sparse)] == [32, len(tinymodels.VOCABULARY)]
    assert (systems.kind(here), models.longest(str(here)), systems.dimensions(here)) == ("dense", None, None)
    (here / "config.json").write_text("no JSON")
    assert models.longest(str(here)) is None


def test_every_system_has_published_figures() -> None:
    assert set(published.PUBLISHED) == {system.profile for system in SYSTEMS}
    for tests in published.PUBLISHED.values():
        for name, figures in tests.items():
            if name.startswith("Pearson"):
                *each, mean = figures.values()
                assert mean == pytest.approx(sum(each) / 3, abs=0.011), name


def test_sizes_are_below_the_full_one() -> None:
    for system in SYSTEMS:
        assert all(size <= system.dimensions for size in system.sizes)
        assert system.licence
        assert system.folder.parent == systems.FOLDER


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda one: one.profile)
def test_each_card_tells_what_was_published_and_how_it_is_filled(system: System) -> None:
    text = build.card(system)
    for figures in published.PUBLISHED[system.profile].values():
        for value in figures.values():
            assert f"{value:g}" in text or f"{value:.2f}" in text
    assert systems.fetch(system.hub) in text or "vademecum doctor --repair" in text
    assert "python -m benchmarks.compare DATA" in text
    assert ("weights out of reach" in text) is not system.shipped
    assert f"(systems/{system.profile}.md)" in build.overview()
