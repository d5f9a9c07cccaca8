"""The library over HTTP: txtai's API made read-only, every error one line of JSON, no question in a log.

txtai builds its API from `config.yml` and calls `serve` through our hook while it starts, so nothing but CONFIG has to
be set: `CONFIG=config.yml uvicorn txtai.api:app`.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.middleware import Middleware
from txtai.api import API
from txtai.api import app as api
from txtai.app import ReadOnlyError

from pipelines import chat, logs, tools, trouble
from pipelines.config import near
from pipelines.errors import QuestionError, VademecumError
from pipelines.export import route
from pipelines.hosts import HERE, HOST, KnownHosts
from pipelines.pages import routes
from pipelines.plain import plain

PARAMETERS = ("query", "limit", "weights", "parameters", "index", "graph")  # that GET /search takes


def _refuse(*arguments: Any) -> NoReturn:
    """Stands in for each step that reads files or writes."""
    raise ReadOnlyError("Documents can't be added over HTTP. Add them on the machine itself, with: vademecum ingest")


class Served(API):  # type: ignore[misc]
    """txtai's API on our library: what txtai would bend, pass over or crash on is an error that says what to mend."""

    add = addobject = index = upsert = delete = reindex = _refuse

    def search(
        self,
        query: str,
        limit: int | None = None,
        weights: float | None = None,
        index: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        graph: bool = False,
        request: Request | None = None,
    ) -> Any:
        """As txtai's, but a limit that can't be is an error instead of another limit."""
        given = request.query_params if request else {}
        for name in given:
            if name not in PARAMETERS:
                raise QuestionError(f"/search takes no '{name}'. Write mode and filters as JSON into `parameters`.")
        limit = _value("limit", given["limit"], int) if "limit" in given else limit
        weights = _value("weights", given["weights"], float) if "weights" in given else weights
        parameters = _value("parameters", given["parameters"], json.loads) if "parameters" in given else parameters
        return self.embeddings.search(query, limit, weights, index, parameters)

    def batchsearch(self, queries: Sequence[str], *options: Any) -> Any:
        """As txtai's, without its lock: our index is safe between threads."""
        return self.embeddings.batchsearch(queries, *options)

    def workflow(self, name: str, elements: Sequence[Any]) -> list[Any]:
        """The results of a workflow, records as plain mappings."""
        if name not in self.workflows:
            raise QuestionError(f"There is no workflow '{name}'.{near(name, self.workflows)}")
        if any(isinstance(element, list) for element in elements):  # txtai would take the second item of each
            raise QuestionError("An element is a list. Write each as text or as a mapping.")
        return [plain(result) for result in super().workflow(name, elements)]

    def pipeline(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """The result of a pipeline; txtai gives nothing for one that isn't there."""
        if name not in self.pipelines:
            raise QuestionError(f"There is no pipeline '{name}' here. Declare it in config.yml to use it.")
        return super().pipeline(name, *args, **kwargs)


def _value(name: str, text: str, kind: Callable[[str], Any]) -> Any:
    try:
        return kind(text)
    except (ValueError, RecursionError) as error:
        wanted = {int: "a whole number", float: "a number"}.get(cast(Any, kind), 'JSON, like {"since": 2015}')
        raise QuestionError(f"{name} is '{text}'. Write {wanted}.") from error


def serve(vademecum: Any) -> None:
    """Makes the API that is just starting ours."""
    application = vademecum.application
    application.pipelines.update(dict.fromkeys(vademecum.writers(), _refuse))
    # txtai has made the instance; its own way to another class is a second environment variable.
    application.__class__ = Served
    api.add_api_route("/addimage", lambda: _refuse(), methods=["POST"], include_in_schema=False)  # txtai opens it first
    # txtai's own route would pass by the queue and by all checks, and carry the question in its address.
    application.config["routes"] = {**(application.config.get("routes") or {}), "llm": False}
    api.include_router(route.router)
    api.include_router(routes.router)
    if "openai" in application.config:
        api.include_router(chat.router)
    if application.config.get("mcp") is True:
        application.config["mcp"] = False  # txtai would offer all routes as tools, under names like search_search_get
        tools.mount(api)
    names = [*vademecum.settings.api.hosts, os.environ.get(HOST, HERE)]
    api.user_middleware.append(Middleware(KnownHosts, names=names))
    _handle_errors(api)
    logs.keep_questions_out()


def _handle_errors(app: FastAPI) -> None:
    app.add_exception_handler(VademecumError, _mendable)
    app.add_exception_handler(ReadOnlyError, _read_only)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _unforeseen)
    # The stack was built for the start-up event, in which we are, and holds copies of the handlers.
    app.middleware_stack = app.build_middleware_stack()


def _error(status: int, text: str) -> JSONResponse:
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return JSONResponse({"detail": line}, status)


async def _mendable(request: Request, error: Exception) -> JSONResponse:
    """A question that can't be asked is the caller's to mend, all else is for the one who runs the server."""
    return _error(400 if isinstance(error, QuestionError) else 503, str(error))


async def _read_only(request: Request, error: Exception) -> JSONResponse:
    return _error(403, str(error))


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    """The first thing that is wrong in a request, without the request in it."""
    first = cast(RequestValidationError, error).errors()[0]
    if first["type"] == "json_invalid":
        return _error(422, f"The body is no valid JSON: {first['ctx']['error']} at character {first['loc'][-1]}.")
    place = ".".join(str(part) for part in first["loc"][1:]) or "The body"
    return _error(422, f"{place}: {first['msg']}.")


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    """Starlette hands the error on to uvicorn, which closes the connection; the filter in `logs` notes the error."""
    response = _error(500, f"Something went wrong, error {trouble.number(error)}. The server's log says where.")
    response.headers["Connection"] = "close"
    return response
