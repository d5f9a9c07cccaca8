"""What a door hands over as a question: a Query comes of it, or one line that says what is wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import QuestionError
from pipelines.query import query_of
from pipelines.schema import KINDS, MODES, Filters, Query

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FILTERS = st.dictionaries(st.sampled_from([*Filters.__dataclass_fields__, "sicne"]), JSON, max_size=4)
QUESTIONS = st.dictionaries(st.sampled_from([*Query.__dataclass_fields__, "qustion"]), JSON | FILTERS, max_size=6)


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ("What is gout?", Query("What is gout?")),
        ("", Query("")),  # refused where it is searched
        ('{"question": "gout"}', Query('{"question": "gout"}')),
        (Query("gout", "dense"), Query("gout", "dense")),
        ({"question": "gout"}, Query("gout")),
        ({"question": "gout", "mode": None, "filters": None, "limit": None}, Query("gout")),
        ({"question": "gout", "mode": "sparse", "limit": 3, "weight": 0.5}, Query("gout", "sparse", Filters(), 3, 0.5)),
        (
            {"question": "gout", "filters": {"since": 2015, "kinds": "guideline", "sources": ["a", "b"]}},
            Query("gout", filters=Filters(since=2015, kinds=("guideline",), sources=("a", "b"))),
        ),
        ({"question": "gout", "filters": {"kinds": None, "until": None}}, Query("gout")),
        ({"question": "gout", "filters": {"documents": []}}, Query("gout")),
    ],
)
def test_a_query_comes_of_it(given: Any, query: Query) -> None:
    assert query_of(given) == query


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"question": "gout", "mood": "dense"}, ["question field 'mood'", "Did you mean 'mode'?"]),
        ({"question": "gout", "filters": {"sicne": 2015}}, ["filter field 'sicne'", "Did you mean 'since'?"]),
        ({"question": "gout", "filters": {"xyz": 1}}, ["'xyz'", "Known: ", "until"]),
        ({"question": "gout", "mode": "exact"}, ["mode", "'exact'", *MODES]),
        ({"question": "gout", "limit": "ten"}, ["limit", "'ten'", "integer"]),
        ({"question": "gout", "weight": 2}, ["weight", "2", "0 to 1"]),
        ({"question": "gout", "weight": float("nan")}, ["weight", "nan"]),
        ({"question": "gout", "filters": {"kinds": ["trail"]}}, ["filters.kinds", "'trail'", *KINDS]),
        ({"question": "gout", "filters": {"kinds": 5}}, ["filters.kinds", "5"]),
        ({"question": "gout", "filters": {"since": "long ago"}}, ["filters.since", "'long ago'"]),
        ({"question": "gout", "filters": "guidelines"}, ["filter", "'guidelines'", "mapping"]),
        ({"question": "gout", "filters": ["since"]}, ["filter", "mapping"]),
        ({"question": ["gout"]}, ["question", "['gout']", "string"]),
        ({"mode": "dense"}, ["no question"]),
        ({}, ["no question"]),
        (5, ["5", "as text"]),
        (None, ["None", "as text"]),
        (["gout"], ["['gout']", "as text"]),
    ],
)
def test_a_mistake_is_named(given: Any, words: list[str]) -> None:
    with pytest.raises(QuestionError) as error:
        query_of(given)
    message = str(error.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


@given(QUESTIONS | JSON)
def test_anything_is_a_query_or_a_mistake_that_is_named(given: Any) -> None:
    try:
        query = query_of(given)
    except QuestionError:
        return
    assert isinstance(query, Query)
    assert isinstance(query.question, str)
    assert isinstance(query.filters.kinds, tuple)
    assert query.weight is None or 0 <= query.weight <= 1
    assert hash(query.filters) is not None


def test_what_was_handed_over_stays_as_it_was() -> None:
    asked = {"question": "gout", "filters": {"kinds": "trial"}}
    query_of(asked)
    assert asked == {"question": "gout", "filters": {"kinds": "trial"}}
