"""Turns away requests that were not meant for this machine.

A page of the web can have its own name point to 127.0.0.1 (DNS rebinding) and would then read the library through the
browser of whoever opens it. Such a request carries that name, so only known names and plain addresses get through.
Starlette's TrustedHostMiddleware knows names only: every address of the machine would have to be listed.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HERE = "localhost"
HOST = "VADEMECUM_HOST"  # environment variable: what `vademecum serve --host` was given


class KnownHosts:
    """An ASGI application that hands on to `app` what was sent to an IP address, to localhost or to one of `names`."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self.names = {HERE, *map(host, names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = host(Headers(scope=scope).get("host", "")) if scope["type"] != "lifespan" else HERE
        if name in self.names or _is_address(name):
            await self.app(scope, receive, send)
            return
        text = f"This machine is not known as '{name}'. Name it in config.yml under api.hosts, or use its IP address."
        await JSONResponse({"detail": text}, 403)(scope, receive, send)


def host(header: str) -> str:
    """The name or address in a Host header, without the port; empty where it can't be read."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
