"""An absence note in the demo school: a family has written that its child is excused on the next school day."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.attendance import DayState
from bot.playground.demo import PARENTS
from bot.services import scope
from bot.services.absences import noting, views
from bot.storage.models import AbsenceNote, Person, School

WORDS = "Ada acara keluarga di luar kota. Tugasnya akan disusulkan."


async def note_demo(session: AsyncSession, school: School, now: datetime) -> None:
    """Write it, unless there is one already. The caller commits."""
    if await session.scalar(select(AbsenceNote.id).where(AbsenceNote.school_id == school.id).limit(1)) is not None:
        return
    parent = await session.scalar(select(Person).where(Person.school_id == school.id, Person.name == PARENTS[1].name))
    child = await session.scalar(scope.told_of(parent).limit(1)) if parent else None
    day = await views.next_day(session, school, now)
    if parent is None or child is None or day is None:
        return
    await noting.note(session, parent, child.id, day, day, DayState.EXCUSED, Words(text=WORDS), now)
