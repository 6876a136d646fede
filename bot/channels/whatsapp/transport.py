"""httpx on aiohttp's connections.

pywa asks of us a client of httpx, and httpx's own transport finds a free connection in a time that grows with the
square of those in use: at forty messages under way it takes four times the CPU, at a hundred it falls behind 120
messages a second. aiohttp does not, and tells apart what certainly never left.
"""

from collections.abc import AsyncIterator

import aiohttp
import httpx
from yarl import URL

from bot.channels.connections import CERTAINLY_NOT_SENT, proxy_for

_OWN = frozenset({b"host", b"content-length", b"connection"})
"""Headers that aiohttp writes by itself."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One pool of at most `connections`. Raises httpx.ConnectError for what certainly never left."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is still to be read."""
        session, url = self._opened(), URL(str(request.url), encoded=True)
        try:
            answer = await session.request(
                request.method,
                url,
                data=await request.aread() or None,
                headers=[
                    (name.decode(), value.decode()) for name, value in request.headers.raw if name.lower() not in _OWN
                ],
                timeout=_timeout(request),
                proxy=proxy_for(url.scheme, url.host or ""),
                allow_redirects=False,
            )
        except CERTAINLY_NOT_SENT as error:
            raise httpx.ConnectError(type(error).__name__) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise httpx.ReadError(type(error).__name__) from None
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close the pool and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        """The pool; it belongs to the running loop, so it is opened by the first request."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # httpx does that
            )
        return self._session


class _Body(httpx.AsyncByteStream):
    """The body of an answer as it comes in."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.content.iter_any():
                yield chunk
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise httpx.ReadError(type(error).__name__) from None

    async def aclose(self) -> None:
        """Keep the connection if the answer was read to its end."""
        if self._answer.content.at_eof():
            self._answer.release()
        else:
            self._answer.close()


def _timeout(request: httpx.Request) -> aiohttp.ClientTimeout:
    """aiohttp counts the wait for a place in the pool into `connect`, and has nothing for writing but `total`."""
    given = request.extensions.get("timeout", {})
    pool, connect, write, read = (given.get(part) for part in ("pool", "connect", "write", "read"))
    parts = (pool, connect, write, read)
    return aiohttp.ClientTimeout(
        total=None if None in parts else sum(part for part in parts if part is not None),
        connect=None if pool is None or connect is None else pool + connect,
        sock_connect=connect,
        sock_read=read,
    )
