"""Errors that nobody foresaw, noted without what they were about."""

import logging
import re

import pytest

from pipelines import trouble


def caught(secret: str) -> Exception:
    try:
        raise KeyError(secret)
    except KeyError as error:
        return error


def test_note_holds_kind_and_place_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "vademecum"):
        number = trouble.note(caught("does my patient have HIV"))
    assert re.fullmatch(rf"Error {number}: KeyError in test_trouble\.py:\d+", caplog.messages[0])
    assert "HIV" not in caplog.text


def test_number_stays_the_same_for_the_same_place() -> None:
    assert trouble.number(caught("a")) == trouble.number(caught("b"))
    assert trouble.number(caught("a")) != trouble.number(ValueError("a"))
