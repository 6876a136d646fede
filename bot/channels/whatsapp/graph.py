"""The one place that knows pywa: its calls of the Graph API and its reading of errors, on our own HTTP client.

pywa's `GraphAPIAsync` knows each call's address and form. Its `WhatsApp` client is left out: it is made to receive,
too, with handlers in memory and a queue that a crash forgets. Nor does it read what arrives (`updates.py` says why).

The client is one of httpx, because pywa speaks it, on aiohttp's connections (`transport.py`). httpx logs addresses and
pywa whole messages, so both are told to be silent.
"""

import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.channels.whatsapp.errors import bare, refused
from bot.domain.delivery import Reason
from bot.domain.errors import DeliveryError, ExtraMissing, InvalidValue, NotSent, Unknown

if TYPE_CHECKING:
    import httpx
    from pywa.errors import WhatsAppError

VERSION = "v25.0"
"""Of the Graph API; an old version is answered for two years (https://developers.facebook.com/docs/graph-api/changelog)."""
POOL, CONNECT, WRITE, READ = 2.0, 5.0, 120.0, 20.0
"""Seconds to wait for a free connection, for a new one, for sending (a large file) and for each silence of the server;
all together are the most that a request may take."""
_FIRST_HTTP_STATUS = 400

Json = dict[str, Any]


class Graph:
    """The Graph API for one token. `url` is its base address without a version; `connections` bounds the pool.

    Raises ExtraMissing where pywa is not installed.
    """

    def __init__(self, token: SecretStr, url: str, connections: int = 32, transport: Any = None) -> None:
        try:
            import httpx
            from pywa_async.api import GraphAPIAsync

            from bot.channels.whatsapp.transport import AiohttpTransport
        except ImportError:
            raise ExtraMissing("whatsapp") from None
        for chatty in ("pywa", "pywa_async", "httpx", "httpcore"):
            logging.getLogger(chatty).setLevel(logging.ERROR)
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(pool=POOL, connect=CONNECT, write=WRITE, read=READ),
            transport=transport or AiohttpTransport(connections),
            follow_redirects=False,
            event_hooks={"response": [_not_followed]},
        )
        self.calls = GraphAPIAsync(token.get_secret_value(), self._http, float(VERSION[1:]))
        self._http.base_url = f"{url.rstrip('/')}/{VERSION}"

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, call: Awaitable[Any]) -> Json:
        """What a call of `calls` answers; raises DeliveryError and nothing else."""
        with _told():
            answer = await call
        if not isinstance(answer, dict):
            raise Unknown(Reason.NETWORK, "an answer that is no object")
        return answer

    async def fetch(self, address: str, limit: int) -> bytes:
        """The bytes that lie at an address the API gave, at most `limit`; raises InvalidValue, DeliveryError.

        A redirect to another server is followed without the token: httpx leaves it out.
        """
        content = bytearray()
        with _told():
            async with self.calls.stream_media_bytes(address) as answer:
                if answer.status_code != 200:
                    raise bare(answer.status_code)
                if int(answer.headers.get("Content-Length") or 0) > limit:
                    raise InvalidValue("file", "too_large")
                async for chunk in answer.aiter_bytes():
                    content += chunk
                    if len(content) > limit:
                        raise InvalidValue("file", "too_large")
        return bytes(content)


async def _not_followed(answer: "httpx.Response") -> None:
    """A redirected post stops here: pywa would look for an answer in it. Files are fetched wherever they lie."""
    if answer.is_redirect and answer.request.method == "POST":
        raise bare(answer.status_code)


@contextmanager
def _told() -> Iterator[None]:
    """Let nothing of pywa or httpx out: their exceptions name addresses and quote answers."""
    import httpx
    from pywa.errors import WhatsAppError

    try:
        yield
    except (DeliveryError, InvalidValue):
        raise
    except WhatsAppError as error:
        raise _of_api(error) from None
    except (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
    ) as error:
        raise NotSent(Reason.NETWORK, type(error).__name__) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Unknown(Reason.NETWORK, type(error).__name__) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # An answer of another form than the API's: pywa reads it without looking.
        raise Unknown(Reason.NETWORK, f"unreadable answer: {type(error).__name__}") from None


def _of_api(error: "WhatsAppError") -> DeliveryError:
    """An error of the API, or a status that pywa made into one because the answer had none of the API's words."""
    status = error.status_code or 0
    if error.type is None and error.code == status and status >= _FIRST_HTTP_STATUS:
        return bare(status)
    detail = f"{error.code} {error.details or error.message}"[:200]
    return refused(
        error.code, status=status, subcode=error.subcode or 0, transient=bool(error.is_transient), detail=detail
    )
