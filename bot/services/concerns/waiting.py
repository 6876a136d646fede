"""Of the concerns that a member of staff keeps: the next steps whose day has come."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import ConcernState, step_words
from bot.domain.text import _
from bot.domain.today import Matter, Waiting
from bot.services import scope
from bot.storage.models import Concern, Person, Pupil, School

END_OF_DAY = time(15, 30)


async def waiting(session: AsyncSession, staff: Person, now: datetime) -> list[Waiting]:
    """A line for each, the oldest first."""
    school = await session.get_one(School, staff.school_id)
    zone = ZoneInfo(school.timezone)
    today = now.astimezone(zone).date()
    found = await session.scalars(
        scope.concerns_of(staff)
        .where(Concern.keeper_id == staff.id, Concern.state == ConcernState.OPEN, Concern.next_on <= today)
        .order_by(Concern.next_on, Concern.id)
    )
    lines = []
    for concern in found:
        name = await session.scalar(select(Pupil.name).where(Pupil.id == concern.pupil_id))
        said = _("%(child)s: %(step)s", child=name or "", step=step_words(concern.next_step))
        due = datetime.combine(concern.next_on, END_OF_DAY, zone).astimezone(UTC)
        lines.append(Waiting(Matter.CONCERN, said, "cn.one", (concern.id,), due))
    return lines
