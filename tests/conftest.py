"""Fixtures that several tests share."""

from pathlib import Path

import pytest

from pipelines.config import RetrieveSettings
from pipelines.retrieve import Retriever
from tests.home import Home
from tests.shelf import PASSAGES, publish


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder to work in, with no documents yet."""
    return Home(tmp_path)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """Over the shelf of passages that tests of searching share."""
    home = Home(tmp_path_factory.mktemp("shelf"))
    return Retriever(publish(home.library(), PASSAGES), RetrieveSettings())
