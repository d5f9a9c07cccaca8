"""Which state of the program made a figure or a model: the commit of its repository."""

import subprocess
from pathlib import Path

HERE = Path(__file__).parents[1]
RESULTS = ":!benchmarks/results"  # what a run of benchmarks writes one by one changes nothing for the next


def commit() -> str:
    """The commit of this program, with a plus behind it when files differ from it; "unknown" outside a repository."""
    try:
        changed = _git("status", "--porcelain", "-uno", "--", ".", RESULTS)
        return _git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=True).stdout.strip()
