"""Fixtures that several tests share."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipelines.config import RetrieveSettings
from pipelines.retrieve import Retriever
from tests import guard
from tests.home import Home
from tests.server import Server, serving
from tests.shelf import PASSAGES, publish


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the web page come first: they take longest, and several processes share the files (Makefile)."""
    items.sort(key=lambda item: not item.path.name.startswith("test_web_"))


@pytest.fixture(autouse=True)
def nothing_leaves() -> Iterator[None]:
    """Whatever a test did in a browser, no other computer was asked and the policy was kept."""
    yield
    guard.check()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder to work in, with no documents yet."""
    return Home(tmp_path)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """Over the shelf of passages that tests of searching share."""
    home = Home(tmp_path_factory.mktemp("shelf"))
    return Retriever(publish(home.library(), PASSAGES), RetrieveSettings())


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """The API of the folder that a module's own fixture `folder` has made."""
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    """A client for it."""
    with server.client() as client:
        yield client
