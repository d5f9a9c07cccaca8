"""The commands: from a BEIR folder to a model, and one line for each mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.errors import DataError
from pipelines.training import pairs as pairing
from tests import tinymodels
from tests.trained import beir_folder, world


def test_from_a_folder_to_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = beir_folder(tmp_path / "set", world(), "train")
    file, out = tmp_path / "pairs.jsonl", tmp_path / "model"
    base = tinymodels.bert(tmp_path / "base")
    with pytest.raises(SystemExit) as ended:
        main(["pairs", "beir", str(folder), "--out", str(file), "--negatives", "1"])
    assert ended.value.code == 0
    assert "24 pairs, 24 anchors, 1.00 hard negatives" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit) as ended:
        main(
            ["train", "dense", "--pairs", str(file), "--base", str(base), "--out", str(out), "--batch", "8", "--steps",
             "2", "--tokens", "32", "--dev", f"{folder}:train", "--every", "1", "--freeze-embeddings"]
        )  # fmt: skip
    assert ended.value.code == 0
    told = capsys.readouterr()
    assert "2 steps to go." in told.out
    assert "Step 2 of 2: dev sample nDCG@10" in told.err
    assert (out / "README.md").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["train", "dense", "--pairs", "none.jsonl", "--base", "b", "--out", "o"],
            "There is no file of pairs none.jsonl",
        ),
        (
            ["train", "dense", "--pairs", "pairs.jsonl", "--base", "models/b", "--out", "o"],
            "weights in models/b",
        ),
        (["train", "dense", "--pairs", "pairs.jsonl", "--base", "b", "--out", "o", "--batch", "1"], "--batch is 1"),
        (["train", "sparse", "--pairs", "pairs.jsonl", "--base", "b", "--out", "o", "--recipe", "x"], "no recipe 'x'"),
        (["train", "dense", "--pairs", "p", "--base", "b", "--out", "o", "--dimensions", "8,a"], "parted by commas"),
        (["pairs", "beir", "nowhere", "--out", "o"], "There is no folder nowhere"),
        (["pairs", "titles", "nowhere", "--out", "o"], "There is no file nowhere"),
        (["pairs", "titles", "pairs.jsonl", "--out", "o", "--held", "nowhere:dev"], "There is no folder nowhere"),
    ],
)
def test_a_mistake_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    pairing.write(world(), tmp_path / "pairs.jsonl")
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code in (1, 2)
    found = capsys.readouterr().err
    assert told in found
    assert found.strip().count("\n") == 0


def test_a_missing_extra_is_told_with_its_remedy(tmp_path: Path) -> None:
    """A process in which `datasets` can't be imported, as where the extra isn't installed."""
    (tmp_path / "datasets.py").write_text("raise ModuleNotFoundError(name='datasets')\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from pipelines.training.run import check; check()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = done.stderr.strip().splitlines()[-1]
    assert DataError.__name__ in last
    assert "pip install 'vademecum[train]' (datasets is missing)" in last
