"""Set when somebody answers families, who covers for her, and what the school promises."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue
from bot.domain.promises import OfficeHours, PromiseRule, dump_promise, load_promise, spans
from bot.services.calendar import quiet_rule
from bot.services.hours import keeping, mending, rights
from bot.storage.models import Person, School, StaffHours


async def set_hours(session: AsyncSession, by: Person, staff: Person, hours: OfficeHours, now: datetime) -> None:
    """She answers within these hours from now on; a promise that falls outside of them moves, and the family hears so.

    Raises NotAllowed for somebody else's, InvalidValue for hours all through which the school is quiet.
    """
    await rights.check(session, by, staff)
    school = await session.get_one(School, staff.school_id)
    if next(spans(now, hours, await quiet_rule(session, school, now)), None) is None:
        raise InvalidValue("hours", "quiet")
    row = await _row(session, school, staff)
    row.weekdays, row.start, row.end = sorted(hours.weekdays), hours.start, hours.end
    await session.flush()
    await mending.mend_all(session, staff, now)


async def forget_hours(session: AsyncSession, by: Person, staff: Person, now: datetime) -> None:
    """The school's hours hold for her again; who covers for her stays. Raises NotAllowed."""
    await rights.check(session, by, staff)
    row = await keeping.hours_row(session, staff)
    if row is not None:
        row.start = row.end = None
        await session.flush()
        await mending.mend_all(session, staff, now)


async def set_cover(session: AsyncSession, by: Person, staff: Person, cover: Person | None) -> None:
    """Who answers when she cannot, or does not in time; None: the office. Raises NotAllowed."""
    await rights.check(session, by, staff)
    if cover is not None:
        await rights.check_cover(session, staff, cover)
    row = await _row(session, await session.get_one(School, staff.school_id), staff)
    row.cover_id = cover.id if cover else None
    await session.flush()


def set_promise(school: School, rule: PromiseRule) -> None:
    """What the school promises from now on; promises that were given stand."""
    school.promise = dump_promise(rule)


async def set_office(session: AsyncSession, school: School, hours: OfficeHours, now: datetime) -> None:
    """These hours hold for everybody who has none of her own; promises that fall outside of them move with the next
    tick. Raises InvalidValue for hours all through which the school is quiet."""
    if next(spans(now, hours, await quiet_rule(session, school, now)), None) is None:
        raise InvalidValue("hours", "quiet")
    school.promise = dump_promise(replace(load_promise(school.promise), office=hours))
    await session.flush()


async def _row(session: AsyncSession, school: School, staff: Person) -> StaffHours:
    row = await keeping.hours_row(session, staff)
    if row is None:
        row = StaffHours(person_id=staff.id, school_id=school.id, weekdays=[])
        session.add(row)
        await session.flush()
    return row
