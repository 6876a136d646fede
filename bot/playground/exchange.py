"""What goes into a request to a local server and what comes out of it, the same for every channel's."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

BREAK = "titian.break"
"""ASGI extension of a web server that can break a connection off: `{"call": what does it}`."""
# Sends a body with headers to an address and returns the HTTP status. Raises OSError or TimeoutError.
Post = Callable[[str, dict[str, str], bytes], Awaitable[int]]
Pause = Callable[[float], Awaitable[None]]
POST_SECONDS = 30
"""How long a webhook may take to answer."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file part of a multipart request."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: its status, its JSON body, and for how many seconds the transport holds it back.

    Without a body it is not the server's own answer: a gateway's page, say.
    """

    status: int
    body: dict[str, object]
    delay: float = 0.0

    def response(self) -> Response:
        if not self.body:
            return HTMLResponse(f"<h1>{self.status}</h1>", status_code=self.status)
        return JSONResponse(self.body, status_code=self.status)


def gateway(status: int) -> Answer:
    """What something between client and server answers."""
    return Answer(status, {})


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


async def read_body(request: Request) -> tuple[dict[str, object], dict[str, Upload]]:
    """Fields and files of a request as JSON or as a form. Raises ValueError for broken JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("an object is expected")
        return body, {}
    fields: dict[str, object] = {}
    files: dict[str, Upload] = {}
    async with request.form(max_part_size=1 << 20) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                files[name] = Upload(value.filename or name, await value.read(), mime)
            else:
                fields[name] = value
    return fields, files


async def post_by_http(url: str, headers: dict[str, str], body: bytes) -> int:
    """The courier of webhooks outside tests."""
    import aiohttp

    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=POST_SECONDS)) as session,
            session.post(url, data=body, headers=headers) as response,
        ):
            return response.status
    except aiohttp.ClientError as error:  # whoever died in the middle of it ended the connection, and not by an error
        raise ConnectionError(type(error).__name__) from error
