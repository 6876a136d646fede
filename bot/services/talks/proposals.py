"""The proposal as a host and the leader see it, changed by hand, and published: then the talks are booked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.assigning.changing import Way, ways
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.meetings import Booking
from bot.services import scope
from bot.services.meetings import planning
from bot.services.talks import assigning, taking
from bot.storage.models import Meeting, MeetingHost, Person, Pupil, RoleKind, SchoolClass, Slot, Wish


@dataclass(frozen=True, slots=True)
class Line:
    """A wish with its child and the time that is proposed, if one is."""

    wish: Wish
    child: str
    class_name: str
    guardian: str
    slot: Slot | None


async def of_host(session: AsyncSession, meeting: Meeting, host_id: int) -> list[Line]:
    """What is proposed to a host, by time, and then what is not met; the caller has made sure that it may be seen."""
    return [line for line in await lines(session, meeting) if line.wish.host_id == host_id]


async def lines(session: AsyncSession, meeting: Meeting) -> list[Line]:
    """All wishes of a meeting: those with a time first, by time; then as they wait."""
    rows = await session.execute(
        select(Wish, Pupil.name, SchoolClass.name, Person.name, Slot)
        .join(Pupil, Pupil.id == Wish.pupil_id)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(Person, Person.id == Wish.person_id)
        .outerjoin(Slot, Slot.id == Wish.proposed_id)
        .where(Wish.meeting_id == meeting.id)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Wish.since, Wish.id)
    )
    return [Line(wish, child, class_name or "", guardian, slot) for wish, child, class_name, guardian, slot in rows]


async def line_of(session: AsyncSession, wish: Wish) -> Line:
    """One wish as a line."""
    meeting = await session.get_one(Meeting, wish.meeting_id)
    return next(line for line in await lines(session, meeting) if line.wish.id == wish.id)


async def open_times(session: AsyncSession, meeting: Meeting, now: datetime) -> int:
    """How many times hosts offer that nobody has; of a joint meeting, those that all of them offer."""
    hosts = [meeting.host_id] if meeting.joint else [host.id for host in await planning.hosts_of(session, meeting.id)]
    return sum([len(await taking.open_slots(session, meeting, host_id, now)) for host_id in hosts])


async def seen_by(session: AsyncSession, staff: Person, wish_id: int) -> tuple[Meeting, Wish]:
    """A wish of a proposal that she may change: one for a talk with her, or of a meeting that she leads.

    Raises NotAllowed, and StaleScreen where it is gone or nothing is proposed (any more).
    """
    wish = await session.get(Wish, wish_id)
    if wish is None:
        raise StaleScreen
    meeting = await planning.seen_by(session, staff, wish.meeting_id)
    await check_host(session, staff, meeting, wish.host_id)
    if meeting.booking is not Booking.PROPOSED:
        raise StaleScreen
    return meeting, wish


async def check_host(session: AsyncSession, staff: Person, meeting: Meeting, host_id: int) -> None:
    """Raises NotAllowed unless the times are her own, or she leads the meeting, or is an administrator; and for who is
    no host of it: a forged id shall give away nobody's name."""
    if staff.id != host_id and not await leads(session, staff, meeting):
        raise NotAllowed
    if await session.get(MeetingHost, (meeting.id, host_id)) is None:
        raise NotAllowed


async def leads(session: AsyncSession, staff: Person, meeting: Meeting) -> bool:
    """Whether all hosts' times are hers to see and to change."""
    return staff.id == meeting.host_id or RoleKind.ADMIN in await scope.roles_of(session, staff)


async def ways_for(session: AsyncSession, meeting: Meeting, wish: Wish, now: datetime) -> list[tuple[Way, Slot]]:
    """Where a talk could be instead, by time, with nobody in two places."""
    known = await assigning.wishes_of(session, meeting, now)
    slots = {slot.id: slot for slot in known.slots}
    placed = {one.id: one.proposed_id for one in known.wishes if one.proposed_id is not None}
    return [(way, slots[way.slot]) for way in ways(known.problem, placed, wish.id)]


async def put(session: AsyncSession, meeting: Meeting, wish: Wish, slot_id: int, now: datetime) -> Wish | None:
    """Propose another time; the wish whose time it was, which has this one's now or waits. Raises StaleScreen."""
    await taking.lock(session, meeting.id)
    way = next((way for way, _slot in await ways_for(session, meeting, wish, now) if way.slot == slot_id), None)
    if way is None:
        raise StaleScreen
    other = await session.get_one(Wish, way.other) if way.other is not None else None
    if other is not None:
        other.proposed_id = None if way.waits else wish.proposed_id
    wish.proposed_id = slot_id
    await session.flush()
    return other


async def set_aside(session: AsyncSession, wish: Wish) -> None:
    """Propose no time for it; it will wait."""
    wish.proposed_id = None
    await session.flush()
