"""Under which names the API may be called: addresses, localhost, and those that the configuration gives."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse

from pipelines.hosts import KnownHosts

APP = KnownHosts(PlainTextResponse("here"), ["mybox.ward.example:8000", "Other"])


def status(host: str) -> int:
    """The status of a request with this Host header."""

    async def get() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://127.0.0.1") as client:
            return (await client.get("/", headers={"Host": host})).status_code

    return asyncio.run(get())


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8000", "[::1", "", "127.0.0.1.evil.example"])
def test_another_name_is_turned_away(host: str) -> None:
    assert status(host) == 403


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "192.168.1.7",
        "mybox.ward.example",
        "other.",
        "Other:1",
    ],
)
def test_this_machine_is_answered(host: str) -> None:
    assert status(host) == 200
