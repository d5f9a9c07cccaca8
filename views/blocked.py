"""Counts what the browser refused to load or send, by the page's policy. What it was is neither read nor kept."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/blocked"  # where the policy has the browser tell it


class Counter:
    """How many since the server began; all requests of a server come in one thread."""

    number = 0

    async def take(self, request: Request) -> Response:
        """One more."""
        self.number += 1
        return Response(status_code=204)


counter = Counter()
route = Route(PATH, counter.take, methods=["POST"])
