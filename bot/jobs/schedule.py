"""When things are done: ticks at intervals, and no more; what is due is in the database.

Intervals are counted by the monotonic clock. A scheduler that reckons in the time of day stands still for an hour when
the machine's clock is put back by one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

log = structlog.get_logger(__name__)

Tick = Callable[[], Awaitable[None]]


class Schedule:
    """Runs ticks at intervals; one that takes long delays its next, and none runs beside itself."""

    def __init__(self) -> None:
        self._ticks: list[tuple[timedelta, Tick]] = []
        self._running: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()

    def every(self, interval: timedelta, tick: Tick) -> None:
        """Run a tick at an interval, for the first time after one."""
        self._ticks.append((interval, tick))

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._running = [asyncio.create_task(self._repeat(interval, tick)) for interval, tick in self._ticks]

    async def stop(self) -> None:
        """Begin no further tick, and let those in hand end: breaking off would end them in mid-transaction."""
        self._stopping.set()
        await asyncio.gather(*self._running)

    async def _repeat(self, interval: timedelta, tick: Tick) -> None:
        while not await self._told_to_stop_within(interval):
            try:
                await tick()
            except Exception as error:  # of a database that is away, mostly; the next tick finds what is due
                log.exception("tick_failed", error=type(error).__name__)

    async def _told_to_stop_within(self, interval: timedelta) -> bool:
        try:
            async with asyncio.timeout(interval.total_seconds()):
                return await self._stopping.wait()
        except TimeoutError:
            return False
