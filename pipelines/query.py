"""What a door hands over as a question, made into a Query: plain text, or a mapping with mode, limit and filters."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines.config import near
from pipelines.errors import QuestionError
from pipelines.schema import Filters, Query

Question = str | Mapping[str, Any] | Query

_QUERY = TypeAdapter(Query)


def query_of(question: Question) -> Query:
    """The Query that a question stands for.

    A mapping may hold any field of Query, those of Filters under `filters`; one value may stand for a list of one.
    Raises QuestionError for a field or value that can't be.
    """
    if isinstance(question, Query):
        return question
    if isinstance(question, str):
        return Query(question)
    _known("question", question, Query)
    filters = dict(question.get("filters") or {})
    _known("filter", filters, Filters)
    for key in ("kinds", "sources", "documents"):
        filters[key] = (filters[key],) if isinstance(filters.get(key), str) else tuple(filters.get(key) or ())
    try:
        return _QUERY.validate_python({**question, "filters": filters})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise QuestionError(f"{place} is {first['input']!r}. {first['msg']}.") from error


def _known(what: str, values: Mapping[str, Any], record: type[Any]) -> None:
    for key in values:
        if key not in record.__dataclass_fields__:
            raise QuestionError(f"There is no {what} field '{key}'.{near(str(key), record.__dataclass_fields__)}")
