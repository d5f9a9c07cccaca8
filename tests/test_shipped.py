"""The encoders that come with Vademecum: made once, whole or not at all, and known by their weights."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from docs import build
from pipelines import doctor, models, shipped, systems
from pipelines.errors import ModelError
from tests import pages
from tests.home import Home

ROOT = Path(__file__).parents[1]
MOST = 4_000_000  # bytes that the difference may have in the repository


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """A working folder with an empty models/."""
    (tmp_path / "models").mkdir()
    with chdir(tmp_path):
        yield tmp_path


def made(folder: Path) -> str:
    file = folder / shipped.FILE
    return shipped.sha256(str(file), file.stat().st_mtime_ns)


@pytest.mark.parametrize("name", list(shipped.SHA256))
def test_set_up_makes_each_and_leaves_it_alone_the_next_time(here: Path, name: str) -> None:
    folder = shipped.install(Path("models") / name)
    assert made(folder) == shipped.SHA256[name]
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    assert shipped.install(folder) == folder
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before
    assert [one.name for one in Path("models").glob("[!.]*")] == [name], "a draft was left"
    models.check({"path": str(folder)})


def test_several_programs_that_find_it_missing_make_it_once(here: Path) -> None:
    code = "from pathlib import Path; from pipelines import shipped; shipped.install(Path('models/medical-minilm'))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(3)]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert made(Path("models") / shipped.MEDICAL) == shipped.SHA256[shipped.MEDICAL]


def test_both_have_the_same_words_and_other_weights() -> None:
    one, other = (shipped.install(ROOT / "models" / name) for name in shipped.SHA256)
    for file in ("vocab.txt", "tokenizer.json", "config.json", "modules.json"):
        assert (one / file).read_bytes() == (other / file).read_bytes()
    assert made(one) != made(other)
    assert models.longest(str(other)) == 256


def test_changed_weights_are_refused_when_loaded_and_mended_by_set_up(here: Path) -> None:
    folder = shipped.install(Path("models") / shipped.MEDICAL)
    with (folder / shipped.FILE).open("r+b") as stream:
        stream.seek(-1, os.SEEK_END)
        stream.write(b"\xff")
    with pytest.raises(ModelError, match=r"not those of medical-minilm\. Remove that folder, then run: vademecum doc"):
        models.check({"path": str(folder)})
    assert made(shipped.install(folder)) == shipped.SHA256[shipped.MEDICAL]


def test_weights_of_the_other_one_are_refused(here: Path) -> None:
    shipped.install(Path("models") / shipped.BUNDLED).rename(Path("models") / shipped.MEDICAL)
    with pytest.raises(ModelError, match="not those of medical-minilm"):
        models.check({"path": f"models/{shipped.MEDICAL}"})


def damaged(to: Path, how: str) -> Path:
    """The difference as it must not be added."""
    if how == "cut":
        to.write_bytes(shipped.DIFFERENCE.read_bytes()[:-1000])
    elif how == "changed":
        tensors = load_file(shipped.DIFFERENCE)
        first = next(name for name in sorted(tensors) if name.endswith(".left"))
        tensors[first] = np.flip(tensors[first], 0).copy()
        save_file(tensors, to)
    elif how == "of another shape":
        tensors = load_file(shipped.DIFFERENCE)
        save_file({name: tensor[..., :1].copy() for name, tensor in tensors.items()}, to)
    return to


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("cut", "is damaged. Fetch Vademecum anew."),
        ("of another shape", "is damaged. Fetch Vademecum anew."),
        ("changed", "does not make the weights of medical-minilm that were released. Fetch Vademecum anew."),
        ("missing", "is not there. Fetch Vademecum anew."),
    ],
)
def test_a_difference_that_is_not_the_released_one_is_told_in_one_line(here: Path, how: str, says: str) -> None:
    changes = damaged(here / "changes.safetensors", how)
    with pytest.raises(ModelError) as error:
        shipped.add(changes, shipped.install(Path("models") / shipped.BUNDLED))
    assert str(error.value).endswith(says)
    assert str(changes) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_place_that_cannot_be_written_is_told(here: Path) -> None:
    (here / "models").rmdir()
    (here / "models").write_text("no folder")
    with pytest.raises(ModelError, match=r"can't be put into models/medical-minilm: .*Make room, or mend permissions"):
        shipped.install(Path("models") / shipped.MEDICAL)


def test_repair_puts_both_there_and_where_the_configuration_wants_one(here: Path) -> None:
    elsewhere = here / "elsewhere" / shipped.MEDICAL
    elsewhere.parent.mkdir()
    found = models.repair({"path": str(elsewhere)})
    assert found == [elsewhere, *(Path("models") / name for name in shipped.SHA256)]
    assert {made(folder) for folder in found} == set(shipped.SHA256.values())
    assert models.repair({"path": "models/mine"}) == found[1:], "another encoder is its owner's business"
    assert systems.locate("medical-minilm") == found[1 + list(shipped.SHA256).index(shipped.MEDICAL)]


def test_the_check_up_repairs(here: Path) -> None:
    home = Home(here)
    config = pages.configured(home)
    repaired = {check.name: check for check in doctor.examine(config, repair=True)}["Repair"]
    assert (repaired.state, repaired.text) == ("ok", "encoders in models/all-MiniLM-L6-v2, models/medical-minilm")
    assert "Repair" not in {check.name for check in doctor.examine(config)}


def test_the_difference_is_small_and_part_of_the_package() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    folder = ROOT / "pipelines"
    packed = {file for pattern in data["pipelines"] for file in folder.glob(pattern)}
    assert shipped.DIFFERENCE in packed
    assert packed == set((folder / "weights").iterdir()), "what lies there is packed, and nothing else does"
    assert shipped.DIFFERENCE.stat().st_size < MOST


def test_its_card_tells_how_it_was_made_and_of_what() -> None:
    text = build.card(next(one for one in systems.SYSTEMS if one.profile == shipped.MEDICAL))
    for part in ("python -m benchmarks.default_encoder DATA", "CC BY 4.0", "MEDLINE", shipped.SHA256[shipped.MEDICAL],
                 "a difference of 2.8 MB"):  # fmt: skip
        assert part in text


def test_a_library_of_the_other_one_is_refused_with_both_names_and_the_way_back(here: Path) -> None:
    """What a person meets whose library is older than the change of the default."""
    home = Home(here)
    home.write("a.jsonl", "Gout hurts.")
    paths = [str(shipped.install(Path("models") / name)) for name in shipped.SHA256]
    real = {"method": "pipelines.encoder.Encoder", "maxlength": 256, "vectors": {"dtype": "float32"}}
    home.ingest(embeddings={**real, "path": paths[0]})
    for act in (
        home.library(embeddings={**real, "path": paths[1]}).open,
        lambda: home.ingest(embeddings={**real, "path": paths[1]}),
    ):
        with pytest.raises(ModelError) as error:
            act()
        assert str(error.value) == (
            "This library was built with all-MiniLM-L6-v2, but medical-minilm is selected. Set embeddings.path back to "
            "models/all-MiniLM-L6-v2, or library.path to an empty folder and ingest again."
        )
    assert home.start(embeddings={**real, "path": paths[0]}).search("gout").passages
