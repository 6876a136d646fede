"""Absence notes that wait for a member of staff, as a line of what is due today."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import STATES
from bot.domain.text import _, n_
from bot.domain.today import Matter, Waiting
from bot.services.absences.views import hers
from bot.storage.models import Person, Pupil, School


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """One line for all of them: several are confirmed together. Nothing is promised, so it has no due time."""
    school = await session.get_one(School, staff.school_id)
    notes = list(await session.scalars(await hers(session, staff, school, now)))
    if not notes:
        return []
    if len(notes) > 1:
        said = n_("%(count)s absence note to confirm", "%(count)s absence notes to confirm", len(notes))
        return [Waiting(Matter.ABSENCE, said, "ab.list")]
    pupil = await session.get_one(Pupil, notes[0].pupil_id)
    said = _("Absence note: %(child)s, %(reason)s", child=pupil.name, reason=STATES[notes[0].reason])
    return [Waiting(Matter.ABSENCE, said, "ab.one", (notes[0].id,))]
