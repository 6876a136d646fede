"""A message climbs and never falls."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.delivery import CLIMB, Reason, Rung
from bot.services.queue import ladder
from bot.storage.engine import Sessions
from bot.storage.models import ClassUpdate, Recipient, UpdateState
from tests.support.demo import PARENTS, Demo, demo_school


async def a_recipient(demo: Demo, now: datetime, rung: Rung) -> int:
    row = ClassUpdate(
        school_id=demo.school.id,
        author_id=(await demo.person()).id,
        template="event_invitation",
        state=UpdateState.SENT,
        send_at=now,
        current_until=now,
        created_at=now,
    )
    demo.session.add(row)
    await demo.session.flush()
    recipient = Recipient(update_id=row.id, person_id=(await demo.person(PARENTS[0])).id, rung=rung)
    demo.session.add(recipient)
    await demo.session.commit()
    return recipient.id


async def rung_of(demo: Demo, recipient_id: int) -> tuple[Rung, Reason | None, datetime | None]:
    found = await demo.session.execute(
        select(Recipient.rung, Recipient.reason, Recipient.waits_until).where(Recipient.id == recipient_id)
    )
    rung, reason, waits = found.one()
    return rung, reason, waits


async def test_every_rung_is_reached_from_below_and_none_is_left_downwards(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        recipient = await a_recipient(demo, now, Rung.UNREACHED)
        for at, rung in enumerate(CLIMB[1:], 1):
            assert await ladder.climb(session, [recipient], rung) == {recipient}
            for lower in CLIMB[: at + 1]:
                assert await ladder.climb(session, [recipient], lower) == set()
            assert (await rung_of(demo, recipient))[0] is rung


async def test_a_withdrawn_message_stays_withdrawn(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        recipient = await a_recipient(demo, now, Rung.WITHDRAWN)
        assert await ladder.climb(session, [recipient], Rung.ANSWERED) == set()


async def test_waiting_says_until_when_and_why_and_is_forgotten_once_accepted(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        recipient = await a_recipient(demo, now, Rung.QUEUED)
        await ladder.wait(session, recipient, now, Reason.QUIET_HOURS)
        assert await rung_of(demo, recipient) == (Rung.QUEUED, Reason.QUIET_HOURS, now)
        await ladder.climb(session, [recipient], Rung.ACCEPTED)
        assert await rung_of(demo, recipient) == (Rung.ACCEPTED, None, None)


@pytest.mark.parametrize("rung", [Rung.FAILED, Rung.UNKNOWN])
async def test_what_failed_says_why(sessions: Sessions, now: datetime, rung: Rung) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        recipient = await a_recipient(demo, now, Rung.QUEUED)
        await ladder.climb(session, [recipient], rung, reason=Reason.BLOCKED)
        assert await rung_of(demo, recipient) == (rung, Reason.BLOCKED, None)
