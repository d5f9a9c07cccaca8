"""Processes of our own for what a test can't do in its own: be killed, crash, hold a lock, run out of room.

They are forked from a server that has imported the project already, so that each takes no time to start.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.home", "pipelines.readers.tabular", "streamlit.web.bootstrap"])


def start(work: Callable[..., Any], *args: Any) -> BaseProcess:
    """A process that does this work; it may be killed at any moment."""
    process = _SERVER.Process(target=work, args=args, daemon=True)
    process.start()
    return process


def outcome(work: Callable[..., Any], *args: Any) -> Any:
    """What the work returns or raises in a process of its own; an AssertionError where the process dies."""
    here, there = _SERVER.Pipe(duplex=False)
    process = start(_tell, there, work, args)
    there.close()
    try:
        found = here.recv()
    except EOFError:
        process.join()
        raise AssertionError(f"The process died with exit code {process.exitcode}.") from None
    process.join()
    if isinstance(found, Exception):
        raise found
    return found


def _tell(there: Connection, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        there.send(work(*args))
    except Exception as error:
        there.send(error)
