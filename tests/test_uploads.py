"""Uploaded files under names that can do no harm."""

from pathlib import Path

import pytest

from pipelines.uploads import FOLDER, keep, safe


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("metformin.pdf", "metformin.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/", "file"),
        ("...", "file"),
        (".hidden.md", "hidden.md"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("what*[1]?.csv", "what__1__.csv"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("Müller – Ödem.docx", "Müller – Ödem.docx"),
        ("citations.xml.gz", "citations.xml.gz"),
    ],
)
def test_safe_names(name: str, expected: str) -> None:
    assert safe(name) == expected


def test_long_names_keep_their_suffix() -> None:
    name = safe("ö" * 500 + ".xml.gz")
    assert name.endswith("ö.xml.gz")
    assert len(name.encode()) <= 180


def test_kept_once_and_never_overwritten(tmp_path: Path) -> None:
    first = keep(tmp_path, "notes.md", b"one")
    assert first == tmp_path / FOLDER / "notes.md"
    assert keep(tmp_path, "notes.md", b"one") == first
    second = keep(tmp_path, "notes.md", b"two")
    assert second.name == "notes (2).md"
    assert keep(tmp_path, "notes.md", b"two") == second
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert sorted(path.name for path in first.parent.iterdir()) == ["notes (2).md", "notes.md"]
