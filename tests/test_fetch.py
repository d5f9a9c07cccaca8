"""Where a GGUF file comes from: fetched once, its hash kept and compared, nothing fetched offline."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines import fetch
from pipelines.errors import ModelError

CONTENT = b"GGUF" + bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()
ROOT = Path(__file__).parents[1]
FETCH = """
import sys
from pipelines import fetch
from pipelines.errors import ModelError
try:
    print(fetch.find(sys.argv[1]))
except ModelError as error:
    sys.exit(str(error))
"""


class Hub(BaseHTTPRequestHandler):
    """A hub with one model; others are missing, or ask for consent."""

    asked: list[str]

    def do_HEAD(self) -> None:
        self._answer(False)

    def do_GET(self) -> None:
        self._answer(True)

    def _answer(self, whole: bool) -> None:
        self.server.asked.append(self.command)  # type: ignore[attr-defined]
        wrong = {"gated": (403, "GatedRepo"), "none": (401, "RepoNotFound")}.get(self.path.split("/")[1])
        if not wrong and not self.path.endswith("/tiny.gguf"):
            wrong = 404, "EntryNotFound"
        self.send_response(wrong[0] if wrong else 200)
        self.send_header("Content-Length", "0" if wrong else str(len(CONTENT)))
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", f'"{SHA256}"')
        if wrong:
            self.send_header("X-Error-Code", wrong[1])
        self.end_headers()
        if whole and not wrong:
            self.wfile.write(CONTENT[::-1] if "spoilt" in self.path else CONTENT)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def hub() -> Iterator[ThreadingHTTPServer]:
    """The hub on a port of its own; `asked` lists the methods of requests."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def find(path: str, folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    """Looks for a file in a process of its own, since the hub's address is read only once."""
    home = {"HF_ENDPOINT": f"http://127.0.0.1:{port}", "HF_HOME": str(folder / "hf"), "PYTHONPATH": str(ROOT)}
    home |= {"HF_HUB_DISABLE_PROGRESS_BARS": "0", "TQDM_POSITION": "-1"}  # a bar, though nobody looks
    env = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    call = [sys.executable, "-c", FETCH, path]
    return subprocess.run(call, cwd=folder, env=env | home, capture_output=True, text=True, timeout=120)


def test_a_file_is_fetched_once_and_its_hash_kept(hub: ThreadingHTTPServer, tmp_path: Path) -> None:
    first = find("owner/repo/tiny.gguf", tmp_path, hub.server_port)
    file = tmp_path / "models" / "owner" / "repo" / "tiny.gguf"
    assert first.stdout.strip() == "models/owner/repo/tiny.gguf", first.stderr
    assert "tiny.gguf: 100%" in first.stderr  # the progress bar
    assert file.read_bytes() == CONTENT
    assert fetch.verify(file) == SHA256
    hub.asked.clear()  # type: ignore[attr-defined]
    assert find("owner/repo/tiny.gguf", tmp_path, hub.server_port).stdout == first.stdout
    assert hub.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("gated/repo/tiny.gguf", "gated/repo asks for consent first."),
        ("none/repo/tiny.gguf", "The Hub has no model none/repo, or keeps it private. Mend llm.path."),
        (
            "owner/repo/other.gguf",
            "owner/repo has no file other.gguf. Mend llm.path by huggingface.co/owner/",
        ),
    ],
)
def test_what_the_hub_refuses_is_one_line(hub: ThreadingHTTPServer, tmp_path: Path, path: str, says: str) -> None:
    found = find(path, tmp_path, hub.server_port)
    assert found.returncode == 1
    assert found.stderr.startswith(says)
    assert found.stderr.count("\n") == 1


def test_a_file_that_is_not_what_the_hub_published_is_refused(hub: ThreadingHTTPServer, tmp_path: Path) -> None:
    found = find("spoilt/repo/tiny.gguf", tmp_path, hub.server_port)
    assert "spoilt/repo/tiny.gguf did not come as the Hub has it: its SHA-256 is " in found.stderr
    assert not (tmp_path / "models" / "spoilt" / "repo" / "tiny.gguf").exists()


def test_a_hub_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    found = find("owner/repo/tiny.gguf", tmp_path, 9)
    assert found.stderr.startswith(
        "owner/repo/tiny.gguf can't be fetched into models/owner/repo (ConnectError). Look at"
    )
    assert found.stderr.count("\n") == 1


def test_offline_nothing_is_fetched() -> None:
    with pytest.raises(ModelError) as told:
        fetch.find("owner/repo/sub/tiny.gguf", offline=True)
    assert str(told.value) == (
        "owner/repo/sub/tiny.gguf is not in models/, and with `offline: true` nothing is fetched. Where there is a "
        "network, run: hf download owner/repo sub/tiny.gguf --local-dir models/owner/repo and bring that folder to the "
        "same place here."
    )


@pytest.mark.parametrize("path", ["/none/a.gguf", "./a.gguf", "~/a.gguf", "a.gguf", "samples/drugs/a.gguf"])
def test_a_path_on_disk_is_not_looked_for_on_the_hub(path: str) -> None:
    with pytest.raises(ModelError, match=r"^llm\.path: no file .*a\.gguf\. Mend the path"):
        fetch.find(path)


def test_one_of_several_parts_is_refused() -> None:
    with pytest.raises(ModelError, match=r"is one of several parts\. Take a model in one file"):
        fetch.find("owner/repo/large-00001-of-00003.gguf")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file whose hash is kept beside it."""
    found = tmp_path / "tiny.gguf"
    found.write_bytes(CONTENT)
    fetch.seal(found)
    return found


def test_a_changed_file_is_refused(file: Path) -> None:
    file.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(ModelError, match=r"tiny\.gguf is not what was fetched: its SHA-256 is \w{64}\. Remove it"):
        fetch.verify(file)


def test_a_load_compares_size_and_time_and_doctor_all_of_it(file: Path) -> None:
    before = file.stat()
    file.write_bytes(CONTENT[:-1] + b"!")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert fetch.verify(file) == SHA256
    with pytest.raises(ModelError, match="is not what was fetched"):
        fetch.verify(file, whole=True)


def test_a_copied_file_is_hashed_once(file: Path) -> None:
    os.utime(file, (1, 1))
    assert fetch.verify(file) == SHA256
    assert '"changed": 1000000000' in file.with_name("tiny.gguf.json").read_text()


def test_the_hash_in_the_configuration_is_what_counts(file: Path) -> None:
    assert fetch.verify(file, SHA256.upper()) == SHA256
    with pytest.raises(ModelError, match=r"is not llm\.sha256: its SHA-256 is"):
        fetch.verify(file, "0" * 64)


def test_a_file_that_nobody_sealed_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "own.gguf").write_bytes(CONTENT)
    assert fetch.verify(tmp_path / "own.gguf") == ""
    assert fetch.verify(tmp_path / "own.gguf", whole=True) == SHA256
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.gguf"]
