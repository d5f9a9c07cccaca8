"""Finds the public data sets that some tests read; those tests skip where the data is absent."""

import os
from pathlib import Path

import pytest

PLACES = (os.environ.get("VADEMECUM_DATA", ""), str(Path(__file__).parents[2] / "shared" / "data"))


def shared(*parts: str) -> Path:
    """The path of a shared data file; skips the test when it isn't there."""
    for place in PLACES:
        if place and (path := Path(place, *parts)).exists():
            return path
    pytest.skip(f"{'/'.join(parts) or 'shared data'} is not there: set VADEMECUM_DATA to the folder that holds it")
