"""What a server logs of requests: method, path and status, never a question.

uvicorn would write the address with its query string for each request, and for each error its message; the libraries of
MCP quote messages that they can't read.
"""

import logging
import os
import re

from pipelines import trouble

NOT_FOUND = 404
ERROR = re.compile(r"^pipelines\.errors\.\w+: (.*)\Z", re.MULTILINE | re.DOTALL)


def tell_mistakes_plainly() -> None:
    """Has a server that can't start say why in one line; starlette and uvicorn would print how they came there."""
    logging.getLogger("uvicorn.error").addFilter(_one_line)


def keep_questions_out() -> None:
    """Puts the filters in place."""
    logging.getLogger("uvicorn.access").addFilter(_path_only)
    logging.getLogger("uvicorn.error").addFilter(_no_message)
    for library in ("mcp", "fastapi_mcp"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    logging.getLogger().addFilter(_not_mcp)  # which logs some of its warnings as nobody


def _path_only(record: logging.LogRecord) -> bool:
    """Cuts the query string off; a path that leads nowhere may be a mistyped question, and goes too."""
    if isinstance(record.args, tuple) and len(record.args) == 5:
        client, method, address, version, status = record.args
        path = "(unknown)" if status == NOT_FOUND else str(address).split("?", 1)[0]
        record.args = (client, method, path, version, status)
    return True


def _no_message(record: logging.LogRecord) -> bool:
    """Replaces the traceback of an error by its number."""
    if record.exc_info and record.exc_info[1]:
        record.msg, record.args = f"{record.getMessage().strip()}: error {trouble.note(record.exc_info[1])}", ()
        record.exc_info = None
    return True


def _one_line(record: logging.LogRecord) -> bool:
    """Replaces the traceback of a mistake in the configuration by what it says."""
    text = record.getMessage()
    ours = ERROR.search(text) if text.startswith("Traceback") else None
    if ours:
        record.msg, record.args = "%s", (ours[1].strip(),)
    return True


def _not_mcp(record: logging.LogRecord) -> bool:
    return f"{os.sep}mcp{os.sep}" not in record.pathname
