"""Which meetings a member of staff sees, in the order in which they matter."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import MeetingState
from bot.services.meetings.planning import visible_to
from bot.storage.among import among
from bot.storage.models import Meeting, MeetingClass, Person, SchoolClass

OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


async def of(
    session: AsyncSession, staff: Person, *, past: bool, offset: int, limit: int
) -> list[tuple[Meeting, list[str]]]:
    """Her meetings with the names of their classes: those still to be seen to, the next one first; or, when `past`,
    those that are closed or called off, the latest first."""
    query = visible_to(staff).where(Meeting.state.in_(OVER) if past else Meeting.state.not_in(OVER))
    order = (Meeting.starts_at.desc(), Meeting.id.desc()) if past else (Meeting.starts_at, Meeting.id)
    rows = list(await session.scalars(query.order_by(*order).offset(offset).limit(limit)))
    names = await class_names(session, [row.id for row in rows])
    return [(row, names[row.id]) for row in rows]


async def class_names(session: AsyncSession, meeting_ids: Sequence[int]) -> dict[int, list[str]]:
    """By meeting: the names of its classes."""
    found: dict[int, list[str]] = {meeting_id: [] for meeting_id in meeting_ids}
    rows = await session.execute(
        select(MeetingClass.meeting_id, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == MeetingClass.class_id)
        .where(among(MeetingClass.meeting_id, meeting_ids))
        .order_by(SchoolClass.name)
    )
    for meeting_id, name in rows:
        found[meeting_id].append(name)
    return found
