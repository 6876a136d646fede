"""Other meetings of the same families or teachers at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import MeetingState
from bot.services.meetings.listing import class_names
from bot.storage.among import among
from bot.storage.models import Meeting, MeetingClass, MeetingHost, Person

_COUNT = (MeetingState.PLANNED, MeetingState.INVITED)


@dataclass(frozen=True, slots=True)
class Clash:
    """A meeting that overlaps: its classes by name, and which of the hosts asked about are needed there, too."""

    meeting: Meeting
    classes: Sequence[str]
    hosts: Sequence[str]


async def clashes(
    session: AsyncSession,
    school_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    class_ids: Sequence[int],
    hosts: Sequence[int],
    apart_from: int | None = None,
) -> list[Clash]:
    """What overlaps these hours with one of the classes or hosts, the earliest first; one that ends as the other
    begins does not."""
    of_class = select(MeetingClass.meeting_id).where(among(MeetingClass.class_id, class_ids))
    of_host = select(MeetingHost.meeting_id).where(among(MeetingHost.person_id, hosts))
    query = select(Meeting).where(
        Meeting.school_id == school_id,
        Meeting.state.in_(_COUNT),
        Meeting.starts_at < ends_at,
        Meeting.ends_at > starts_at,
        or_(Meeting.id.in_(of_class), Meeting.id.in_(of_host)),
    )
    if apart_from is not None:
        query = query.where(Meeting.id != apart_from)
    rows = list(await session.scalars(query.order_by(Meeting.starts_at, Meeting.id)))
    classes = await class_names(session, [row.id for row in rows])
    return [Clash(row, classes[row.id], await _needed(session, row.id, hosts)) for row in rows]


async def _needed(session: AsyncSession, meeting_id: int, hosts: Sequence[int]) -> list[str]:
    rows = await session.scalars(
        select(Person.name)
        .join(MeetingHost, MeetingHost.person_id == Person.id)
        .where(MeetingHost.meeting_id == meeting_id, among(Person.id, hosts))
        .order_by(Person.name)
    )
    return list(rows)
