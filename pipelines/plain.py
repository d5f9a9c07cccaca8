"""Records as JSON takes them."""

import dataclasses
from typing import Any

from pipelines.schema import Answer


def plain(record: Any) -> Any:
    """A record as a mapping, an Answer with its whole text; anything else as it is."""
    if not dataclasses.is_dataclass(record) or isinstance(record, type):
        return record
    fields = dataclasses.asdict(record)
    return {"question": record.question, "text": record.text, **fields} if isinstance(record, Answer) else fields
