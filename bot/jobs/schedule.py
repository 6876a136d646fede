"""When things are done: the only place that knows APScheduler, which only ticks; what is due is in the database."""

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

    def every(self, interval: timedelta, tick: Tick) -> None:
        """Run a tick at an interval."""
        self._scheduler.add_job(tick, "interval", seconds=interval.total_seconds())

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Begin no further tick."""
        self._scheduler.shutdown(wait=False)
