"""The web page without a browser, on a library of fakes: opening it, its words, its buttons."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st
import yaml
from streamlit.testing.v1 import AppTest

from tests import web
from tests.home import Home
from views import server

FRAME = str(web.ROOT / "views" / "frame.py")


def configured(home: Home, **changes: Any) -> Path:
    """The configuration of a home as a file."""
    path = home.path / "config.yml"
    path.write_text(yaml.safe_dump(home.config(**changes), sort_keys=False), encoding="utf-8")
    return path


@contextmanager
def settings(config: Path) -> Iterator[None]:
    """Has the page read this configuration."""
    before = os.environ.get(server.CONFIG)
    os.environ[server.CONFIG] = str(config)
    try:
        yield
    finally:
        st.cache_resource.clear()
        os.environ.pop(server.CONFIG)
        if before is not None:
            os.environ[server.CONFIG] = before


def opened(page: str) -> AppTest:
    """A page, fresh."""
    return AppTest.from_file(FRAME, default_timeout=120).run().switch_page(page).run()


def html(page: AppTest) -> str:
    """All that the page draws as HTML, style left out."""
    assert not page.exception
    return "\n".join(block.body for block in page.html if not block.body.startswith("<style>"))


def press(page: AppTest, label: str) -> AppTest:
    """Presses the first button whose label begins with `label`."""
    return next(button for button in page.button if button.label.startswith(label)).click().run()


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def finish(page: AppTest) -> str:
    """Lets the worker end, then looks again."""
    server.worker().wait()
    return html(page.run())
