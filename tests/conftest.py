"""Fixtures that several tests share."""

from pathlib import Path

import pytest

from tests.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder to work in, with no documents yet."""
    return Home(tmp_path)
