"""What a host says of a talk with a family: please come, or there is no need; and whether its guardians come apart."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AppError, NotAllowed
from bot.domain.meetings import TalkState
from bot.domain.notices.talk_needs import TalkHopedFor
from bot.services import scope
from bot.services.queue import outbox
from bot.services.talks import rights, telling, views
from bot.services.talks.naming import named
from bot.storage.models import (
    Guardianship,
    GuardianState,
    Meeting,
    Person,
    Pupil,
    School,
    Talk,
    TalkNeed,
    Wish,
)


async def of_host(session: AsyncSession, meeting_id: int, host_id: int) -> dict[int, bool]:
    """By pupil: whether the host asks for a talk (true) or says that there is no need."""
    rows = await session.execute(
        select(TalkNeed.pupil_id, TalkNeed.needed).where(TalkNeed.meeting_id == meeting_id, TalkNeed.host_id == host_id)
    )
    return dict(rows.all())


async def mark(
    session: AsyncSession, meeting: Meeting, host: Person, pupil_id: int, needed: bool | None, now: datetime
) -> Pupil:
    """Say that a talk is asked for, or not needed, or (None) nothing of it; raises NotAllowed for a child that this
    host is not there for."""
    pupil = await pupil_of(session, meeting, host, pupil_id)
    key = (meeting.id, host.id, pupil.id)
    row = await session.get(TalkNeed, key)
    if needed is None:
        await session.execute(
            delete(TalkNeed).where(
                TalkNeed.meeting_id == meeting.id, TalkNeed.host_id == host.id, TalkNeed.pupil_id == pupil.id
            )
        )
    elif row is None:
        session.add(TalkNeed(meeting_id=meeting.id, host_id=host.id, pupil_id=pupil.id, needed=needed, at=now))
    else:
        row.needed, row.at = needed, now
    await session.flush()
    if needed:
        await _tell(session, meeting, host, pupil, now)
    return pupil


async def _tell(session: AsyncSession, meeting: Meeting, host: Person, pupil: Pupil, now: datetime) -> None:
    """Let a family that could choose a time and has none know of it, once."""
    try:
        rights.may_begin(meeting, now, None)
    except AppError:
        return
    has = select(Talk.id).where(
        Talk.meeting_id == meeting.id,
        Talk.host_id == host.id,
        Talk.pupil_id == pupil.id,
        Talk.state != TalkState.RELEASED,
    )
    if await session.scalar(has.limit(1)) is not None:
        return
    school = await session.get_one(School, meeting.school_id)
    notice = TalkHopedFor(
        child=pupil.name, host=named(host), day=meeting.day, meeting_id=meeting.id, school=school.name
    )
    for person in await _confirmed(session, pupil):
        dedupe = f"talk_need:{meeting.id}:{host.id}:{pupil.id}:{person.id}"
        await outbox.tell(session, person, notice, now, dedupe=dedupe)


async def _confirmed(session: AsyncSession, pupil: Pupil) -> list[Person]:
    rows = await session.scalars(
        select(Person)
        .join(Guardianship, Guardianship.person_id == Person.id)
        .where(
            Guardianship.pupil_id == pupil.id,
            Guardianship.state == GuardianState.CONFIRMED,
            Guardianship.sees_child,
        )
        .order_by(Person.id)
    )
    return list(rows)


async def pupil_of(session: AsyncSession, meeting: Meeting, host: Person, pupil_id: int) -> Pupil:
    """A child for whose family this host is there; raises NotAllowed."""
    for pupil in await views.pupils_for(session, meeting, host):
        if pupil.id == pupil_id:
            return pupil
    raise NotAllowed


async def set_apart(session: AsyncSession, staff: Person, pupil: Pupil, apart: bool) -> None:
    """Let the guardians of a child book each for themselves, or together again; raises NotAllowed unless she looks
    after the class.

    Apart, a time that stands belongs to who booked it, and the other hears no more of it. Together, it is shared again
    where only one of them has one.
    """
    await scope.homeroom_of(session, staff, pupil.class_id or 0)
    pupil.talks_apart = apart
    talks = list(await session.scalars(select(Talk).where(Talk.pupil_id == pupil.id, Talk.state != TalkState.RELEASED)))
    _share(talks, apart)
    if apart:
        for talk in talks:
            await telling.keep_from_others(session, talk)
    _share(list(await session.scalars(select(Wish).where(Wish.pupil_id == pupil.id))), apart)
    await session.flush()


def _share(rows: Sequence[Talk] | Sequence[Wish], apart: bool) -> None:
    same = Counter((row.meeting_id, row.host_id) for row in rows)
    for row in rows:
        if apart:
            row.party = row.person_id
        elif same[row.meeting_id, row.host_id] == 1:
            row.party = 0
