"""Registers of today that wait for a homeroom teacher."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.text import _
from bot.domain.today import Matter, Waiting
from bot.services import scope
from bot.services.attendance.registers import today
from bot.services.calendar import quiet_rule
from bot.storage.models import Person, Register, School, SchoolClass

USUAL = timedelta(days=60)
"""A class whose register nobody has taken for so long is kept elsewhere: nothing is due."""


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """Her own classes whose register of this school day is not taken yet, by name."""
    school = await session.get_one(School, staff.school_id)
    day = today(school, now)
    if (await quiet_rule(session, school, now)).is_closed(day):
        return []
    of = Register.class_id == SchoolClass.id
    rows = await session.scalars(
        scope.classes_of(staff).where(
            SchoolClass.homeroom_id == staff.id,
            exists().where(of, Register.day.between(day - USUAL, day - timedelta(days=1))),
            ~exists().where(of, Register.day == day),
        )
    )
    due = datetime.combine(day, time(23, 59), ZoneInfo(school.timezone)).astimezone(UTC)
    return [
        Waiting(Matter.REGISTER, _("Attendance of %(class_name)s", class_name=one.name), "at.day", at, due)
        for one in rows
        for at in [(one.id, day.isoformat())]
    ]
