"""The txtai API as a person starts it: uvicorn in a process of its own, with `config.yml` as it stands."""

import os
import queue
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO, Any

import httpx
import pytest

from pipelines import shipped
from pipelines.application import Vademecum, start
from pipelines.config import read

ROOT = Path(__file__).parents[1]
NOWHERE = "http://127.0.0.1:9"  # where a look-up on the network would go, and fail

LIBRARY = """\
{"id": "metformin", "title": "Metformin", "published": "2019", "kind": "guideline", "text": "Metformin is the first \
drug for type 2 diabetes in most adults. Start metformin at 500 mg once daily with the evening meal. Stop metformin \
when the eGFR falls below 30 mL/min."}
{"id": "croup", "title": "Croup", "published": "2021", "kind": "review", "text": "Croup is a viral infection of the \
upper airway in small children. Give every child with croup a single dose of dexamethasone 0.15 mg/kg by mouth. \
Nebulised adrenaline is for severe croup only."}
{"id": "gout", "title": "Gout", "published": "2012", "kind": "guideline", "text": "Gout is an arthritis caused by \
crystals of urate. Colchicine 500 micrograms two to four times daily treats an acute attack of gout. Allopurinol \
prevents further attacks of gout."}
{"id": "sepsis", "title": "Sepsis", "published": "2023", "kind": "guideline", "text": "Sepsis is life-threatening \
organ dysfunction caused by infection. Give antibiotics for sepsis within one hour. Measure lactate in every patient \
with suspected sepsis."}
"""
QUESTIONS = {
    "What is the start dose of metformin once daily?": "500 mg once daily",
    "What dose of dexamethasone by mouth for a child with croup?": "0.15 mg/kg",
    "How is an acute attack of gout treated with colchicine?": "Colchicine 500 micrograms",
    "Give antibiotics for sepsis within what time?": "within one hour",
}


def home(folder: Path) -> Path:
    """A folder with the project's own configuration and workflows, and the bundled encoder; no library yet."""
    (folder / "models").symlink_to(shipped.install(ROOT / "models" / shipped.MEDICAL).parent, target_is_directory=True)
    shutil.copy(ROOT / "config.yml", folder)
    shutil.copytree(ROOT / "workflows", folder / "workflows")
    (folder / "library.jsonl").write_text(LIBRARY, encoding="utf-8")
    return folder


def application(folder: Path) -> Vademecum:
    """The application of that folder, in this process; its paths made absolute, since we are started elsewhere."""
    config = read(folder / "config.yml")
    config["library"]["path"] = str(folder / "library")
    config["workflows"] = str(folder / "workflows")
    config["embeddings"]["path"] = str(folder / config["embeddings"]["path"])
    return start(config)


def broken(elements: Sequence[Any]) -> None:
    """`tests.server.broken`: a step that fails, and says on what, as errors do that nobody foresaw."""
    raise KeyError(elements[0])


class Server:
    """A running server: where it is, and what it logs."""

    def __init__(self, log: IO[str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        self._log = ""
        Thread(target=self._read, args=(log,), daemon=True).start()
        found = re.search(r"Uvicorn running on (http://[\d.:]+)", self.log_until("Uvicorn running on"))
        assert found
        self.url = found[1]

    def log_until(self, text: str) -> str:
        """All that was logged so far, waited for until `text` is in it."""
        while text not in self._log:
            line = self._lines.get(timeout=120)
            self._log += line
            if not line:
                pytest.fail(f"The server ended before it logged {text!r}:\n{self._log}")
        return self._log

    def client(self, token: str = "") -> httpx.Client:
        """A client for it."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def _read(self, log: IO[str]) -> None:
        for line in log:
            self._lines.put(line)
        self._lines.put("")


UVICORN = ("uvicorn", "txtai.api:app")
OURS = ("pipelines", "serve")


def environment(**changes: str) -> dict[str, str]:
    """What a server is started with: our own environment, without network, and the configuration of its folder."""
    offline = {"HF_ENDPOINT": NOWHERE, "HTTPS_PROXY": NOWHERE, "HTTP_PROXY": NOWHERE, "NO_PROXY": "127.0.0.1"}
    return {**os.environ, **offline, "PYTHONPATH": str(ROOT), "CONFIG": "config.yml", **changes}


def failing(folder: Path, command: tuple[str, ...] = UVICORN) -> tuple[int, str]:
    """The exit status and the log of a server that can't start in that folder, and so ends by itself."""
    ended = subprocess.run(
        [sys.executable, "-m", *command, "--port", "0"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stdout


@contextmanager
def serving(folder: Path, command: tuple[str, ...] = UVICORN, **changes: str) -> Iterator[Server]:
    """`CONFIG=config.yml uvicorn txtai.api:app` in that folder, without network, on a port that is free."""
    with subprocess.Popen(
        [sys.executable, "-m", *command, "--port", "0"],
        cwd=folder,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield Server(process.stdout)
        finally:
            process.terminate()
            process.wait(timeout=30)
