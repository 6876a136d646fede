"""python-telegram-bot's transport on aiohttp, which says what it knows of a request that failed.

The stock transport (httpx) costs five times the CPU and falls to a tenth of the throughput at 64 connections. This one
also tells apart what the stock one mixes up: a request that certainly never left, and one of which nobody knows.
Like the stock one it has a timeout for each part of a request, a bounded pool, files, and a proxy: one that is named,
or the one of the environment (`HTTPS_PROXY`, `NO_PROXY`).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import aiohttp
import orjson
from telegram import InputFile
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.connections import CERTAINLY_NOT_SENT, proxy_for

_JSON = {"Content-Type": "application/json"}
_LEFT_TO_PTB = frozenset({400, 401, 403, 404, 409})
"""Statuses that python-telegram-bot turns into classes of their own."""


class ConnectFailed(NetworkError):
    """No connection came about, so the request certainly never left."""


class Broken(NetworkError):
    """The request left, or may have, and no whole answer came back."""


class Flooded(NetworkError):
    """Too many requests: the server asks for a pause of `seconds`.

    Raised here because PTB's own class gives a number or a timedelta, depending on an environment variable.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds}")
        self.seconds = seconds


class BadStatus(NetworkError):
    """An HTTP status that says nothing of the request itself; `described` is whether the Bot API wrote the answer."""

    def __init__(self, status: int, description: str, *, described: bool) -> None:
        super().__init__(description or f"HTTP {status}")
        self.status = status
        self.described = described


class Fields:
    """The fields of a request: texts (JSON where a field is an object, `true` for yes) and files.

    It has what a transport asks of python-telegram-bot's RequestData, whose parts are not for others to make.
    """

    __slots__ = ("_files", "json_parameters")

    def __init__(self, fields: Mapping[str, str | InputFile]) -> None:
        self._files = {name: value for name, value in fields.items() if isinstance(value, InputFile)}
        self.json_parameters = {name: value for name, value in fields.items() if name not in self._files}

    @property
    def contains_files(self) -> bool:
        """Whether it travels as a form in parts."""
        return bool(self._files)

    @property
    def json_payload(self) -> bytes:
        """All but the files, as JSON."""
        return orjson.dumps(self.json_parameters)

    @property
    def multipart_data(self) -> dict[str, tuple[str, Any, str]]:
        """By field: a file's name, content and kind."""
        return {name: file.field_tuple for name, file in self._files.items()}

    def as_data(self) -> RequestData:
        """The same, for who asks for python-telegram-bot's own."""
        return cast(RequestData, self)


class AiohttpRequest(BaseRequest):
    """One pool of connections. Timeouts are in seconds; `proxy` is an address as in `http_proxy`.

    `pool_timeout` bounds the wait for a free connection, `connect_timeout` making a new one, `write_timeout` sending
    the request with its files, `read_timeout` each silence of the server. No exception of its keeps its cause:
    aiohttp's name the address, and the address holds the token.
    """

    def __init__(
        self,
        connections: int = 32,
        *,
        pool_timeout: float = 1.0,
        connect_timeout: float = 5.0,
        write_timeout: float = 20.0,
        read_timeout: float = 20.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._pool = pool_timeout
        self._connect = connect_timeout
        self._write = write_timeout
        self._read = read_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer, unless a call says otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; it belongs to the running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept", "Accept-Encoding"),
            )

    async def shutdown(self) -> None:
        """Close the pool and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body; raises ConnectFailed, Broken, Flooded or BadStatus."""
        await self.initialize()
        assert self._session is not None
        files = request_data is not None and request_data.contains_files
        timeout = self._timeout(pool_timeout, connect_timeout, write_timeout if files else None, read_timeout)
        parsed = _parsed(url)
        try:
            async with self._session.request(
                method,
                parsed,
                timeout=timeout,
                proxy=self._proxy or proxy_for(parsed.scheme, parsed.host or ""),
                allow_redirects=False,
                **_body(request_data),
            ) as response:
                status, payload = response.status, await response.read()
        except CERTAINLY_NOT_SENT as error:
            raise ConnectFailed(type(error).__name__) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Broken(type(error).__name__) from None
        check(status, payload)
        return status, payload

    def _timeout(self, pool: Any, connect: Any, write: Any, read: Any) -> aiohttp.ClientTimeout:
        """aiohttp counts the wait for a place in the pool into `connect`, and has nothing for writing but `total`.

        Without files there is as good as nothing to write, and a timer less to keep.
        """
        pool, connect = _given(pool, self._pool), _given(connect, self._connect)
        write, read = _given(write, self._write), _given(read, self._read)
        parts = (pool, connect, write, read)
        return aiohttp.ClientTimeout(
            total=None if None in parts else sum(parts),
            connect=None if pool is None or connect is None else pool + connect,
            sock_connect=connect,
            sock_read=read,
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON; an unreadable one is not written to the log, for it may hold a message."""
        return _object(payload)


def check(status: int, payload: bytes) -> None:
    """Raise Flooded or BadStatus for the statuses that python-telegram-bot would flatten into one class."""
    if 200 <= status < 300 or status in _LEFT_TO_PTB:
        return
    try:
        answer = _object(payload)
    except TelegramError:
        answer = {}
    if pause := (answer.get("parameters") or {}).get("retry_after"):
        raise Flooded(float(pause))
    raise BadStatus(status, str(answer.get("description", "")), described=answer.get("ok") is False)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(payload)
    except ValueError:
        raise TelegramError("Invalid server response") from None
    if not isinstance(answer, dict):
        raise TelegramError("Invalid server response")
    return answer


def _given(value: Any, otherwise: float) -> float | None:
    """A timeout as a call gave it (None: wait for ever), or ours."""
    return otherwise if value is BaseRequest.DEFAULT_NONE else value


@lru_cache(maxsize=64)
def _parsed(url: str) -> URL:
    return URL(url, encoded=True)


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": orjson.dumps(data.json_parameters), "headers": _JSON}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return {"data": form}
