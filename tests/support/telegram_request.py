"""python-telegram-bot's way to the playground's server without a socket."""

import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.request import check
from bot.playground.telegram import Answer, BotApi, Dropped, Upload


class InProcessRequest(BaseRequest):
    """Hands each request to a BotApi and fails as HTTPXRequest would: same exceptions, same causes.

    A delay longer than the read timeout is a TimedOut at once; a shorter one passes without waiting.
    """

    def __init__(self, api: BotApi, *, read_timeout: float = 5.0) -> None:
        self._api = api
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        parts = urlsplit(url)
        path = unquote(parts.path)
        if path.startswith("/file/bot"):
            return self._download(path)
        token, _, name = path.removeprefix("/bot").partition("/")
        patience = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        try:
            answer = await self._api.call(
                token, name, _params(request_data) | dict(parse_qsl(parts.query)), _files(request_data)
            )
        except Dropped as dropped:
            raise _network_error(dropped) from _cause(dropped)
        if answer.delay >= patience:
            raise TimedOut from httpx.ReadTimeout("")
        return _bytes(answer)

    def _download(self, path: str) -> tuple[int, bytes]:
        token, _, place = path.removeprefix("/file/bot").partition("/")
        stored = self._api.download(token, place)
        missing = Answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return (200, stored.content) if stored else _bytes(missing)


class HouseRequest(InProcessRequest):
    """The same, looking at statuses as our own transport does."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(*args, **kwargs)
        check(status, payload)
        return status, payload


def _bytes(answer: Answer) -> tuple[int, bytes]:
    return answer.status, json.dumps(answer.body).encode()


def _cause(dropped: Dropped) -> httpx.HTTPError:
    return httpx.ReadError("") if dropped.sent else httpx.ConnectError("All connection attempts failed")


def _network_error(dropped: Dropped) -> NetworkError:
    cause = _cause(dropped)
    return NetworkError(f"httpx.{type(cause).__name__}: {cause}")


def _params(data: RequestData | None) -> dict[str, object]:
    return dict(data.json_parameters) if data else {}


def _files(data: RequestData | None) -> dict[str, Upload]:
    parts = data.multipart_data if data else {}
    return {name: Upload(part[0], _content(part[1]), part[2]) for name, part in (parts or {}).items()}


def _content(given: object) -> bytes:
    if isinstance(given, bytes):
        return given
    read = given.read()  # type: ignore[attr-defined]
    assert isinstance(read, bytes)
    return read
