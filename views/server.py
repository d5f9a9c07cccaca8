"""What the pages of one server share: the application and the worker that changes the library."""

import gc
import os
from pathlib import Path
from threading import Event

import streamlit as st

from pipelines import profiles
from pipelines.application import Vademecum, start
from pipelines.measuring import Measuring, measure
from pipelines.starting import CONFIG, PROFILE
from pipelines.worker import Worker
from views import words

SERVING = Event()  # set by app.py: this process is a server and nothing else


def config() -> Path:
    """The configuration file."""
    return Path(os.environ.get(CONFIG, "config.yml"))


def application() -> Vademecum:
    """The one application of this server."""
    return worker().vademecum


def worker() -> Worker:
    """The one worker of this server."""
    return _worker(str(config().absolute()), os.environ.get(PROFILE))


def measuring() -> Measuring:
    """What measures for this server, a test at a time."""
    return _measuring(str(config().absolute()), os.environ.get(PROFILE))


@st.cache_resource(show_spinner=words.common.OPENING)
def _measuring(path: str, profile: str | None) -> Measuring:
    vademecum = _worker(path, profile).vademecum
    settings = profiles.load(Path(path), profile)
    return Measuring(lambda plan, listen: measure(plan, vademecum, settings, listen), vademecum.library.path)


@st.cache_resource(show_spinner=words.common.OPENING)
def _worker(path: str, profile: str | None) -> Worker:
    worker = Worker(start(Path(path), profile))
    if SERVING.is_set():
        # After each run of a page Streamlit has Python look for garbage among all objects, and meanwhile no thread gets
        # on. Those of torch and transformers are 595,000, which takes 0.4 s; they stay for good: they are passed over.
        gc.collect()
        gc.freeze()
    return worker
