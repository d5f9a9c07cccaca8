"""`vademecum serve` behind a token: search and answer as tools over MCP, by both of the protocol's transports."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.types import CallToolResult, TextContent

from tests.server import OURS, QUESTIONS, Server, application, home, serving

TOKEN = "open sesame"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
QUESTION, EXPECTED = next(iter(QUESTIONS.items()))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place: Path = home(tmp_path_factory.mktemp("mcp"))
    application(place).add([place / "library.jsonl"])
    with serving(place, OURS, TOKEN=hashlib.sha256(TOKEN.encode()).hexdigest()) as server:
        yield server


@asynccontextmanager
async def session(server: Server, transport: str) -> AsyncIterator[ClientSession]:
    """A session of the real client."""
    if transport == "sse":
        async with sse_client(f"{server.url}/mcp", headers=HEADERS) as streams, ClientSession(*streams) as found:
            await found.initialize()
            yield found
    else:
        async with (
            create_mcp_http_client(headers=HEADERS) as http,
            streamable_http_client(f"{server.url}/mcp", http_client=http) as (reader, writer, _),
            ClientSession(reader, writer) as found,
        ):
            await found.initialize()
            yield found


def test_it_listens_on_this_machine_alone(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")


def talk(server: Server, talk: Callable[[ClientSession], Awaitable[None]], transport: str = "http") -> None:
    async def run() -> None:
        async with session(server, transport) as opened:
            await talk(opened)

    asyncio.run(run())


def content(result: CallToolResult) -> dict[str, Any]:
    """The record in a result: the text holds the same as the structure."""
    assert not result.isError
    assert isinstance(result.content[0], TextContent)
    assert result.structuredContent is not None
    assert json.loads(result.content[0].text) == result.structuredContent
    return result.structuredContent


@pytest.mark.parametrize("transport", ["http", "sse"])
def test_search_and_answer_are_the_tools(server: Server, transport: str) -> None:
    async def ask(client: ClientSession) -> None:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["search", "answer"]
        assert all("medical" in (tool.description or "") for tool in tools)
        assert all(tool.inputSchema["required"] == ["question"] for tool in tools)
        found = content(await client.call_tool("search", {"question": QUESTION, "limit": 1}))
        assert [passage["chunk"]["title"] for passage in found["passages"]] == ["Metformin"]
        assert EXPECTED in content(await client.call_tool("answer", {"question": QUESTION}))["text"]

    talk(server, ask, transport)


def test_filters(server: Server) -> None:
    async def ask(client: ClientSession) -> None:
        arguments = {"question": QUESTION, "kinds": ["guideline"], "since": 2012, "until": 2018, "mode": "dense"}
        found = content(await client.call_tool("search", arguments))
        assert {passage["chunk"]["title"] for passage in found["passages"]} == {"Gout"}

    talk(server, ask)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"question": ""}, "The question is empty. Type a question."),
        ({"question": "x", "sinse": 2015}, "There is no filter field 'sinse'. Did you mean 'since'?"),
        ({}, "Input validation error: 'question' is a required property"),
        ({"question": "x", "mode": "fuzzy"}, "Input validation error: 'fuzzy' is not one of"),
    ],
)
def test_a_mistake_is_told_to_the_assistant(server: Server, arguments: dict[str, Any], complaint: str) -> None:
    async def ask(client: ClientSession) -> None:
        result = await client.call_tool("answer", arguments)
        assert result.isError
        assert isinstance(result.content[0], TextContent)
        assert result.content[0].text.startswith(complaint)

    talk(server, ask)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/count"),
        ("GET", "/search?query=x"),
        ("GET", "/mcp"),
        ("POST", "/mcp"),
        ("POST", "/mcp/messages"),
        ("POST", "/workflow"),
        ("POST", "/v1/chat/completions"),
    ],
)
def test_with_a_token_only_its_holder_is_answered(server: Server, method: str, path: str) -> None:
    with server.client() as stranger, server.client("wrong") as guesser:
        assert stranger.request(method, path, json={}).status_code == 401
        assert guesser.request(method, path, json={}).status_code == 401


def test_the_holder_of_the_token_is_answered(server: Server) -> None:
    body = {"model": "vademecum", "messages": [{"role": "user", "content": QUESTION}]}
    with server.client(TOKEN) as client:
        assert client.get("/count").json() == 4
        found = client.post("/v1/chat/completions", json=body).json()
    assert EXPECTED in found["choices"][0]["message"]["content"]
