"""Results of benchmarks: each variant has its own file, whatever other names begin with its name."""

from pathlib import Path

import pytest

from benchmarks.record import saved

FILES = ("compare-medquad-0123abc", "compare-medquad-dev-0123abc", "compare-medquad-fedcba98+", "compare-0123abc")


@pytest.mark.parametrize(
    ("variant", "files"),
    [
        ("compare-medquad", ["compare-medquad-0123abc", "compare-medquad-fedcba98+"]),
        ("compare-medquad-dev", ["compare-medquad-dev-0123abc"]),
        ("compare", ["compare-0123abc"]),
        ("comp", []),
    ],
)
def test_a_variant_s_own_files(tmp_path: Path, variant: str, files: list[str]) -> None:
    for name in FILES:
        (tmp_path / f"{name}.json").write_text("{}")
    assert [file.stem for file in saved(variant, tmp_path)] == files
