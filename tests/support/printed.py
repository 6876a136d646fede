"""A meeting in the demo school, and what was noted of it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import AttendedBy, MeetingKind
from bot.playground.demo import TEACHER, Played
from bot.services.meetings import planning
from bot.services.meetings.planning import NewMeeting
from bot.storage.models import Attendance, Meeting, Person, Pupil, Slot, Talk, TalkSlot
from tests.support.demo import Demo

DAY = date(2026, 7, 25)
"""A Saturday."""
TEN = timedelta(minutes=10)


async def meeting_of(
    demo: Demo,
    now: datetime,
    kind: MeetingKind = MeetingKind.CLASS,
    classes: Sequence[str] = ("X-1",),
    host: Played = TEACHER,
    others: Sequence[Person] = (),
    day: date = DAY,
) -> Meeting:
    """A meeting for these classes, from eight to ten."""
    new = NewMeeting(
        kind=kind,
        class_ids=[(await demo.school_class(name)).id for name in classes],
        day=day,
        starts=time(8),
        ends=time(10),
        place="Aula",
        agenda=["opening", "vision", "Rencana studi wisata"],
        hosts=[one.id for one in others],
    )
    return await planning.create(demo.session, await demo.person(host), new, now)


async def came(session: AsyncSession, meeting: Meeting, pupil: Pupil, now: datetime, *, who: int | None = None) -> None:
    """Note that the family of a child was there."""
    session.add(
        Attendance(meeting_id=meeting.id, pupil_id=pupil.id, came=True, person_id=who, by=AttendedBy.TAP, at=now)
    )
    await session.flush()


async def slots_of(session: AsyncSession, meeting: Meeting, host: Person, count: int) -> list[Slot]:
    """Times of ten minutes that a host offers, one after the other."""
    rows = [
        Slot(
            meeting_id=meeting.id,
            host_id=host.id,
            starts_at=meeting.starts_at + number * TEN,
            ends_at=meeting.starts_at + (number + 1) * TEN,
        )
        for number in range(count)
    ]
    session.add_all(rows)
    await session.flush()
    return rows


async def talk_in(
    session: AsyncSession, slot: Slot, meeting: Meeting, pupil: Pupil, guardian: Person, party: int = 0
) -> Talk:
    """A talk that stands in a slot."""
    row = Talk(
        school_id=meeting.school_id,
        meeting_id=meeting.id,
        host_id=slot.host_id,
        pupil_id=pupil.id,
        person_id=guardian.id,
        party=party,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        created_at=meeting.created_at,
        changed_at=meeting.created_at,
    )
    session.add(row)
    await session.flush()
    session.add(TalkSlot(slot_id=slot.id, talk_id=row.id))
    await session.flush()
    return row
