"""An absence note in the demo school: a family has written that its child is excused on the next school day."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.absence_notes import next_school_days
from bot.domain.answers import Words
from bot.domain.attendance import DayState
from bot.playground.demo import PARENTS
from bot.services import scope
from bot.services.absences import noting, views
from bot.services.attendance.registers import today
from bot.storage.models import AbsenceNote, Person, School

WORDS = "Ada acara keluarga di luar kota. Tugasnya akan disusulkan."


async def note_demo(session: AsyncSession, school: School, now: datetime) -> None:
    """Write it, unless there is one already. The caller commits."""
    if await session.scalar(select(AbsenceNote.id).where(AbsenceNote.school_id == school.id).limit(1)) is not None:
        return
    parent = await session.scalar(select(Person).where(Person.school_id == school.id, Person.name == PARENTS[1].name))
    child = await session.scalar(scope.told_of(parent).limit(1)) if parent else None
    days = next_school_days(today(school, now), await views.rule_of(session, school, now), 1)
    if parent is None or child is None or not days:
        return
    await noting.note(session, parent, child.id, days[0], days[0], DayState.EXCUSED, Words(text=WORDS), now)
