"""Publishing marks is undone before anybody sees them: whatever was going to be told is not, and the log says both."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.noted import HIDDEN
from bot.services.marks import publish, take_back
from bot.services.progress.courses import courses_of
from bot.services.updates import UNDO
from bot.storage.models import Assessment, LogEntry, LogKind, Outgoing
from tests.services.test_marks_publish import ADI, CITRA, with_marks
from tests.support.marks import MATHS

SOON = timedelta(seconds=5)


async def test_nothing_is_visible_or_told_before_it_can_no_longer_be_undone(
    session: AsyncSession, now: datetime
) -> None:
    house, maths, _history = await with_marks(session, now)
    mother = await house.guardian(house.pupils[ADI], "Siti Rahayu")
    await publish(session, house.homeroom, [maths], now, after=UNDO)
    adi = house.pupils[ADI].id
    for later, visible in ((SOON, False), (UNDO, True)):
        course = (await courses_of(session, [adi], "20261", seen_at=now + later))[adi]
        assert bool(course.scores) is visible
    assert len(await house.told(mother)) == 1
    assert (await session.scalars(select(Outgoing))).one().due_at == now + UNDO


async def test_undone_it_is_as_before_and_the_log_says_so(session: AsyncSession, now: datetime) -> None:
    house, maths, history = await with_marks(session, now)
    await house.guardian(house.pupils[ADI], "Siti Rahayu")
    await publish(session, house.homeroom, [maths, history], now, after=UNDO)
    await take_back(session, house.homeroom, [maths, history], now + SOON)
    for one in (maths, history):
        row = await session.get_one(Assessment, one)
        assert (row.published_at, row.published_by) == (None, None)
    assert (await session.scalars(select(Outgoing))).one().state is OutboxState.DROPPED
    logged = list(await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.PUBLISHED)))
    published = {entry.id: entry.pupil_id for entry in logged if entry.choice is None}
    taken_back = {entry.replaces_id: entry.pupil_id for entry in logged if entry.choice == HIDDEN}
    assert published == taken_back
    assert set(published.values()) == {house.pupils[name].id for name in (ADI, CITRA)}
    await publish(session, house.homeroom, [maths], now + SOON, after=UNDO)
    assert (await session.scalars(select(Outgoing).where(Outgoing.state == OutboxState.QUEUED))).one()


async def test_a_notice_that_waited_already_still_tells_of_what_was_published_before(
    session: AsyncSession, now: datetime
) -> None:
    house, maths, history = await with_marks(session, now)
    mother = await house.guardian(house.pupils[ADI], "Siti Rahayu")
    await publish(session, house.homeroom, [maths], now)
    await publish(session, house.homeroom, [history], now + SOON, after=UNDO)
    waiting = (await session.scalars(select(Outgoing))).one()
    assert waiting.due_at == now + SOON + UNDO
    await take_back(session, house.homeroom, [history], now + SOON + SOON)
    (told,) = await house.told(mother)
    assert [mark["$map"]["subject"] for mark in told["values"]["marks"]] == [MATHS]
    assert (await session.get_one(Assessment, maths)).published_at == now


async def test_too_late_or_twice_nothing_changes(session: AsyncSession, now: datetime) -> None:
    house, maths, history = await with_marks(session, now)
    await publish(session, house.homeroom, [maths], now, after=UNDO)
    with pytest.raises(StaleScreen):
        await take_back(session, house.homeroom, [maths], now + UNDO)
    with pytest.raises(StaleScreen):
        await take_back(session, house.homeroom, [maths, history], now + SOON)
    assert (await session.get_one(Assessment, maths)).published_at == now + UNDO
    await take_back(session, house.homeroom, [maths], now + SOON)
    with pytest.raises(StaleScreen):
        await take_back(session, house.homeroom, [maths], now + SOON)


async def test_what_is_not_theirs_others_cannot_take_back(session: AsyncSession, now: datetime) -> None:
    house, maths, history = await with_marks(session, now)
    await publish(session, house.homeroom, [maths, history], now, after=UNDO)
    with pytest.raises(NotAllowed):
        await take_back(session, house.maths, [maths, history], now + SOON)
    assert (await session.get_one(Assessment, history)).published_at == now + UNDO
