"""What a door hands over as a question, made into a Query: plain text, or a mapping with mode, limit and filters."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines.config import near
from pipelines.errors import QuestionError
from pipelines.schema import Filters, Query

Question = str | Mapping[str, Any] | Query

_QUERY = TypeAdapter(Query)
LISTS = ("kinds", "sources", "documents")  # fields of Filters that hold several values


def query_of(question: Question) -> Query:
    """The Query that a question stands for.

    A mapping may hold any field of Query, those of Filters under `filters`; one value may stand for a list of one.
    Raises QuestionError for a field or value that can't be.
    """
    if isinstance(question, Query):
        return question
    if isinstance(question, str):
        return Query(question)
    if not isinstance(question, Mapping):
        raise QuestionError(f"The question is {question!r}. Write it as text, or as a mapping with `question` in it.")
    _known("question", question, Query)
    filters = question.get("filters") or {}
    _known("filter", filters, Filters)
    filters = {key: [value] if key in LISTS and isinstance(value, str) else value for key, value in filters.items()}
    try:
        query = _QUERY.validate_python({**question, "filters": {k: v for k, v in filters.items() if v is not None}})
    except ValidationError as error:
        raise QuestionError(_wrong(error)) from error
    if query.weight is not None and not 0 <= query.weight <= 1:
        raise QuestionError(f"weight is {query.weight}. It is the share of the dense score: write 0 to 1.")
    return query


def _wrong(error: ValidationError) -> str:
    """The first thing that is wrong, in one sentence or two."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"There is no {place}. Give one."
    return f"{place} is {first['input']!r}. {first['msg']}."


def _known(what: str, values: Any, record: type[Any]) -> None:
    if not isinstance(values, Mapping):
        known = ", ".join(record.__dataclass_fields__)
        raise QuestionError(f"The {what} is {values!r}. Write a mapping, with any of: {known}.")
    for key in values:
        if key not in record.__dataclass_fields__:
            raise QuestionError(f"There is no {what} field '{key}'.{near(str(key), record.__dataclass_fields__)}")
