"""Somebody scans the code at the door: a linked guardian is noted as present for the own children."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import doors
from bot.domain.meetings import AttendedBy, MeetingState, TalkState
from bot.services import scope
from bot.services.meetings import attendance, comers
from bot.services.talks import views
from bot.storage.among import among
from bot.storage.models import Attendance, Meeting, Person, Pupil, School, Talk


class Entry(StrEnum):
    """What the door says to whoever scans it."""

    UNKNOWN = "unknown"
    """No meeting of this school has such a code."""
    STRANGER = "stranger"
    """The chat is nobody's whom the school knows as a guardian."""
    CANCELLED = "cancelled"
    NOT_INVITED = "not_invited"
    """No child of theirs is in the invited classes."""
    EARLY = "early"
    OVER = "over"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class OwnTalk:
    """A talk of the family that is still to come, of which the guardian may know."""

    child: str
    host: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a scan went; `again`: they were noted before."""

    entry: Entry
    meeting: Meeting | None = None
    children: Sequence[Pupil] = ()
    talks: Sequence[OwnTalk] = ()
    again: bool = False


async def arrive(
    session: AsyncSession, school: School, person: Person | None, door: str, channel: str, now: datetime
) -> Arrival:
    """Note a guardian as present for all own children of the invited classes; provisional guardians, too.

    A code of another school's meeting is told apart from none at all by nobody.
    """
    meeting = await session.scalar(select(Meeting).where(Meeting.door == door, Meeting.school_id == school.id))
    if meeting is None:
        return Arrival(Entry.UNKNOWN)
    if person is None or not await comers.is_linked(session, person):
        return Arrival(Entry.STRANGER, meeting)
    if meeting.state is MeetingState.CANCELLED:
        return Arrival(Entry.CANCELLED, meeting)
    children = await views.invited(session, person, meeting)
    if not children:
        return Arrival(Entry.NOT_INVITED, meeting)
    hours = doors.hours(meeting.starts_at, meeting.ends_at, now)
    if hours is not doors.Hours.OPEN:
        return Arrival(Entry.EARLY if hours is doors.Hours.EARLY else Entry.OVER, meeting, children)
    return await _present(session, meeting, person, children, channel, now)


async def _present(
    session: AsyncSession, meeting: Meeting, person: Person, children: Sequence[Pupil], channel: str, now: datetime
) -> Arrival:
    known = [await session.get(Attendance, (meeting.id, child.id)) for child in children]
    again = all(row is not None and row.came for row in known)
    for child in children:
        await attendance.mark(session, meeting, child.id, True, AttendedBy.DOOR, now, person=person, channel=channel)
    talks = await _talks(session, meeting, person, [child.id for child in children], now)
    return Arrival(Entry.PRESENT, meeting, children, talks, again)


async def _talks(
    session: AsyncSession, meeting: Meeting, person: Person, children: Sequence[int], now: datetime
) -> list[OwnTalk]:
    """What this guardian may know: talks that the family shares, and those that are theirs alone."""
    rows = await session.execute(
        select(Pupil.name, Person.name, Talk.starts_at)
        .join(Pupil, Pupil.id == Talk.pupil_id)
        .join(Person, Person.id == Talk.host_id)
        .where(
            Talk.meeting_id == meeting.id,
            Talk.state == TalkState.BOOKED,
            Talk.ends_at > now,
            among(Talk.pupil_id, children),
            scope.is_theirs(Talk, person.id),
        )
        .order_by(Talk.starts_at, Talk.id)
    )
    return [OwnTalk(*found) for found in rows]
