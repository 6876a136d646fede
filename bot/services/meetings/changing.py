"""A meeting is held otherwise than was planned, or not at all: its invitation says so, and families are told."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.meetings import Booking, Flaw, MeetingKind, MeetingState
from bot.services import updates
from bot.services.meetings import colleagues, hosts, moving, planning, reminders, telling
from bot.services.meetings.planning import NewMeeting
from bot.services.meetings.telling import WHEN, WHERE
from bot.services.talks import upkeep
from bot.services.updates import corrections
from bot.storage.models import ClassUpdate, Meeting, Person, School, UpdateState

_CHANGING = (MeetingState.PLANNED, MeetingState.INVITED)


async def change(session: AsyncSession, staff: Person, meeting: Meeting, new: NewMeeting, now: datetime) -> Meeting:
    """Let a meeting be as `new` says: the invitation is corrected, and who got it is told when day, hours or place
    changed. Its kind stays, and so do its classes once they are invited.

    Raises StaleScreen for one that is over or called off, and InvalidValue for hours that cannot be, or for a day on
    which somebody who has a time has another talk then.
    """
    await session.refresh(meeting, with_for_update=True)  # of two changes at once one comes first
    if meeting.state not in _CHANGING or (meeting.state is MeetingState.INVITED and meeting.starts_at <= now):
        raise StaleScreen
    school = await session.get_one(School, meeting.school_id)
    before = {name: getattr(meeting, name) for name in (*WHEN, *WHERE)}
    await _apply(session, staff, meeting, new, school, now)
    added = await hosts.set_hosts(session, meeting, new.hosts or (meeting.host_id,))
    if meeting.state is MeetingState.PLANNED:
        await planning.set_classes(session, staff, meeting, new.class_ids)
    await session.flush()
    told = {name for name, value in before.items() if getattr(meeting, name) != value}
    if told:
        await colleagues.changed(session, meeting, staff, now, moved="day" in told)
    if meeting.invitation_id is not None:
        await colleagues.ask(session, meeting, staff, now, added)
        await _correct(session, staff, meeting, school, told, now)
    await reminders.plan(session, meeting, now)
    return meeting


async def cancel(session: AsyncSession, staff: Person, meeting: Meeting, now: datetime) -> Meeting:
    """Call a meeting off: its invitation is taken back, who got it is told, and nobody has a time any more.

    Raises StaleScreen for one that is over or called off already.
    """
    await session.refresh(meeting, with_for_update=True)
    if meeting.state not in _CHANGING or (meeting.state is MeetingState.INVITED and meeting.ends_at <= now):
        raise StaleScreen
    invitation = await _invitation(session, meeting)
    await colleagues.cancelled(session, meeting, staff, now, known=invitation is not None)
    meeting.state, meeting.closed_at = MeetingState.CANCELLED, now
    meeting.sequence += 1
    await session.flush()
    await upkeep.cancelled(session, meeting, now)
    if invitation is not None and not await updates.dropped(session, invitation, now):
        await corrections.take_back(session, staff, invitation, now)
        await telling.cancelled(session, meeting, now)
    await reminders.plan(session, meeting, now)
    return meeting


async def _apply(
    session: AsyncSession, staff: Person, meeting: Meeting, new: NewMeeting, school: School, now: datetime
) -> None:
    starts_at, ends_at = planning.checked_instants(new, school)
    if starts_at <= now:
        raise InvalidValue("day", Flaw.PAST.value)
    days = (new.day - meeting.day).days
    meeting.day, meeting.starts, meeting.ends = new.day, new.starts, new.ends
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.place, meeting.place_key, meeting.link = new.place, new.place_key, new.link
    meeting.agenda, meeting.joint = list(new.agenda), new.joint
    if meeting.kind is not MeetingKind.CLASS:
        meeting.book_until = new.book_until
        if meeting.booking in (Booking.OPEN, Booking.WISHES) and new.booking in (Booking.OPEN, Booking.WISHES):
            meeting.booking = new.booking
    await session.flush()
    if days:
        await moving.shift(session, staff, meeting, days, school.timezone, now)


async def _invitation(session: AsyncSession, meeting: Meeting) -> ClassUpdate | None:
    if meeting.invitation_id is None:
        return None
    return await session.get_one(ClassUpdate, meeting.invitation_id, with_for_update=True, populate_existing=True)


async def _correct(
    session: AsyncSession, staff: Person, meeting: Meeting, school: School, told: Collection[str], now: datetime
) -> None:
    row = await _invitation(session, meeting)
    assert row is not None
    values = planning.values_of(meeting, school.timezone)
    if told:
        meeting.sequence += 1
        await session.flush()
    elif updates.dump_values(values) == row.values:
        return
    row = await corrections.rewrite(session, staff, row, values, now)
    if row.state is not UpdateState.SCHEDULED:
        await telling.changed(session, meeting, told, now)
