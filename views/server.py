"""What the pages of one server share: the application and the worker that changes the library."""

import os
from pathlib import Path

import streamlit as st

from pipelines.application import Vademecum, start
from pipelines.worker import Worker
from views import wording as words

CONFIG = "VADEMECUM_CONFIG"  # environment variable that names another config.yml
PROFILE = "VADEMECUM_PROFILE"  # environment variable that names a profile


def config() -> Path:
    """The configuration file."""
    return Path(os.environ.get(CONFIG, "config.yml"))


def application() -> Vademecum:
    """The one application of this server."""
    return worker().vademecum


def worker() -> Worker:
    """The one worker of this server."""
    return _worker(str(config().absolute()), os.environ.get(PROFILE))


@st.cache_resource(show_spinner=words.OPENING)
def _worker(path: str, profile: str | None) -> Worker:
    return Worker(start(Path(path), profile))
