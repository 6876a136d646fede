"""A meeting in the demo school, and the days before and after it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import MeetingKind
from bot.services.meetings import planning
from bot.services.meetings.planning import NewMeeting
from bot.services.updates import fanout
from bot.storage.models import Meeting, Person, Pupil, Slot, Talk, TalkSlot
from tests.support.demo import TEACHER, Demo

DAY = date(2026, 7, 22)
BEGINS = datetime(2026, 7, 22, 1, 0, tzinfo=UTC)
"""A Wednesday, 08.00 in Jakarta: two days after the tests' now."""
ENDS = BEGINS + timedelta(hours=2)
AT_THE_DOOR = BEGINS + timedelta(minutes=5)
AFTERWARDS = ENDS + timedelta(minutes=30)

CLASS_MEETING = NewMeeting(MeetingKind.CLASS, (), DAY, time(8), time(10), place="Ruang X-1", agenda=("opening",))
TALKS = replace(CLASS_MEETING, kind=MeetingKind.TALKS)


async def a_meeting(
    demo: Demo, now: datetime, new: NewMeeting = CLASS_MEETING, classes: Sequence[str] = ("X-1",), **changes: Any
) -> Meeting:
    """A meeting of Bu Nurmala's that is planned; committed."""
    ids = [(await demo.school_class(name)).id for name in classes]
    made = await planning.create(demo.session, await demo.person(TEACHER), replace(new, class_ids=ids, **changes), now)
    await demo.session.commit()
    return made


async def invite(demo: Demo, meeting: Meeting, now: datetime) -> None:
    """The invitation leaves and reaches whoever has a chat, as far as rows go; committed."""
    await planning.invite(demo.session, await demo.session.merge(meeting), now, now)
    await demo.session.commit()
    await fan_out(demo.session, now)


async def fan_out(session: AsyncSession, now: datetime) -> None:
    """What is due becomes recipients; committed."""
    for update_id in await fanout.begin_due(session, now):
        while await fanout.fan_out(session, update_id, now):
            await session.commit()
    await session.commit()


async def a_talk(
    demo: Demo, meeting: Meeting, host: Person, pupil: Pupil, guardian: Person, at: datetime, party: int = 0
) -> Talk:
    """A booked talk in a slot of its host; committed."""
    session = demo.session
    ends = at + timedelta(minutes=10)
    slot = Slot(meeting_id=meeting.id, host_id=host.id, starts_at=at, ends_at=ends)
    talk = Talk(
        school_id=meeting.school_id,
        meeting_id=meeting.id,
        host_id=host.id,
        pupil_id=pupil.id,
        person_id=guardian.id,
        party=party,
        starts_at=at,
        ends_at=ends,
        created_at=at,
        changed_at=at,
    )
    session.add_all((slot, talk))
    await session.flush()
    session.add(TalkSlot(slot_id=slot.id, talk_id=talk.id))
    await session.commit()
    return talk


async def pupils_of(demo: Demo, name: str = "X-1") -> list[Pupil]:
    """The children of a class in the order of its register."""
    of = await demo.school_class(name)
    return list(await demo.session.scalars(select(Pupil).where(Pupil.class_id == of.id).order_by(Pupil.id)))
