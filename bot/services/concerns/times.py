"""Two times to talk: from the times that the keeper offers families anyway, else from her hours; never while she is in
another talk or not on duty."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import good_days
from bot.domain.meetings import MeetingState
from bot.services.calendar import quiet_rule
from bot.services.hours.keeping import hours_of
from bot.storage.models import Busy, Leave, Meeting, Person, School, Slot, TalkSlot

TALK = timedelta(minutes=30)
"""How long such a talk may take."""
CLOCKS = (time(10, 0), time(13, 0), time(14, 30), time(8, 0), time(11, 30))
"""The times of a day that are offered first: between the lessons, and before families are busy again."""
AHEAD = 10
"""School days that are looked at."""
MANY = 4
"""Pairs that can be turned over."""


async def offers(session: AsyncSession, school: School, keeper: Person, now: datetime) -> list[tuple[datetime, ...]]:
    """Pairs of times on different days, the soonest first: what she offers in meetings, then her hours."""
    free = await _slots(session, school, keeper, now) or []
    free += [at for at in await _in_hours(session, school, keeper, now) if at not in free]
    pairs: list[tuple[datetime, ...]] = []
    zone = ZoneInfo(school.timezone)
    while free and len(pairs) < MANY:
        first = free.pop(0)
        other = next((at for at in free if _day(at, zone) != _day(first, zone)), None)
        if other is None:
            break
        free.remove(other)
        pairs.append(tuple(sorted((first, other))))
    return pairs


async def _slots(session: AsyncSession, school: School, keeper: Person, now: datetime) -> list[datetime]:
    """Times that she offers to families and nobody has taken."""
    until = now + timedelta(days=14)
    rows = await session.scalars(
        select(Slot.starts_at)
        .join(Meeting, Meeting.id == Slot.meeting_id)
        .where(
            Slot.host_id == keeper.id,
            Meeting.school_id == school.id,
            Meeting.state.in_((MeetingState.PLANNED, MeetingState.INVITED)),
            Slot.starts_at > now + timedelta(days=1),
            Slot.starts_at < until,
            ~Slot.closed,
            ~exists().where(TalkSlot.slot_id == Slot.id),
        )
        .order_by(Slot.starts_at)
        .limit(40)
    )
    taken = await _taken(session, keeper)
    return [at for at in dict.fromkeys(rows) if not _overlaps(at, taken)]


async def _in_hours(session: AsyncSession, school: School, keeper: Person, now: datetime) -> list[datetime]:
    zone = ZoneInfo(school.timezone)
    hours = await hours_of(session, school, keeper)
    weekdays, start, end = hours.weekdays, hours.start, hours.end
    rule = await quiet_rule(session, school, now)
    away = await _away(session, keeper, now.astimezone(zone).date())
    taken = await _taken(session, keeper)
    days = good_days(now.astimezone(zone).date(), rule, AHEAD)
    days = [day for day in days if day.weekday() in weekdays and day not in away]
    clocks = [clock for clock in CLOCKS if start <= clock and _after(clock) <= end] or [start]
    return [
        at
        for clock, day in _turns(clocks, days)
        if (at := datetime.combine(day, clock, zone).astimezone(UTC)) > now and not _overlaps(at, taken)
    ]


def _turns(clocks: list[time], days: list[date]) -> Iterator[tuple[time, date]]:
    """Each day at another time of the day, so that two offers differ in both."""
    for turn in range(len(clocks)):
        for at, day in enumerate(days):
            yield clocks[(at + turn) % len(clocks)], day


def _after(clock: time) -> time:
    return (datetime.combine(date.min, clock) + TALK).time()


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _overlaps(at: datetime, taken: set[datetime]) -> bool:
    return any(at <= busy < at + TALK for busy in taken)


async def _taken(session: AsyncSession, keeper: Person) -> set[datetime]:
    return set(await session.scalars(select(Busy.at).where(Busy.person_id == keeper.id)))


async def _away(session: AsyncSession, keeper: Person, today: date) -> set[date]:
    rows = await session.scalars(
        select(Leave).where(Leave.person_id == keeper.id, Leave.through >= today, Leave.ended_at.is_(None))
    )
    return {
        leave.first + timedelta(days=ahead) for leave in rows for ahead in range((leave.through - leave.first).days + 1)
    }


async def take(session: AsyncSession, keeper_id: int, at: datetime) -> None:
    """The family comes then: of her open times, nobody else can take it."""
    rows = await session.scalars(
        select(Slot).where(
            Slot.host_id == keeper_id,
            Slot.starts_at < at + TALK,
            Slot.ends_at > at,
            ~exists().where(TalkSlot.slot_id == Slot.id),
        )
    )
    for slot in rows:
        slot.closed = True
    await session.flush()
