"""Ticks come again and again, whatever one of them runs into and whatever the clock says."""

import asyncio
from datetime import UTC, datetime, timedelta

import time_machine

from bot.jobs.schedule import Schedule

MOMENT = timedelta(milliseconds=1)


class Ticks:
    """Counts, and fails the first time."""

    def __init__(self) -> None:
        self.count = 0
        self.begun = asyncio.Event()
        self.ended = False

    async def __call__(self) -> None:
        self.count += 1
        self.begun.set()
        if self.count == 1:
            raise OSError
        await asyncio.sleep(0)
        self.ended = True


async def another(ticks: Ticks) -> None:
    ticks.begun.clear()
    async with asyncio.timeout(60):
        await ticks.begun.wait()


async def test_a_tick_that_fails_is_followed_by_others_also_when_the_clock_is_put_back() -> None:
    schedule, ticks = Schedule(), Ticks()
    schedule.every(MOMENT, ticks)
    schedule.start()
    await another(ticks)
    await another(ticks)
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=1)):
        await another(ticks)
        await another(ticks)
    await schedule.stop()


async def test_stopping_lets_the_tick_in_hand_end_and_begins_no_other() -> None:
    schedule, ticks = Schedule(), Ticks()
    schedule.every(MOMENT, ticks)
    schedule.start()
    await another(ticks)
    await another(ticks)
    ticks.ended = False
    await another(ticks)
    await schedule.stop()
    count = ticks.count
    assert ticks.ended
    await asyncio.sleep(0)
    assert ticks.count == count
