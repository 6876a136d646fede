"""Days on which somebody of the staff does not answer. What she owes goes to her cover, and comes back with her."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue, NotAllowed, NotFound
from bot.services.hours import mending, rights
from bot.storage.models import Leave, Person, School

LONGEST = timedelta(days=365)
FURTHEST = timedelta(days=365)


async def take(
    session: AsyncSession, by: Person, staff: Person, first: date, through: date, now: datetime, cover: Person | None
) -> Leave:
    """She does not answer on these days, both included; what she owes then moves at once. The same days twice are one
    leave, whose cover is the newer one.

    Raises NotAllowed for somebody else's leave (unless by an administrator) or a cover who is not of the staff,
    InvalidValue for days that are over, turned around or too far away.
    """
    await rights.check(session, by, staff)
    school = await session.get_one(School, staff.school_id)
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    if through < today or first > through:
        raise InvalidValue("leave", "past" if through < today else "order")
    if through - first > LONGEST or first > today + FURTHEST:
        raise InvalidValue("leave", "far")
    if cover is not None:
        await rights.check_cover(session, staff, cover)
    row = await session.scalar(of(staff, today).where(Leave.first == first, Leave.through == through))
    if row is None:
        row = Leave(school_id=school.id, person_id=staff.id, first=first, through=through, made_at=now)
        session.add(row)
    row.cover_id = cover.id if cover else row.cover_id
    await session.flush()
    await mending.mend_all(session, staff, now)
    return row


async def end(session: AsyncSession, by: Person, leave_id: int, now: datetime) -> Leave:
    """She is back, or it was a mistake: what her cover has not answered yet is hers again. Twice changes nothing.

    Raises NotFound where there is no such leave, NotAllowed for somebody else's.
    """
    row = await session.get(Leave, leave_id)
    if row is None or row.school_id != by.school_id:
        raise NotFound("leave")
    staff = await session.get_one(Person, row.person_id)
    await rights.check(session, by, staff)
    if row.ended_at is None:
        row.ended_at = now
        await session.flush()
        await mending.give_back(session, staff, now)
    return row


async def named(session: AsyncSession, by: Person, leave_id: int, now: datetime) -> tuple[Leave, Person]:
    """A leave that is not over, and whose it is; raises NotAllowed."""
    row = await session.get(Leave, leave_id)
    if row is None or row.school_id != by.school_id or row.ended_at is not None:
        raise NotAllowed
    staff = await session.get_one(Person, row.person_id)
    await rights.check(session, by, staff)
    return row, staff


async def cover_with(session: AsyncSession, by: Person, leave: Leave, cover: Person, now: datetime) -> None:
    """This colleague answers during the leave; what waits with another cover stays there. Raises NotAllowed."""
    staff = await session.get_one(Person, leave.person_id)
    await rights.check(session, by, staff)
    await rights.check_cover(session, staff, cover)
    leave.cover_id = cover.id
    await session.flush()
    await mending.mend_all(session, staff, now)


async def coming(session: AsyncSession, staff: Person, now: datetime) -> list[Leave]:
    """Her leave that is not over, the next first."""
    school = await session.get_one(School, staff.school_id)
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    return list(await session.scalars(of(staff, today).order_by(Leave.first, Leave.id)))


def of(staff: Person, today: date) -> Select[Leave]:
    """Leave of hers that is not over on that day."""
    return select(Leave).where(Leave.person_id == staff.id, Leave.ended_at.is_(None), Leave.through >= today)
