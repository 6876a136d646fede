"""The server over HTTP: `/v<version>/<id>[/<edge>]`, and the addresses that media are fetched from."""

import asyncio
import re
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from bot.playground.exchange import Answer, BrokenConnection, read_body
from bot.playground.faults import Dropped
from bot.playground.whatsapp.errors import Refused, malformed
from bot.playground.whatsapp.operations import Request

if TYPE_CHECKING:
    from bot.playground.whatsapp.api import CloudApi

_VERSION = re.compile(r"\d{1,2}\.\d")
_METHODS = ["GET", "POST", "DELETE"]


def whatsapp_routes(api: "CloudApi") -> list[Route]:
    """The routes of the server, to be mounted at the root of any application."""

    async def answer(request: HttpRequest) -> Response:
        try:
            answered = await api.call(await _read(request))
        except Dropped:
            return BrokenConnection()
        except Refused as refused:
            answered = refused.answer()
        if answered.delay:
            await asyncio.sleep(answered.delay)
        return answered.response()

    async def download(request: HttpRequest) -> Response:
        asked = request.query_params
        given = asked.get("mid", ""), asked.get("ext", ""), asked.get("hash", "")
        try:
            found = api.download(_token(request), *given)
        except Dropped:
            return BrokenConnection()
        if isinstance(found, Answer):
            return found.response()
        return Response(found.content, media_type=found.mime)

    return [
        Route("/whatsapp_business/attachments/", download, methods=["GET"]),
        Route("/v{version}/{node}", answer, methods=_METHODS),
        Route("/v{version}/{node}/{edge}", answer, methods=_METHODS),
    ]


def whatsapp_app(api: "CloudApi") -> Starlette:
    """The server alone, as an ASGI application."""
    return Starlette(routes=list(whatsapp_routes(api)))


def _token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind == "Bearer" else request.query_params.get("access_token", "")


async def _read(request: HttpRequest) -> Request:
    """The request, if its path and body can be read. Raises Refused."""
    if not _VERSION.fullmatch(request.path_params["version"]):
        raise Refused(100, message=f"Unknown path components: /{request.url.path.lstrip('/')}")
    try:
        body, files = await read_body(request) if request.method == "POST" else ({}, {})
    except ValueError:
        raise malformed("The request body is not valid JSON.") from None
    return Request(
        request.method,
        request.path_params["node"],
        request.path_params.get("edge", ""),
        _token(request),
        request.query_params,
        body,
        files,
        str(request.base_url),
    )
