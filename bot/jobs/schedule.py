"""When things are done: the only place that knows APScheduler, which only ticks; what is due is in the database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[None]]


class Schedule:
    """Runs ticks at intervals; one that is late runs once, and none runs beside itself."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._running: set[asyncio.Task[None] | None] = set()

    def every(self, interval: timedelta, tick: Tick) -> None:
        """Run a tick at an interval."""

        async def run() -> None:
            task = asyncio.current_task()
            self._running.add(task)
            try:
                await tick()
            finally:
                self._running.discard(task)

        self._scheduler.add_job(run, "interval", seconds=interval.total_seconds())

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no further tick, and let those in hand end: shutting down would break them off in mid-transaction."""
        self._scheduler.pause()
        await asyncio.sleep(0)  # one that has just been handed out begins now
        await asyncio.gather(*(task for task in self._running if task), return_exceptions=True)
        self._scheduler.shutdown(wait=False)
