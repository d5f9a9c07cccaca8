"""Under which names the API may be called: addresses, localhost, and those that the configuration gives."""

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from pipelines.hosts import KnownHosts
from tests.server import home, serving

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


def test_names_from_the_configuration_and_from_serve(tmp_path: Path) -> None:
    with (home(tmp_path) / "config.yml").open("a", encoding="utf-8") as config:
        config.write("\napi:\n  hosts: [library.ward.example]\n")
    with serving(tmp_path, VADEMECUM_HOST="mybox.example") as server, server.client() as client:
        names = ("library.ward.example", "mybox.example", "evil.example")
        assert [client.get("/count", headers={"Host": name}).status_code for name in names] == [200, 200, 403]
