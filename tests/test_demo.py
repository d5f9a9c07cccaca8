"""`make demo`, without its installation: three questions to the samples, and no connection to anywhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import shipped

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "docs" / "demo.py"
# Ends the process at the first connection or look-up of a name. An audit hook sees all of them and can't be caught.
WATCH = """
import os, runpy, sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        os.write(2, f"{event} {arguments}".encode())
        os._exit(9)
sys.addaudithook(watch)
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all that the demo needs, and no library yet."""
    shipped.install(ROOT / "models" / shipped.MEDICAL)
    for name in ("config.yml", "workflows", "samples", "models"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def demo(folder: Path) -> str:
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", WATCH, str(DEMO)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_demo_answers_twice_and_says_no_once(folder: Path) -> None:
    first, second, third = demo(folder).split("Question ")[1:]
    assert "[1] COVID-19 in adults: drugs that help and drugs that do not" in first
    assert "8 mg/kg intravenously, at most 800 mg" in first
    assert "0.1 units/kg/h" in second
    assert "[1] Diabetic ketoacidosis in adults, Insulin › Rate, page 1" in second
    assert "samples/endocrine/diabetic-ketoacidosis.pdf" in second
    assert "Not in this library" in third
    assert third.index("Nearest passages") < third.index("  1. ") < third.index("  3. ")
    assert "http://127.0.0.1:8501" in third
    assert "nothing changed" in demo(folder)
