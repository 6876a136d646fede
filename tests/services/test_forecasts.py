"""What a teacher is told before she sends: which way it takes, what it costs, and who has to wait."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.provider import meter
from bot.services.updates.forecasts import Forecast, forecast
from tests.support.demo import Demo, demo_school
from tests.support.paid import approve, move_class, paid_bot


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def look(demo: Demo, now: datetime, *, at: datetime | None = None) -> Forecast:
    of = await demo.school_class()
    return await forecast(demo.session, demo.school, [of.id], "news", at or now, now)


async def test_with_one_free_channel_there_is_nothing_to_say(demo: Demo, now: datetime) -> None:
    assert await look(demo, now) == Forecast()
    assert not (await look(demo, now)).matters


async def test_each_family_counts_on_the_way_it_is_written_to(demo: Demo, now: datetime) -> None:
    bot = await paid_bot(demo.session, demo.school)
    assert (await look(demo, now)).families == {"telegram": 27}
    await approve(demo.session, bot, "id", now)
    await move_class(demo.session, bot, "X-1", 10, now, open_ones=4)
    found = await look(demo, now)
    assert found.families == {"telegram": 17, "whatsapp": 10}
    assert (found.openers, found.unapproved, found.beyond, found.cost) == (6, 0, 0, 240_000)


async def test_a_window_that_closes_before_it_leaves_counts_as_closed(demo: Demo, now: datetime) -> None:
    bot = await paid_bot(demo.session, demo.school)
    await approve(demo.session, bot, "id", now)
    await move_class(demo.session, bot, "X-1", 10, now, open_ones=4)
    assert (await look(demo, now, at=now + timedelta(hours=6))).openers == 10


async def test_who_waits_for_the_provider_and_who_for_the_ceiling_is_told_apart(demo: Demo, now: datetime) -> None:
    bot = await paid_bot(demo.session, demo.school, ceiling=120_000)
    await move_class(demo.session, bot, "X-1", 10, now)
    found = await look(demo, now)
    assert (found.openers, found.unapproved, found.beyond, found.cost) == (10, 10, 0, 0)
    await approve(demo.session, bot, "en", now)
    found = await look(demo, now)
    assert (found.openers, found.unapproved, found.beyond, found.cost) == (10, 0, 7, 120_000)
    for row in (1, 2):
        await meter.reserve(demo.session, bot.id, row, now)
    assert (await look(demo, now)).beyond == 9


async def test_before_the_school_has_decided_all_of_them_wait(demo: Demo, now: datetime) -> None:
    bot = await paid_bot(demo.session, demo.school, price=None, ceiling=None)
    await approve(demo.session, bot, "id", now)
    await move_class(demo.session, bot, "X-1", 3, now)
    found = await look(demo, now)
    assert replace(found, until=None) == Forecast({"telegram": 24, "whatsapp": 3}, 3, beyond=3, is_set=False)
