"""Of the concerns that a member of staff is in: the next steps whose day has come, and who has just written."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import ConcernState, step_words
from bot.domain.text import _
from bot.domain.today import Matter, Waiting
from bot.services import scope
from bot.storage.models import Concern, LogEntry, Person, Pupil, School

END_OF_DAY = time(15, 30)


async def heard_from(session: AsyncSession, staff: Person, since: datetime, limit: int) -> list[tuple[Concern, str]]:
    """The open ones in which the family has said or chosen something since, each with the child's name, the last heard
    from first."""
    heard = (
        select(func.max(LogEntry.id))
        .where(
            LogEntry.concern_id == Concern.id,
            LogEntry.person_id.is_not(None),
            LogEntry.staff_id.is_(None),
            LogEntry.at > since,
        )
        .correlate(Concern)
        .scalar_subquery()
    )
    rows = await session.execute(
        scope.concerns_of(staff)
        .join(Pupil, Pupil.id == Concern.pupil_id)
        .add_columns(Pupil.name)
        .where(Concern.state == ConcernState.OPEN, Concern.told_at.is_not(None), heard.is_not(None))
        .order_by(heard.desc())
        .limit(limit)
    )
    return [(concern, name) for concern, name in rows]


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
