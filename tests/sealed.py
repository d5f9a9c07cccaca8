"""The web page in a process that can speak with its own computer alone, and writes down what else it tried.

Forked from a server that has imported the project already (tests.processes), so that each takes little time to start.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = {"127.0.0.1", "::1", "localhost", ""}
# Python's audit events, and which argument holds the address or the host's name
ADDRESSED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.bind": 1}
NAMED = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}


class Left(OSError):
    """A process spoke with another computer, or wanted to be spoken to by one."""


def seal(record: Path) -> None:
    """From here on this process speaks with no other computer; each try is a line of `record`. There is no way back."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if (event in ADDRESSED or event in NAMED) and (host := _host(event, args)) not in HERE:
            with record.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"event": event, "host": host}) + "\n")
            raise Left(f"{event} with {host}: this process speaks with no other computer.")

    sys.addaudithook(hook)


def _host(event: str, args: tuple[Any, ...]) -> str:
    """Whom a call speaks with; empty for nobody or a socket in the file system."""
    if event in NAMED:
        name = args[NAMED[event]]
        return name.decode() if isinstance(name, bytes) else name or ""
    address = args[ADDRESSED[event]]
    return str(address[0]) if isinstance(address, tuple) else ""


def page(root: Path, script: str, port: int, log: Path, record: Path, environment: Mapping[str, str]) -> None:
    """Runs a page as `streamlit run` does in the folder `root`, sealed: `log` gets what it says."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(environment)
    os.chdir(root)
    seal(record)
    from streamlit.web import cli

    cli.main(["run", script, "--server.port", str(port)], standalone_mode=False)
