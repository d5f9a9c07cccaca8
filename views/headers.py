"""Response headers by which the browser itself refuses to load anything from, or send anything to, another computer."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views import blocked

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Headers:
    """Middleware that puts the policy on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.policy = policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)


def policy() -> str:
    """The Content-Security-Policy under which Streamlit's own page runs, and nothing else.

    The one inline script of its index.html is allowed by its hash, which changes with Streamlit's version.
    """
    index = Path(st.__file__).parent / "static" / "index.html"
    scripts = _INLINE.findall(index.read_text(encoding="utf-8"))
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    rules = {
        "default-src": "'self'",
        "connect-src": "'self'",  # covers the web socket of the same host and port
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "style-src": "'self' 'unsafe-inline'",
        "script-src": f"'self' 'wasm-unsafe-eval' blob: {hashes}".strip(),
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "report-uri": blocked.PATH,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
