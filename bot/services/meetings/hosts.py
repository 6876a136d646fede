"""Who holds a meeting."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.meetings import MeetingKind
from bot.storage.among import among
from bot.storage.models import Meeting, MeetingHost, Person, Role, SchoolClass, Slot, Teaching


async def set_hosts(session: AsyncSession, meeting: Meeting, person_ids: Sequence[int]) -> list[int]:
    """Say who holds it; who did not before. Who leads a joint meeting always does: its talks are with the leader.

    Raises NotAllowed for somebody who is not of the school's staff, or for nobody at all.
    """
    wanted = list(dict.fromkeys((meeting.host_id, *person_ids) if meeting.joint else person_ids))
    of_staff = select(Role.person_id).where(Role.school_id == meeting.school_id, Role.ended_at.is_(None))
    known = set(await session.scalars(of_staff.where(among(Role.person_id, wanted))))
    before = set(await session.scalars(select(MeetingHost.person_id).where(MeetingHost.meeting_id == meeting.id)))
    if not wanted or not known | before >= set(wanted):
        raise NotAllowed
    gone = before - set(wanted)
    await _leave(session, meeting, gone)
    await session.execute(
        delete(MeetingHost).where(MeetingHost.meeting_id == meeting.id, among(MeetingHost.person_id, gone))
    )
    added = [one for one in wanted if one not in before]
    session.add_all(MeetingHost(meeting_id=meeting.id, person_id=one) for one in added)
    await session.flush()
    return added


async def _leave(session: AsyncSession, meeting: Meeting, gone: Collection[int]) -> None:
    """Who no longer holds it offers no times any more; what becomes of talks in them is for `talks.upkeep`."""
    offered = Slot.meeting_id == meeting.id, among(Slot.host_id, gone)
    await session.execute(update(Slot).where(*offered).values(closed=True))


async def usual_hosts(session: AsyncSession, staff: Person, kind: MeetingKind, class_ids: Sequence[int]) -> list[int]:
    """Who holds such a meeting where nobody says otherwise: at a class meeting whoever plans it, and the classes'
    homeroom teachers; the talks of a teacher of these classes are her own; report cards are for homeroom teachers."""
    homerooms = await homerooms_of(session, class_ids)
    if kind is MeetingKind.CLASS:
        return list(dict.fromkeys((staff.id, *homerooms)))
    teaches = select(Teaching.id).where(Teaching.person_id == staff.id, among(Teaching.class_id, class_ids))
    own = staff.id in homerooms or await session.scalar(teaches.limit(1)) is not None
    if kind is MeetingKind.TALKS and own:
        return [staff.id]
    return homerooms or [staff.id]


async def homerooms_of(session: AsyncSession, class_ids: Sequence[int]) -> list[int]:
    """The homeroom teachers of these classes who still are of the staff, by class."""
    rows = await session.scalars(
        select(SchoolClass.homeroom_id)
        .join(Role, (Role.person_id == SchoolClass.homeroom_id) & Role.ended_at.is_(None))
        .where(among(SchoolClass.id, class_ids))
        .order_by(SchoolClass.name)
    )
    return [found for found in dict.fromkeys(rows) if found is not None]
