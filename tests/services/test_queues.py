"""How the queues stand: what is due, later, tried again, under way, held, paused, and what went wrong of late."""

import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.delivery import Lane, OutboxState, Reason
from bot.services.queue import leases, queues
from bot.services.queue.queues import Line, Troubles
from bot.storage.models import Bot, InboxState, School
from tests.support.demo import Demo, demo_school
from tests.support.queued import arrived, queue

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


async def test_a_bot_with_nothing_to_do_stands_at_nothing(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    (found,) = await queues.standing(session, now)
    assert (found.bot_id, found.school, found.username) == (demo.bot.id, demo.school.name, "titian_bot")
    assert (found.holder, found.paused_until, found.in_hand) == (None, None, 0)
    assert (found.arrivals, found.arrivals_since) == (0, None)
    assert found.lanes == {Lane.INTERACTIVE: Line(), Lane.BULK: Line()}


async def test_what_could_leave_now_and_what_waits_for_later_are_told_apart_by_lane(
    session: AsyncSession, now: datetime
) -> None:
    demo = await demo_school(session, now)
    await queue(demo, now, lane=Lane.INTERACTIVE, due_at=now - 2 * MINUTE)
    for minutes in (-3, 0, 7, 9):
        await queue(demo, now, due_at=now + minutes * MINUTE, created_at=now - DAY)
    for state in (OutboxState.SENT, OutboxState.FAILED, OutboxState.DROPPED, OutboxState.UNKNOWN):
        await queue(demo, now, state=state, due_at=now - DAY)
    await queue(demo, now, state=OutboxState.SENDING)
    (found,) = await queues.standing(session, now)
    assert found.lanes == {
        Lane.INTERACTIVE: Line(due=1, since=now - 2 * MINUTE),
        Lane.BULK: Line(due=2, later=2, since=now - 3 * MINUTE, next_due=now + 7 * MINUTE),
    }
    assert found.in_hand == 1


async def test_what_is_tried_again_has_waited_since_it_was_written(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    await queue(demo, now, attempts=3, created_at=now - 50 * MINUTE, due_at=now + MINUTE)
    await queue(demo, now, attempts=1, created_at=now - 9 * MINUTE, due_at=now)
    await queue(demo, now, due_at=now - MINUTE)
    await queue(demo, now, due_at=now + 2 * MINUTE)
    (found,) = await queues.standing(session, now)
    assert found.lanes[Lane.BULK] == Line(
        due=1,
        later=1,
        again=2,
        since=now - MINUTE,
        again_since=now - 50 * MINUTE,
        next_due=now + 2 * MINUTE,
    )
    assert found.lanes[Lane.BULK].oldest == now - 50 * MINUTE


async def test_a_bot_is_held_while_its_lease_is_renewed(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    at = await leases.clock(session)
    await leases.hold(session, f"bot:{demo.bot.id}", "balai:77:abcdef", at)
    await leases.hold(session, "alive:balai:77:abcdef", "balai:77:abcdef", at)
    (found,) = await queues.standing(session, now)
    assert found.holder is not None
    assert (found.holder.host, found.holder.process, found.holder.renewed_at) == ("balai", "77", at)
    await leases.let_go(session, "balai:77:abcdef")
    await leases.hold(session, f"bot:{demo.bot.id}", "balai:77:abcdef", at - leases.TERM)
    await leases.hold(session, "alive:balai:77:abcdef", "balai:77:abcdef", at)
    (found,) = await queues.standing(session, now)
    assert found.holder is None


async def test_a_pause_counts_until_it_is_over(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    demo.bot.paused_until = now + MINUTE
    await session.flush()
    (found,) = await queues.standing(session, now)
    assert found.paused_until == now + MINUTE
    (found,) = await queues.standing(session, now + MINUTE)
    assert found.paused_until is None


async def test_every_bot_has_a_standing_of_its_own(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    other = School(name="SMA Lain", timezone="Asia/Makassar", created_at=now)
    session.add(other)
    await session.flush()
    session.add(Bot(school_id=other.id, channel="telegram"))
    await queue(demo, now)
    first, second = await queues.standing(session, now)
    assert (first.lanes[Lane.BULK].due, second.lanes[Lane.BULK].due) == (1, 0)
    assert (second.school, second.username) == ("SMA Lain", None)


async def test_arrivals_wait_until_they_are_handled_or_given_up(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    await arrived(demo, now, "1", InboxState.NEW, ago=5)
    await arrived(demo, now, "2", InboxState.WORKING, ago=9)
    await arrived(demo, now, "3", InboxState.DONE, ago=60)
    await arrived(demo, now, "4", InboxState.FAILED, ago=60)
    (found,) = await queues.standing(session, now)
    assert (found.arrivals, found.arrivals_since) == (2, now - timedelta(seconds=9))


async def test_troubles_are_those_since_the_given_time_by_their_reasons(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    await troubled(demo, now)
    found = await queues.troubles(session, now - DAY)
    assert found == {
        demo.bot.id: Troubles(possibly_twice=3, unknown=1, failed={Reason.BLOCKED: 2, Reason.EXPIRED: 1}, given_up=1)
    }
    assert await queues.troubles(session, now + DAY) == {}


async def troubled(demo: Demo, now: datetime) -> None:
    """Three that may have arrived twice (one unknown to the end, one on its way again), three failed; others not."""
    sent, failed, unknown = OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN
    await queue(demo, now, state=sent)
    await queue(demo, now, state=OutboxState.DROPPED, reason=Reason.WITHDRAWN)
    await queue(demo, now, state=sent, resent=True)
    await queue(demo, now, state=OutboxState.QUEUED, resent=True, attempts=1)
    await queue(demo, now, state=unknown, resent=True, reason=Reason.NETWORK)
    await queue(demo, now, state=sent, resent=True, due_at=now - 2 * DAY)
    await queue(demo, now, state=failed, reason=Reason.BLOCKED)
    await queue(demo, now, state=failed, reason=Reason.BLOCKED, resent=True)
    await queue(demo, now, state=failed, reason=Reason.EXPIRED)
    await queue(demo, now, state=failed, reason=Reason.REJECTED, due_at=now - 2 * DAY)
    await arrived(demo, now, "1", InboxState.FAILED, ago=60)
    await arrived(demo, now, "2", InboxState.FAILED, ago=3 * 86_400)


_FORGOTTEN = text("DELETE FROM pg_statistic WHERE starelid IN ('outbox'::regclass, 'inbox'::regclass)")


async def test_nothing_is_counted_by_reading_all_that_was_ever_sent(
    engine: AsyncEngine, session: AsyncSession, now: datetime
) -> None:
    await demo_school(session, now)
    asked: list[tuple[str, Any]] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    await queues.standing(session, now)
    await queues.troubles(session, now)
    about = [(query, values) for query, values in asked if "FROM outbox" in query or "FROM inbox" in query]
    assert len(about) == 7
    connection = await session.connection()
    sqlite = engine.dialect.name == "sqlite"
    if not sqlite:
        await session.execute(text("SET LOCAL enable_seqscan = off"))  # of tables this small it would read all
        await session.execute(text("TRUNCATE outbox, inbox"))  # else it knows how small they are, and reads all
        await session.execute(_FORGOTTEN)  # and what stood in them when it last looked
    for query, values in about:
        said = await connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{query}", values)
        plan = " ".join(str(row) for row in said)
        assert re.search(r"ix_(outbox|inbox)_(queue|waiting|tried|flying|troubled|open|oldest|given_up)", plan), plan
        assert "Seq Scan" not in plan, plan
