"""A meeting to which families are invited, in the demo school or in the whole house."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import USUAL, MeetingKind
from bot.playground.demo import TEACHER, Played
from bot.services.answers import received
from bot.services.meetings import planning
from bot.services.meetings.planning import NewMeeting
from bot.services.updates import fanout
from bot.storage.models import Introduction, Meeting, Person, Pupil, Recipient
from tests.support.demo import Demo
from tests.support.house import House

DAY = date(2026, 7, 25)
"""A Saturday, five days after the tests' present."""


async def invited(
    demo: Demo,
    now: datetime,
    classes: Sequence[str] = ("X-1",),
    kind: MeetingKind = MeetingKind.CLASS,
    host: Played = TEACHER,
    **given: Any,
) -> Meeting:
    """A meeting of these classes, its invitation fanned out."""
    session = demo.session
    about: dict[str, Any] = {
        "day": DAY,
        "starts": time(7, 15),
        "ends": time(9, 0),
        "place": "Aula SMA",
        "agenda": USUAL[kind],
        **given,
    }
    new = NewMeeting(kind, [(await demo.school_class(name)).id for name in classes], **about)
    meeting = await planning.create(session, await demo.person(host), new, now)
    await planning.invite(session, meeting, now, now)
    for update_id in await fanout.start_due(session, now):
        while await fanout.fan_out(session, update_id, now):
            pass
    return meeting


async def introduced(session: AsyncSession, host: Person, now: datetime, **given: Any) -> None:
    """What she says of herself."""
    words = {
        "who": "Saya mengajar Bahasa Indonesia sejak 2009.",
        "vision": "Setiap anak berani bertanya.",
        "mission": "Membaca lima belas menit setiap pagi.",
        "hopes": "Rumah dan sekolah saling berkabar.",
        **given,
    }
    session.add(Introduction(person_id=host.id, updated_at=now, **words))
    await session.flush()


async def invited_house(
    house: House, classes: Sequence[str] = ("X-1",), kind: MeetingKind = MeetingKind.CLASS, **given: Any
) -> Meeting:
    """The same in the whole house, shown on everybody's phone; the teacher has introduced herself."""
    async with house.sessions() as session:
        house.demo.session = session
        meeting = await invited(house.demo, house.now, classes, kind, **given)
        await introduced(session, await house.demo.person(), house.now)
        await session.commit()
    await house.deliver()
    return meeting


async def came_to(session: AsyncSession, meeting: Meeting, guardian: Person) -> tuple[Recipient, list[Pupil]]:
    """A guardian's invitation, and the children it came for."""
    found = await session.scalars(
        select(Recipient).where(Recipient.update_id == meeting.invitation_id, Recipient.person_id == guardian.id)
    )
    recipient = found.one()
    return recipient, await received.children_in(session, guardian, recipient)
