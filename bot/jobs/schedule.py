"""When things are done: the only place that knows APScheduler, which only ticks; what is due is in the database."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[None]]

LOOK_AT_THE_CLOCK = 1.0
"""Seconds, by a clock that nobody puts back."""


class Schedule:
    """Runs ticks at intervals; one that is late runs once, and none runs beside itself."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._running: set[asyncio.Task[None] | None] = set()
        self._intervals: dict[str, timedelta] = {}
        self._minding: asyncio.Task[None] | None = None

    def every(self, interval: timedelta, tick: Tick, *, at_once: bool = False) -> None:
        """Run a tick at an interval, and as soon as the schedule starts where that is asked for."""

        async def run() -> None:
            task = asyncio.current_task()
            self._running.add(task)
            try:
                await tick()
            finally:
                self._running.discard(task)

        first = {"next_run_time": datetime.now(UTC)} if at_once else {}
        job = self._scheduler.add_job(run, "interval", seconds=interval.total_seconds(), **first)
        self._intervals[job.id] = interval

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._scheduler.start()
        self._minding = asyncio.create_task(self._mind_the_clock())

    async def _mind_the_clock(self) -> None:
        """APScheduler reckons in the time of day: when that is put back by an hour, it would stand still for one."""
        while True:
            await asyncio.sleep(LOOK_AT_THE_CLOCK)
            now = datetime.now(UTC)
            for job in self._scheduler.get_jobs():
                if job.next_run_time is not None and job.next_run_time - now > 2 * self._intervals[job.id]:
                    job.modify(next_run_time=now)

    async def stop(self) -> None:
        """Begin no further tick, and let those in hand end: shutting down would break them off in mid-transaction."""
        if self._minding is not None:
            self._minding.cancel()
            with suppress(asyncio.CancelledError):
                await self._minding
        self._scheduler.pause()
        await asyncio.sleep(0)  # one that has just been handed out begins now
        await asyncio.gather(*(task for task in self._running if task), return_exceptions=True)
        self._scheduler.shutdown(wait=False)
