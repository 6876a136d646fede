"""What channels that speak HTTP share: which failures mean that nothing left, and the environment's proxy."""

from functools import lru_cache
from urllib.request import getproxies, proxy_bypass

import aiohttp

CERTAINLY_NOT_SENT = (
    aiohttp.ClientConnectorError,  # no connection: refused, unreachable, name unknown, certificate wrong
    aiohttp.ConnectionTimeoutError,  # no connection in time, or none free in the pool
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    aiohttp.ClientHttpProxyError,  # the proxy would not pass it on
)


@lru_cache(maxsize=8)
def proxy_for(scheme: str, host: str) -> str | None:
    """The environment's proxy for a server. aiohttp can look itself, but does so anew for each request, in a thread."""
    return None if proxy_bypass(host) else getproxies().get(scheme)
