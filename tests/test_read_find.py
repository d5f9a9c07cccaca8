"""Which files are found: folders, globs and links, and the label that each file gets."""

import os
from pathlib import Path

import pytest

from pipelines.errors import DataError
from pipelines.readers import find
from pipelines.readers.base import File
from pipelines.readers.walk import Unread


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", ".git/x.txt", "b/.secret/y.txt"):
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = [file.label for file in find([tmp_path / "notes"]) if isinstance(file, File)]
    assert found == ["notes/a.txt", "notes/b/1.txt", "notes/b/2.txt"]


def test_globs_and_folders_give_the_same_labels(tmp_path: Path) -> None:
    (tmp_path / "notes/b").mkdir(parents=True)
    for name in ("a.md", "b/c.md", "b/d.txt"):
        (tmp_path / "notes" / name).write_text("x")
    found = [file.label for file in find([f"{tmp_path}/notes/**/*.md"]) if isinstance(file, File)]
    assert found == ["notes/a.md", "notes/b/c.md"]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert len(list(find([tmp_path, tmp_path / "a.txt", f"{tmp_path}/*.txt"]))) == 1


def test_two_files_never_share_a_label(tmp_path: Path) -> None:
    for name in ("one/n/a.txt", "two/n/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x")
    files = [file for file in find([tmp_path / "one/n/a.txt", tmp_path / "two/n/a.txt"]) if isinstance(file, File)]
    assert [file.label for file in files] == ["n/a.txt", "two/n/a.txt"]


@pytest.mark.parametrize("name", ["missing.pdf", "missing/*.pdf", "*.nothing"])
def test_a_path_that_is_not_there_ends_the_call(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=name.replace("*", r"\*")):
        find([tmp_path / name])


@pytest.mark.parametrize("pattern", ["notes/**/*.txt", "notes/*/x.txt", "notes/*.txt", "notes/*"])
def test_a_pattern_does_not_lead_out_of_its_folder(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/x.txt").write_text("x")
    (tmp_path / "notes/own.txt").write_text("x")
    (tmp_path / "notes/alias.txt").symlink_to("own.txt")
    (tmp_path / "notes/evil.txt").symlink_to(tmp_path / "secret/x.txt")
    (tmp_path / "notes/link").symlink_to(tmp_path / "secret")
    read = {one.path.name for one in find([f"{tmp_path}/{pattern}"]) if isinstance(one, File)}
    assert read <= {"own.txt", "alias.txt"}


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("x")
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "inside.txt").write_text("x")
    (folder / "alias.txt").symlink_to(folder / "inside.txt")
    (folder / "file.txt").symlink_to(tmp_path / "outside/secret.txt")
    (folder / "folder").symlink_to(tmp_path / "outside")
    (folder / "broken.txt").symlink_to(tmp_path / "nowhere")
    files = list(find([folder]))
    found = {file.source if isinstance(file, Unread) else file.label: type(file) for file in files}
    assert found == {
        "notes/alias.txt": File,
        "notes/inside.txt": File,
        "notes/file.txt": Unread,
        "notes/folder": Unread,
        "notes/broken.txt": Unread,
    }
    assert {file.path.name for file in files if isinstance(file, Unread)} == {"file.txt", "folder", "broken.txt"}


def test_a_folder_that_can_not_be_opened_is_refused(tmp_path: Path) -> None:
    closed = tmp_path / "notes" / "closed"
    closed.mkdir(parents=True)
    (tmp_path / "notes" / "a.txt").write_text("x")
    for folder in (tmp_path, *tmp_path.parents):
        if "pytest" in str(folder):  # pytest's own, which it closes to all others
            folder.chmod(0o755)
    closed.chmod(0)
    user = os.geteuid()
    if not user:  # who is root may open all
        os.seteuid(65534)
    try:
        found = list(find([tmp_path / "notes"]))
    finally:
        os.seteuid(user)
        closed.chmod(0o755)
    assert [type(file) for file in found] == [File, Unread]
    assert isinstance(found[1], Unread)
    assert (found[1].path, found[1].source) == (closed, "notes/closed")
    assert found[1].reason == "The folder can't be opened: Permission denied."
