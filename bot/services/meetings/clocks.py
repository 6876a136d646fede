"""When a zone's rules change after something was planned, it stays at the hour that was meant.

Of a meeting the day and the clock times are kept; slots and talks are instants. So a school keeps by which rules its
instants were reckoned: once this machine knows others, they are moved to where the clock shows the same.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.clocks import Rules, dump_rules, load_rules, moved, rules_of, same
from bot.domain.meetings import MeetingState, TalkState, instants
from bot.services.meetings import reminders
from bot.storage.among import among
from bot.storage.models import Busy, Meeting, School, Slot, Talk
from bot.storage.upsert import insert_new

MARGIN = timedelta(days=1)
RENEWED = timedelta(days=30)
"""How often the rules are looked further ahead."""
_ASIDE = timedelta(days=36525)
"""Where slots stand while others make room: their times are unique."""


async def schools(session: AsyncSession) -> list[int]:
    """All schools here."""
    return list(await session.scalars(select(School.id).order_by(School.id)))


async def keep_to(session: AsyncSession, school_id: int, now: datetime) -> bool:
    """Let what is to come follow the rules of the school's clock; whether anything had to. The caller commits."""
    school = await session.get_one(School, school_id, with_for_update=True, populate_existing=True)
    known = rules_of(school.timezone, now - MARGIN)
    before = load_rules(school.clock_rules) if school.clock_rules else None
    changed = before is not None and not same(before, known)
    if before is None or changed or known[0][0] - before[0][0] > RENEWED:
        school.clock_rules = dump_rules(known)
    if before is not None and changed:
        await _move(session, school, before, now)
    return changed


async def _move(session: AsyncSession, school: School, before: Rules, now: datetime) -> None:
    meetings = list(
        await session.scalars(
            select(Meeting).where(
                Meeting.school_id == school.id,
                Meeting.state.in_((MeetingState.PLANNED, MeetingState.INVITED)),
                Meeting.ends_at > now,
            )
        )
    )
    for one in meetings:
        one.starts_at, one.ends_at = instants(one.day, one.starts, one.ends, school.timezone)
        if one.book_until is not None:
            one.book_until = moved(one.book_until, before, school.timezone)
    ids = [one.id for one in meetings]
    await _slots(session, ids, before, school.timezone)
    await _talks(session, ids, before, school.timezone)
    for one in meetings:
        await reminders.plan(session, one, now)


async def _slots(session: AsyncSession, meetings: Sequence[int], before: Rules, timezone: str) -> None:
    slots = list(await session.scalars(select(Slot).where(among(Slot.meeting_id, meetings)).order_by(Slot.id)))
    spans = [(moved(one.starts_at, before, timezone), moved(one.ends_at, before, timezone)) for one in slots]
    for one in slots:
        one.starts_at += _ASIDE
    await session.flush()
    for one, (starts, ends) in zip(slots, spans, strict=True):
        one.starts_at, one.ends_at = starts, ends
    await session.flush()


async def _talks(session: AsyncSession, meetings: Sequence[int], before: Rules, timezone: str) -> None:
    talks = await session.scalars(
        select(Talk).where(among(Talk.meeting_id, meetings), Talk.state == TalkState.BOOKED).order_by(Talk.id)
    )
    ids = []
    for one in talks:
        ids.append(one.id)
        one.starts_at, one.ends_at = moved(one.starts_at, before, timezone), moved(one.ends_at, before, timezone)
    await session.flush()
    await _busy(session, ids, before, timezone)


async def _busy(session: AsyncSession, talks: Iterable[int], before: Rules, timezone: str) -> None:
    rows = list(await session.scalars(select(Busy).where(among(Busy.talk_id, list(talks)))))
    again = [
        {"person_id": one.person_id, "at": moved(one.at, before, timezone), "talk_id": one.talk_id} for one in rows
    ]
    for one in rows:
        session.expunge(one)
    await session.execute(delete(Busy).where(among(Busy.talk_id, list(talks))))
    await insert_new(session, Busy, again)
