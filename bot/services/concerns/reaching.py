"""What the family hears of a concern, and whether a chat reaches it; where none does, it is to be phoned."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calls import Reason
from bot.domain.concerns import SEEN
from bot.domain.notices import Notice
from bot.domain.notices.concerns import (
    ASKED,
    ConcernAgreed,
    ConcernEnded,
    ConcernFixed,
    ConcernHandedOver,
    ConcernSaid,
    ConcernTimes,
)
from bot.services.alerts import whom
from bot.services.answers.conversations import file_of, medium_of
from bot.services.calendar import quiet_rule
from bot.services.calls import adding as calls
from bot.services.concerns import history
from bot.services.queue import outbox
from bot.services.talks.naming import named
from bot.services.updates.screens import sender_of
from bot.storage.among import among
from bot.storage.models import Concern, LogEntry, Person, Pupil, School, SchoolClass


async def hearers(session: AsyncSession, concern: Concern, now: datetime) -> list[Person]:
    """The guardians whom a chat reaches with it: confirmed, consenting; of what one of them raised, that one alone."""
    school = await session.get_one(School, concern.school_id)
    found: Collection[int] = await whom.readers_of(
        session, {concern.pupil_id}, await quiet_rule(session, school, now), now
    )
    people = await session.scalars(select(Person).where(among(Person.id, found)).order_by(Person.id))
    return [person for person in people if not concern.by_family or person.id == concern.raised_by]


async def asked(session: AsyncSession, concern: Concern, staff: Person, now: datetime) -> bool:
    """The first message, or times alone to a family that knows; whether somebody is reached."""
    if concern.by_family:
        return await times(session, concern, staff, now, told=True)
    message = await first_message(session, concern, staff, times_of(concern))
    return await _tell(session, concern, message, now)


async def first_message(session: AsyncSession, concern: Concern, staff: Person, at: Sequence[datetime]) -> Notice:
    """The first message to the family, as `staff` signs it, with these times to talk; also for her to look at."""
    pupil = await session.get_one(Pupil, concern.pupil_id)
    school = await session.get_one(School, concern.school_id)
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    classes: Sequence[SchoolClass] = [of] if of else []
    sender = await sender_of(session, staff, school, classes)
    began = await history.raised(session, concern)
    return ASKED[concern.area](
        concern_id=concern.id,
        times=list(at),
        seen=await history.seen(session, concern),
        children=[{"name": pupil.name, "class_name": of.name if of else ""}],
        sender={"name": sender.name, "role": sender.role, "detail": sender.detail},
        school=school.name,
        words_locale=began.locale or staff.locale or school.locale,
        own_words=began.choice not in SEEN[concern.area],
    )


async def times(session: AsyncSession, concern: Concern, staff: Person, now: datetime, *, told: bool) -> bool:
    """Two times to talk, without more words; `told`: in answer to what the family told."""
    notice = ConcernTimes(
        concern_id=concern.id,
        times=times_of(concern),
        child=await _child(session, concern),
        teacher=named(staff),
        told=told,
    )
    return await _tell(session, concern, notice, now)


async def said(
    session: AsyncSession, concern: Concern, staff: Person, entry: LogEntry, now: datetime, *, to: int | None = None
) -> bool:
    """The school's words; `to`: to this guardian alone."""
    notice = ConcernSaid(
        concern_id=concern.id,
        child=await _child(session, concern),
        teacher=named(staff),
        words=entry.text or "",
        medium=medium_of(entry),
        file=file_of(entry),
    )
    return await _tell(session, concern, notice, now, to=to)


async def handed_over(session: AsyncSession, concern: Concern, to: Person, entry: LogEntry, now: datetime) -> None:
    """What a guardian wrote is answered by an administrator: to that guardian alone."""
    notice = ConcernHandedOver(concern_id=concern.id, child=await _child(session, concern), teacher=named(to))
    await _tell(session, concern, notice, now, phone=False, to=entry.person_id)


async def fixed(session: AsyncSession, concern: Concern, by: Person, now: datetime) -> None:
    """One guardian chose a time: to the others."""
    assert concern.chosen_at is not None
    keeper = await session.get_one(Person, concern.keeper_id)
    notice = ConcernFixed(
        concern_id=concern.id,
        times=times_of(concern),
        chosen=concern.chosen_at,
        child=await _child(session, concern),
        teacher=named(keeper),
        by=by.name,
        at=concern.chosen_at,
    )
    for person in await hearers(session, concern, now):
        if person.id != by.id:
            await outbox.tell(session, person, notice, now)


async def agreed(session: AsyncSession, concern: Concern, staff: Person, entry: LogEntry, now: datetime) -> bool:
    """What was agreed, as it was written down."""
    notice = ConcernAgreed(
        concern_id=concern.id,
        child=await _child(session, concern),
        teacher=named(staff),
        agreed=entry.text or "",
        on=concern.next_on,
    )
    return await _tell(session, concern, notice, now)


async def ended(session: AsyncSession, concern: Concern, staff: Person, now: datetime) -> bool:
    """It is over."""
    notice = ConcernEnded(concern_id=concern.id, child=await _child(session, concern), teacher=named(staff))
    return await _tell(session, concern, notice, now, phone=False)


def times_of(concern: Concern) -> list[datetime]:
    """The times that the family was offered."""
    return [datetime.fromisoformat(at) for at in concern.times]


async def _child(session: AsyncSession, concern: Concern) -> str:
    return (await session.get_one(Pupil, concern.pupil_id)).name


async def _tell(
    session: AsyncSession,
    concern: Concern,
    notice: Notice,
    now: datetime,
    *,
    phone: bool = True,
    to: int | None = None,
) -> bool:
    """Tell every hearer, or the one that is meant.

    Where no chat reaches one, the keeper has the family on her list to phone, if need be.
    """
    told: Mapping[int, bool] = {
        person.id: await outbox.tell(session, person, notice, now) is not None
        for person in await hearers(session, concern, now)
        if to is None or person.id == to
    }
    if phone and not any(told.values()):
        pupil = await session.get_one(Pupil, concern.pupil_id)
        await calls.needed(session, concern.keeper_id, pupil, Reason.CONCERN, concern.id, "", now)
    return any(told.values())
