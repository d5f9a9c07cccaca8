"""The index as txtai's Application and API see it: the current generation, searched in our way, never written."""

import dataclasses
import logging
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from txtai.app import Application
from txtai.embeddings import Embeddings

if TYPE_CHECKING:
    from pipelines.application import Vademecum

# What an assistant may call over MCP: FastAPI's names for /search, /batchsearch, /workflow and /v1/chat/completions.
TOOLS = ["search_search_get", "batchsearch_batchsearch_post", "workflow_workflow_post", "chat_v1_chat_completions_post"]


class LiveIndex(Embeddings):  # type: ignore[misc]
    """Takes the place of txtai's index in an Application.

    txtai's own search would read a question that looks like SQL as SQL, filter after it has cut, and stay with the
    files that it opened. `parameters` takes our filters and mode: {"since": 2015, "kinds": ["guideline"], "mode": ...}.
    """

    def __init__(self, vademecum: "Vademecum") -> None:
        super().__init__()
        self.vademecum = vademecum

    def search(
        self,
        query: str,
        limit: int | None = None,
        weights: float | None = None,
        index: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        graph: bool = False,
    ) -> list[dict[str, Any]]:
        """Passages as mappings: id, score, and all that is known of the passage."""
        fields = {**(parameters or {})}
        mode = fields.pop("mode", None)
        asked = {"question": query, "mode": mode, "limit": limit, "weight": weights, "filters": fields}
        found = self.vademecum.search(asked)
        return [
            {"id": p.chunk.id, "text": p.chunk.text, "score": p.score, **_rest(dataclasses.asdict(p))}
            for p in found.passages
        ]

    def batchsearch(
        self,
        queries: Sequence[str],
        limit: int | None = None,
        weights: float | None = None,
        index: str | None = None,
        parameters: Sequence[Mapping[str, Any]] | None = None,
        graph: bool = False,
    ) -> list[list[dict[str, Any]]]:
        """As `search`, for each query."""
        each = parameters or [{}] * len(queries)
        return [self.search(q, limit, weights, index, p) for q, p in zip(queries, each, strict=True)]

    def batchtransform(self, documents: Sequence[Any], category: str | None = None, index: str | None = None) -> Any:
        generation = self.vademecum.library.open()
        texts = [document[1] if isinstance(document, tuple) else document for document in documents]
        return generation.encode(texts) if generation else []

    def count(self) -> int:
        """Passages in the current generation."""
        generation = self.vademecum.library.open()
        return generation.rows if generation else 0


def _rest(passage: dict[str, Any]) -> dict[str, Any]:
    chunk = {key: value for key, value in passage.pop("chunk").items() if key != "id"}
    passage.pop("score")
    return {**chunk, **passage}


class _NoQuery(logging.Filter):
    """Cuts the query string, and with it the question, out of uvicorn's access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(a.split("?", 1)[0] if isinstance(a, str) else a for a in record.args)
        return True


def serve_only(application: Application) -> None:
    """When the Application is txtai's API: no ingest over HTTP, four tools over MCP, no question in the log."""
    api = sys.modules.get("txtai.api.base")
    if api is None or not isinstance(application, api.API):
        return
    application.config["workflow"].pop("ingest", None)
    application.config["writable"] = False
    if application.config.get("mcp") is True:
        application.config["mcp"] = {"mcpargs": {"include_operations": TOOLS}}
    logging.getLogger("uvicorn.access").addFilter(_NoQuery())
