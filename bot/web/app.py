"""The web side: is the process alive, is it ready, and whatever routes the wiring adds (metrics, webhook, pages)."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

READY = "ready"
Health = Callable[[], Awaitable[str]]
"""`READY`, or in a few words why not."""


def web_app(health: Health, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """`/healthz` says that the process answers; `/readyz` that it does its work and can reach its database."""

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> JSONResponse:
        status = await health()
        return JSONResponse({"status": status}, status_code=200 if status == READY else 503)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *routes])
