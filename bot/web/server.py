"""uvicorn inside our own loop, with our own signals and our own socket."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

KEEP_ALIVE = 75
"""Seconds an idle connection is kept: a new one costs a webhook more than a request does."""
LAST_REQUESTS = 20
"""Seconds at most for requests in hand when the server is to stop: a sender that stalls must not hold it."""


class WebServer(uvicorn.Server):
    """A server that leaves signals alone: uvicorn would raise them again after `serve()` and skip our shutdown.

    It listens as soon as it is made; raises OSError when the port is taken. Port 0 takes any that is free.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http="httptools",
                ws="none",
                lifespan="off",
                log_level="warning",
                access_log=False,
                date_header=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=LAST_REQUESTS,
            )
        )
        self._socket = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._socket.getsockname()[1]

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def start(self) -> asyncio.Task[None]:
        """Begin to answer; requests that came before wait in the socket."""
        return asyncio.create_task(self.serve(sockets=[self._socket]))

    async def stop(self, task: asyncio.Task[None]) -> None:
        """Take no new requests, finish those in hand, and end."""
        self.should_exit = True
        await task
