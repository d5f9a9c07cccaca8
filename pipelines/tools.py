"""Search and answer as tools for an assistant, over the Model Context Protocol at /mcp.

POST is the protocol's streamable HTTP, each call by itself; GET opens the older transport, server-sent events.
"""

import json
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import anyio
from fastapi import FastAPI
from mcp.server.lowlevel import Server
from mcp.server.sse import SseServerTransport
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import TextContent, Tool, ToolAnnotations
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from txtai.api import application

from pipelines import trouble
from pipelines.errors import QuestionError, VademecumError
from pipelines.live import asked
from pipelines.plain import plain
from pipelines.schema import KINDS, MODES
from pipelines.terms import SPARSES

PATH = "/mcp"
MESSAGES = f"{PATH}/messages"

_TEXTS = {"type": "array", "items": {"type": "string"}}
_ARGUMENTS: dict[str, Any] = {
    "type": "object",
    "required": ["question"],
    "properties": {
        "question": {"type": "string", "description": "The question in plain words."},
        "mode": {"enum": [*MODES], "description": "By meaning (dense), by words (sparse) or both; best left out."},
        "sparse": {"enum": [*SPARSES], "description": "What by words is: BM25, or SPLADE where it is set up."},
        "since": {"type": "integer", "description": "Only documents published in this year or later."},
        "until": {"type": "integer", "description": "Only documents published in this year or earlier."},
        "kinds": {"type": "array", "items": {"enum": [*KINDS]}, "description": "Only documents of these kinds."},
        "sources": {**_TEXTS, "description": "Only these files, named as in results."},
        "documents": {**_TEXTS, "description": "Only these documents, by id as in results."},
        "limit": {"type": "integer", "minimum": 1, "maximum": 250, "description": "How many passages."},
    },
}
_READS = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
TOOLS = [
    Tool(
        name="search",
        title="Search the medical library",
        description="Finds passages of the user's own medical documents that fit a question, best first, each with its "
        "document, section, page and text.",
        inputSchema=_ARGUMENTS,
        annotations=_READS,
    ),
    Tool(
        name="answer",
        title="Answer from the medical library",
        description="Answers a medical question from the user's own documents: statements, each with whether the "
        "documents support it (`support`, `reason`) and the sentences it rests on, with document, section and page. "
        "Says so when the documents hold no answer (`abstained`), and shows where they disagree (`disagreements`).",
        inputSchema=_ARGUMENTS,
        annotations=_READS,
    ),
]

server: Server[Any, Any] = Server(
    "vademecum", version("vademecum"), instructions="Medical answers from the user's own documents."
)


@server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator]
async def _list() -> list[Tool]:
    return TOOLS


@server.call_tool()  # type: ignore[untyped-decorator]
async def _call(name: str, arguments: dict[str, Any]) -> tuple[list[TextContent], dict[str, Any]]:
    """The record as JSON. What is raised here goes to the assistant as an error of the tool, in one line."""
    try:
        found = await anyio.to_thread.run_sync(_run, name, arguments)
    except VademecumError:
        raise
    except Exception as error:
        raise VademecumError(f"Something went wrong, error {trouble.note(error)}.") from error
    return [TextContent(type="text", text=json.dumps(found, ensure_ascii=False, indent=1))], found


def _run(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    vademecum = application.get().embeddings.vademecum
    doors = {"search": vademecum.search, "answer": vademecum.ask}
    if name not in doors:
        raise QuestionError(f"There is no tool '{name}'. Use search or answer.")
    fields = dict(arguments)
    found: dict[str, Any] = plain(doors[name](asked(fields.pop("question"), fields, fields.pop("limit", None))))
    return found


class _Handled(Response):
    """A response that an ASGI application of its own gives."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def _streamable(scope: Scope, receive: Receive, send: Send) -> None:
    manager = StreamableHTTPSessionManager(server, stateless=True, json_response=True)
    async with manager.run():
        await manager.handle_request(scope, receive, send)


def mount(app: FastAPI) -> None:
    """Adds the routes, behind the API's own authorization."""
    sse = SseServerTransport(MESSAGES)

    async def events(scope: Scope, receive: Receive, send: Send) -> None:
        async with sse.connect_sse(scope, receive, send) as (reader, writer):
            await server.run(reader, writer, server.create_initialization_options())

    for path, method, handle in (
        (PATH, "POST", _streamable),
        (PATH, "GET", events),
        (MESSAGES, "POST", sse.handle_post_message),
    ):
        app.add_api_route(path, _endpoint(handle), methods=[method], include_in_schema=False)


def _endpoint(handle: ASGIApp) -> Callable[[], Response]:
    return lambda: _Handled(handle)
