"""A host's times as the school sees them: what is offered on which day, who comes when, and who may look after it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.meetings import MeetingKind, TalkState
from bot.services.meetings import planning
from bot.services.talks import slots, views
from bot.services.talks.views import Time
from bot.storage.models import (
    Guardianship,
    GuardianState,
    Meeting,
    MeetingHost,
    Person,
    Pupil,
    School,
    Slot,
    Talk,
    Wish,
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A day of a host in numbers."""

    day: date
    offered: int
    booked: int
    closed: int


async def looked_after(session: AsyncSession, staff: Person, meeting_id: int, host_id: int) -> tuple[Meeting, Person]:
    """A meeting with talks and the host whose times she looks after: her own; of any host where she leads it or is an
    administrator. `host_id` 0 is herself, else who leads it, else the first by name. Raises NotAllowed."""
    meeting = await planning.seen_by(session, staff, meeting_id)
    if meeting.kind is MeetingKind.CLASS:
        raise NotAllowed
    hosts = {host.id: host for host in await planning.hosts_of(session, meeting.id)}
    if host_id == 0:
        host_id = next(one for one in (staff.id, meeting.host_id, *hosts) if one in hosts)
    if host_id != staff.id:
        await planning.led_by(session, staff, meeting.id)
    if host_id not in hosts:
        raise NotAllowed
    return meeting, hosts[host_id]


async def slot_of(session: AsyncSession, staff: Person, slot_id: int) -> tuple[Slot, Meeting, Person]:
    """A time that she looks after, of which meeting and host; raises NotAllowed."""
    slot = await session.get(Slot, slot_id)
    if slot is None:
        raise NotAllowed
    meeting, host = await looked_after(session, staff, slot.meeting_id, slot.host_id)
    return slot, meeting, host


async def talk_of(session: AsyncSession, staff: Person, talk_id: int) -> tuple[Talk, Meeting, Person]:
    """A talk that she looks after, of which meeting and host; raises NotAllowed."""
    talk = await session.get(Talk, talk_id)
    if talk is None:
        raise NotAllowed
    meeting = await planning.seen_by(session, staff, talk.meeting_id)
    own = await session.get(MeetingHost, (meeting.id, staff.id))
    if meeting.joint and own is not None:
        return talk, meeting, staff
    meeting, host = await looked_after(session, staff, talk.meeting_id, talk.host_id)
    return talk, meeting, host


def by_day(found: Sequence[Time], school: School) -> dict[date, list[Time]]:
    """The times by day in the school's zone."""
    zone = ZoneInfo(school.timezone)
    days: defaultdict[date, list[Time]] = defaultdict(list)
    for time in found:
        days[time.slot.starts_at.astimezone(zone).date()].append(time)
    return dict(days)


def summed(day: date, found: Sequence[Time]) -> Sum:
    """A day in numbers; a closed time in which a talk stands counts as booked."""
    booked = sum(time.talk is not None for time in found)
    closed = sum(time.slot.closed and time.talk is None for time in found)
    return Sum(day, len(found) - closed, booked, closed)


async def close_free(session: AsyncSession, found: Sequence[Time], now: datetime) -> int:
    """Close the times that nobody has and that lie ahead; how many."""
    free = [one.slot for one in found if one.talk is None and not one.slot.closed and one.slot.starts_at > now]
    for slot in free:
        await slots.close(session, slot)
    return len(free)


async def waiting(session: AsyncSession, meeting: Meeting, host: Person) -> int:
    """How many families wait for a time with this host."""
    host_id = meeting.host_id if meeting.joint else host.id
    count = await session.scalar(
        select(func.count()).select_from(Wish).where(Wish.meeting_id == meeting.id, Wish.host_id == host_id)
    )
    return count or 0


async def without(session: AsyncSession, meeting: Meeting, host: Person) -> list[Pupil]:
    """The children whose family has no talk with this host yet: those that wait first, then those asked for."""
    host_id = meeting.host_id if meeting.joint else host.id
    standing = select(Talk.pupil_id, Talk.party).where(
        Talk.meeting_id == meeting.id, Talk.host_id == host_id, Talk.state != TalkState.RELEASED
    )
    have = {pupil for pupil, party in await session.execute(standing) if party == 0}
    waits = set(
        await session.scalars(select(Wish.pupil_id).where(Wish.meeting_id == meeting.id, Wish.host_id == host_id))
    )
    return sorted(
        (pupil for pupil in await views.pupils_for(session, meeting, host) if pupil.id not in have),
        key=lambda pupil: pupil.id not in waits,
    )


async def guardians_of(session: AsyncSession, pupil: Pupil) -> list[Guardianship]:
    """Who may come for a child, linked or not: whoever the school knows as guardian and may tell of the child."""
    rows = await session.scalars(
        select(Guardianship)
        .where(
            Guardianship.pupil_id == pupil.id,
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
        )
        .order_by(Guardianship.id)
    )
    return list(rows)


async def times_of(session: AsyncSession, meeting: Meeting, host: Person) -> dict[int, list[datetime]]:
    """By pupil: when their families come to this host."""
    host_id = meeting.host_id if meeting.joint else host.id
    rows = await session.execute(
        select(Talk.pupil_id, Talk.starts_at)
        .where(Talk.meeting_id == meeting.id, Talk.host_id == host_id, Talk.state != TalkState.RELEASED)
        .order_by(Talk.starts_at)
    )
    times: defaultdict[int, list[datetime]] = defaultdict(list)
    for pupil_id, at in rows:
        times[pupil_id].append(at)
    return dict(times)
