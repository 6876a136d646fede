"""How far the registers of a day have come, and the school days before it that nobody has filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import DayState
from bot.services.attendance.registers import today, year_of
from bot.services.calendar import quiet_rule
from bot.storage.among import among
from bot.storage.models import Absence, Pupil, Register, School, SchoolClass

BACK = timedelta(days=7)
"""How far back an open day is still named."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A class on one day: how many pupils it has, how many of them are away, and whether its register was taken."""

    class_id: int
    name: str
    pupils: int
    away: int
    taken: bool


async def standing(session: AsyncSession, classes: Sequence[SchoolClass], day: date) -> list[Standing]:
    """The day of each of these classes, in their order."""
    ids = [of.id for of in classes]
    here = (among(Pupil.class_id, ids), Pupil.left_at.is_(None))
    pupils = await session.execute(select(Pupil.class_id, func.count()).where(*here).group_by(Pupil.class_id))
    away = await session.execute(
        select(Pupil.class_id, func.count())
        .join(Absence, Absence.pupil_id == Pupil.id)
        .where(*here, Absence.day == day, Absence.state != DayState.LATE)
        .group_by(Pupil.class_id)
    )
    taken = await session.scalars(
        select(Register.class_id).where(among(Register.class_id, ids), Register.day == day),
    )
    counts, gone, done = dict(pupils.all()), dict(away.all()), set(taken)
    return [Standing(of.id, of.name, counts.get(of.id, 0), gone.get(of.id, 0), of.id in done) for of in classes]


async def open_days(
    session: AsyncSession, school: School, classes: Sequence[SchoolClass], now: datetime
) -> dict[int, list[date]]:
    """By class: school days of the last week, the latest first, without a register. A class whose registers nobody has
    ever taken here has none; before its first one nothing was due."""
    newest = today(school, now)
    rule = await quiet_rule(session, school, now - BACK)
    days = [newest - timedelta(days=back) for back in range(1, BACK.days + 1)]
    due = [day for day in days if not rule.is_closed(day)]
    mine = among(Register.class_id, [of.id for of in classes])
    rows = await session.execute(
        select(Register.class_id, func.min(Register.day)).where(mine).group_by(Register.class_id)
    )
    begun = dict(rows.all())
    found = await session.execute(
        select(Register.class_id, Register.day).where(mine, Register.day.between(newest - BACK, newest))
    )
    taken = {(of, day) for of, day in found}
    return {
        of.id: [day for day in due if day >= max(begun[of.id], year_of(of)[0]) and (of.id, day) not in taken]
        for of in classes
        if of.id in begun
    }


async def last_days(
    session: AsyncSession, school: School, of: SchoolClass, count: int, now: datetime
) -> list[tuple[date, bool]]:
    """The last school days of a class up to today, the latest first, and whether its register was taken; also other
    days on which it was."""
    newest, first = today(school, now), year_of(of)[0]
    earliest = max(first, newest - timedelta(days=count * 2))
    rule = await quiet_rule(session, school, now - timedelta(days=count * 2))
    taken = set(
        await session.scalars(
            select(Register.day).where(Register.class_id == of.id, Register.day.between(earliest, newest))
        )
    )
    days = [newest - timedelta(days=back) for back in range((newest - earliest).days + 1)]
    return [(day, day in taken) for day in days if day in taken or not rule.is_closed(day)][:count]
