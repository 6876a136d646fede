"""The server over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import json
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.playground.telegram.answers import Answer, Upload, bad_request
from bot.playground.telegram.api import BotApi
from bot.playground.telegram.faults import Dropped

BREAK = "titian.break"
"""ASGI extension of a web server that can break a connection off: `{"call": what does it}`."""


class BrokenConnection(Response):
    """Breaks the connection off where the web server can; elsewhere it promises a body and does not send it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if extension := scope.get("extensions", {}).get(BREAK):
            extension["call"]()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def telegram_routes(api: BotApi) -> list[Route]:
    """The routes of the server, to be mounted at the root of any application."""

    async def answer(request: Request) -> Response:
        try:
            params, files = await _read(request)
        except ValueError:
            return _json(bad_request("Can't parse request body").answer())
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            answered = await api.call(token, method, params, files)
        except Dropped:
            return BrokenConnection()
        if answered.delay:
            await asyncio.sleep(answered.delay)
        return _json(answered)

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


def _json(answer: Answer) -> Response:
    if not answer.body:
        return HTMLResponse(f"<h1>{answer.status}</h1>", status_code=answer.status)
    return JSONResponse(answer.body, status_code=answer.status)


async def _read(request: Request) -> tuple[Mapping[str, object], dict[str, Upload]]:
    """Parameters and files of a request in any of the encodings. Raises ValueError for broken JSON."""
    params: dict[str, object] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("an object is expected")
        return params | body, {}
    files: dict[str, Upload] = {}
    async with request.form(max_part_size=1 << 20) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                files[name] = Upload(value.filename or name, await value.read(), mime)
            else:
                params[name] = value
    return params, files
