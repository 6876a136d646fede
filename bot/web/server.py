"""uvicorn inside our own loop, with our own signals."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


class WebServer(uvicorn.Server):
    """A server that leaves signals alone: uvicorn would raise them again after `serve()` and skip our shutdown."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False, lifespan="off", ws="none")
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    @property
    def port(self) -> int:
        """The port it listens on; the one asked for, or the one found when 0 was asked for."""
        number: int = self.servers[0].sockets[0].getsockname()[1]
        return number

    async def listening(self, task: asyncio.Task[None]) -> None:
        """Wait until it accepts connections; raises what stopped it when it does not come up."""
        while not self.started:
            if task.done():
                task.result()
                raise OSError("the web server did not start")
            await asyncio.sleep(0.01)

    async def stop(self, task: asyncio.Task[None]) -> None:
        """Take no new requests, finish those in hand, and end."""
        self.should_exit = True
        await task
