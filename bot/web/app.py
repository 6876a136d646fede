"""The web side: is the process alive, is it ready, and whatever routes the wiring adds (webhook, pages)."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

Ready = Callable[[], Awaitable[bool]]


def web_app(ready: Ready, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """`/healthz` says that the process answers; `/readyz` that its database does, too."""

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> JSONResponse:
        if await ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "database not reachable"}, status_code=503)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *routes])
