"""A talk comes to be, or gets another time; in a savepoint of its own, so that a refusal leaves all as it was."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyBooked, SlotTaken
from bot.domain.meetings import TalkState
from bot.services.meetings import reminders
from bot.services.talks import rights, taking
from bot.services.talks.taking import Freed
from bot.storage.models import Meeting, Person, Pupil, Slot, Talk


async def make(
    session: AsyncSession, meeting: Meeting, slot: Slot, guardian: Person, pupil: Pupil, now: datetime
) -> Talk:
    """A new talk in this slot (of a joint meeting: with all hosts); raises SlotTaken, BusyThen, AlreadyBooked."""
    slots = await taking.beside(session, meeting, slot)
    host_id = leader(meeting, slot)
    talk = Talk(
        school_id=meeting.school_id,
        meeting_id=meeting.id,
        host_id=host_id,
        pupil_id=pupil.id,
        person_id=guardian.id,
        party=rights.party_of(pupil, guardian.id),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        created_at=now,
        changed_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(talk)
            await session.flush()
            await taking.hold(session, talk.id, slots, guardian.id)
    except IntegrityError:
        await check_none(session, meeting, host_id, guardian, pupil)
        await taking.check_free(session, guardian.id, slot)
        raise SlotTaken from None
    await reminders.plan_talk(session, talk, now)
    return talk


async def remake(
    session: AsyncSession, meeting: Meeting, talk: Talk, slot: Slot, guardian: Person, now: datetime
) -> Freed:
    """Another time for a talk, and another guardian perhaps; what it held before. Raises SlotTaken, BusyThen."""
    slots = await taking.beside(session, meeting, slot)
    try:
        async with session.begin_nested():
            freed = await taking.let_go(session, [talk])
            await taking.hold(session, talk.id, slots, guardian.id)
    except IntegrityError:
        await taking.check_free(session, guardian.id, slot, talk.id)
        raise SlotTaken from None
    talk.starts_at, talk.ends_at, talk.person_id = slot.starts_at, slot.ends_at, guardian.id
    talk.sequence += 1
    talk.changed_at = now
    await session.flush()
    await reminders.plan_talk(session, talk, now)
    return freed


async def unmake(session: AsyncSession, talks: Sequence[Talk], now: datetime) -> Freed:
    """These talks are given back; what they held."""
    freed = await taking.let_go(session, talks)
    for talk in talks:
        talk.state, talk.changed_at = TalkState.RELEASED, now
        await reminders.plan_talk(session, talk, now)
    await session.flush()
    return freed


def leader(meeting: Meeting, slot: Slot) -> int:
    """Whose talk it is: the slot's host's, or of a joint meeting whoever leads it."""
    return meeting.host_id if meeting.joint else slot.host_id


async def check_none(session: AsyncSession, meeting: Meeting, host_id: int, guardian: Person, pupil: Pupil) -> None:
    """Raises AlreadyBooked for a family that has its talk with this host."""
    standing = await session.scalar(
        select(Talk.id).where(
            Talk.meeting_id == meeting.id,
            Talk.host_id == host_id,
            Talk.pupil_id == pupil.id,
            Talk.state != TalkState.RELEASED,
            or_(Talk.party == rights.party_of(pupil, guardian.id), Talk.person_id == guardian.id),
        )
    )
    if standing is not None:
        raise AlreadyBooked(standing)
