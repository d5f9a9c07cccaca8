"""An answer as `--json`, or the API, gave it: read back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines.errors import DataError, QuestionError
from pipelines.schema import Answer

_ANSWER = TypeAdapter(Answer)


def answer_of(fields: Mapping[str, Any]) -> Answer:
    """The answer of these fields: `answer_of(plain(answer)) == answer`. Raises QuestionError where it is none."""
    try:
        return _ANSWER.validate_python(fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "it"
        raise QuestionError(
            f"This is no answer: {place}: {first['msg']}. Save one with: vademecum ask --json"
        ) from None


def read(path: Path) -> Answer:
    """The answer in a file. Raises DataError for one that can't be read, or holds none."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(fields, dict):
            raise DataError(f"{path} holds no answer. Save one with: vademecum ask --json")
        return answer_of(fields)
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror}. Name a file that `ask --json` wrote.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is no JSON. Save an answer with: vademecum ask --json") from error
    except QuestionError as error:
        raise DataError(f"{path}: {error}") from error
