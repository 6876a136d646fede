"""The server over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.exchange import BREAK, BrokenConnection, Upload, read_body
from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.api import BotApi
from bot.playground.telegram.faults import Dropped

__all__ = ["BREAK", "telegram_app", "telegram_routes"]


def telegram_routes(api: BotApi) -> list[Route]:
    """The routes of the server, to be mounted at the root of any application."""

    async def answer(request: Request) -> Response:
        try:
            params, files = await _read(request)
        except ValueError:
            return bad_request("Can't parse request body").answer().response()
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            answered = await api.call(token, method, params, files)
        except Dropped:
            return BrokenConnection()
        if answered.delay:
            await asyncio.sleep(answered.delay)
        return answered.response()

    async def download(request: Request) -> Response:
        stored = api.download(request.path_params["token"], request.path_params["path"])
        if stored is None:
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, status_code=404)
        return Response(stored.content, media_type="application/octet-stream")

    return [
        Route("/bot{token}/{method}", answer, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]


def telegram_app(api: BotApi) -> Starlette:
    """The server alone, as an ASGI application."""
    return Starlette(routes=list(telegram_routes(api)))


async def _read(request: Request) -> tuple[Mapping[str, object], dict[str, Upload]]:
    """Parameters and files of a request in any of the encodings. Raises ValueError for broken JSON."""
    params, files = await read_body(request)
    return dict(request.query_params) | params, files
