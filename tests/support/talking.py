"""A meeting with talks in the test house: hosts offer times, and every family is invited."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from bot.domain.meetings import MeetingKind
from bot.domain.talks import Span
from bot.playground.demo import TEACHER, Played
from bot.services.meetings import planning
from bot.services.meetings.planning import NewMeeting
from bot.services.talks import slots
from bot.services.updates import fanout
from bot.storage.models import Meeting, Person, Slot, Talk
from tests.support.house import House

DAY = date(2026, 7, 29)
"""The Wednesday of the week after."""
OTHER = "Dewi Anggraini, M.Pd."
"""Homeroom teacher of X-3, and teaches in the other classes."""


def hours(day: date = DAY, starts: str = "13:00", ends: str = "14:00", minutes: int = 10) -> Span:
    """An hour with six times, where nothing else is said."""
    return Span(day, time.fromisoformat(starts), time.fromisoformat(ends), minutes)


async def talks(
    house: House,
    spans: Sequence[Span] = (hours(),),
    classes: Sequence[str] = ("X-1",),
    hosts: Sequence[str] = (),
    *,
    invite: bool = True,
    host: Played = TEACHER,
    **more: Any,
) -> Meeting:
    """The teacher (and these colleagues) offer times, and the families of the classes have the invitation."""
    async with house.sessions() as session:
        house.demo.session = session
        teacher = await house.demo.person(host)
        found = await session.scalars(select(Person).where(Person.name.in_(hosts)))
        others = list(found)
        new = NewMeeting(
            kind=more.pop("kind", MeetingKind.TALKS),
            class_ids=[(await house.demo.school_class(name)).id for name in classes],
            day=DAY,
            starts=time(13),
            ends=time(15),
            place="Ruang guru",
            hosts=[other.id for other in others],
            **more,
        )
        meeting = await planning.create(session, teacher, new, house.now)
        for one in (teacher, *others) if spans else ():
            await slots.offer(session, meeting, one, spans, house.now)
        if invite:
            await planning.invite(session, meeting, house.now, house.now)
        await session.commit()
        for update_id in await fanout.start_due(session, house.now):
            while await fanout.fan_out(session, update_id, house.now):
                pass
        await session.commit()
    await house.deliver()
    return meeting


async def standing(house: House) -> list[Talk]:
    """The talks that stand, by time and host."""
    async with house.sessions() as session:
        rows = await session.scalars(
            select(Talk).where(Talk.state == "booked").order_by(Talk.starts_at, Talk.host_id, Talk.id)
        )
        return list(rows)


async def slot_at(house: House, at: datetime) -> Slot:
    """The first host's time that begins then."""
    async with house.sessions() as session:
        return (await session.scalars(select(Slot).where(Slot.starts_at == at).order_by(Slot.host_id))).first()  # type: ignore[return-value]


async def change(house: House, meeting: Meeting, **values: Any) -> None:
    """Something of the meeting is otherwise now."""
    async with house.sessions() as session:
        row = await session.get_one(Meeting, meeting.id)
        for name, value in values.items():
            setattr(row, name, value)
        await session.commit()
