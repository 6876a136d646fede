"""Talks are booked, moved and given back: by a family, or by the school for one.

A move is all or nothing: the old time is kept where the new one cannot be had. What is given back goes to whoever waits
for it, in the same transaction.
"""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AppError, NotAllowed, SlotTaken, StaleScreen, TooLate
from bot.domain.meetings import TalkState
from bot.domain.talks import How
from bot.domain.text import Phrase
from bot.services import scope
from bot.services.talks import making, rights, taking, telling, waiting
from bot.services.talks.telling import What
from bot.storage.models import Meeting, MeetingHost, Person, Pupil, Slot, Talk


async def free(
    session: AsyncSession,
    meeting: Meeting,
    host_id: int,
    guardian: Person,
    pupil: Pupil,
    now: datetime,
    *,
    by: Person | None = None,
    moving: Talk | None = None,
) -> list[Slot]:
    """The slots that this guardian could take for this child, by time (of a joint meeting the leader's).

    Empty where families book no longer, unless the school asks (`by`). A talk that is being moved makes room.
    """
    try:
        rights.may_begin(meeting, now, by)
    except AppError:
        return []
    but = moving.id if moving else 0
    return await taking.open_slots(session, meeting, host_id, now, guardian_id=guardian.id, but=but)


async def book(
    session: AsyncSession, guardian: Person, pupil: Pupil, slot_id: int, now: datetime, by: Person | None = None
) -> Talk:
    """Book a slot for a child's family; `by` of the staff may at any time, also for a family without a chat.

    Raises SlotTaken, BusyThen, AlreadyBooked, TooLate, NotOffered, NotAllowed.
    """
    slot, meeting = await _asked(session, slot_id, guardian)
    rights.may_begin(meeting, now, by)
    await rights.check(session, meeting, guardian, pupil, by)
    await making.check_none(session, meeting, making.leader(meeting, slot), guardian, pupil)
    try:
        if await taking.is_taken(session, slot):
            raise SlotTaken
        meeting = await taking.lock_shared(session, meeting.id)
        await _check_offered(session, meeting, slot, now, by)
        talk = await making.make(session, meeting, slot, guardian, pupil, now)
    except SlotTaken:
        raise await _taken(session, meeting, slot, guardian, pupil, now, by) from None
    await waiting.served(session, talk)
    await telling.tell(session, talk, What.BOOKED, by or guardian, _how(by), now)
    return talk


async def move(session: AsyncSession, person: Person, talk_id: int, slot_id: int, now: datetime) -> Talk:
    """Give a talk another time of the same host; where that cannot be had, it keeps the one it has.

    A guardian who moves a talk that is shared is who is counted on from then on. Raises as `book`, and StaleScreen for
    a talk that does not stand any more.
    """
    talk, by = await rights.talk_of(session, person, talk_id)
    slot, meeting = await _asked(session, slot_id, person)
    if talk.meeting_id != meeting.id or not (meeting.joint or slot.host_id == talk.host_id):
        raise NotAllowed
    rights.may_begin(meeting, now, by)
    meeting = await taking.lock(session, meeting.id)
    await session.refresh(talk)
    if talk.state is not TalkState.BOOKED:
        raise StaleScreen
    guardian = await session.get_one(Person, talk.person_id) if by else person
    pupil = await session.get_one(Pupil, talk.pupil_id)
    if (talk.starts_at, talk.ends_at) == (slot.starts_at, slot.ends_at):
        return talk
    before = talk.starts_at
    try:
        await _check_offered(session, meeting, slot, now, by)
        freed = await making.remake(session, meeting, talk, slot, guardian, now)
    except SlotTaken:
        raise await _taken(session, meeting, slot, guardian, pupil, now, by, talk) from None
    await telling.tell(session, talk, What.MOVED, person, _how(by), now, before)
    await waiting.hand_on(session, freed, now)
    return talk


async def release(
    session: AsyncSession, person: Person, talk_id: int, now: datetime, word: Phrase | str = ""
) -> Talk | None:
    """Give a talk back; the talk of the family that waited for its time, if one did. Doing it twice changes nothing.

    `word` is what one of the staff says to the family with it. What a family was given after the time set for booking,
    it may still give back. Raises TooLate, NotAllowed, and
    StaleScreen for a talk that has been held.
    """
    talk, by = await rights.talk_of(session, person, talk_id)
    meeting = await taking.lock(session, talk.meeting_id)
    await session.refresh(talk)
    if talk.state is TalkState.RELEASED:
        return None
    if talk.state is not TalkState.BOOKED or (by is None and talk.starts_at <= now):
        raise StaleScreen
    until = meeting.book_until
    if by is None and until is not None and talk.created_at <= until < now:
        raise TooLate(until)
    freed = await making.unmake(session, [talk], now)
    await telling.tell(session, talk, What.RELEASED, person, _how(by), now, word=word)
    passed = await waiting.hand_on(session, freed, now)
    return next((one for one in passed if one.starts_at == talk.starts_at and one.host_id == talk.host_id), None)


async def talks_for(session: AsyncSession, guardian: Person, meeting_id: int | None) -> list[Talk]:
    """The talks that stand for this guardian's children and are theirs to see, by time; of one meeting, or of all.

    A shared talk that another guardian booked shows to those whose link is confirmed.
    """
    query = (
        select(Talk)
        .where(Talk.state == TalkState.BOOKED, scope.is_theirs(Talk, guardian.id))
        .order_by(Talk.starts_at, Talk.id)
    )
    if meeting_id is not None:
        query = query.where(Talk.meeting_id == meeting_id)
    return list(await session.scalars(query))


def _how(by: Person | None) -> How:
    return How.STAFF if by else How.FAMILY


async def _asked(session: AsyncSession, slot_id: int, person: Person) -> tuple[Slot, Meeting]:
    slot = await session.get(Slot, slot_id)
    meeting = await session.get(Meeting, slot.meeting_id) if slot else None
    if slot is None or meeting is None or meeting.school_id != person.school_id:
        raise NotAllowed
    return slot, meeting


async def _check_offered(session: AsyncSession, meeting: Meeting, slot: Slot, now: datetime, by: Person | None) -> None:
    """With the meeting ours: is all still as it was when we looked?"""
    rights.may_begin(meeting, now, by)
    held = MeetingHost.meeting_id == Slot.meeting_id, MeetingHost.person_id == Slot.host_id
    offered = select(Slot).where(
        Slot.id == slot.id, Slot.closed.is_(False), Slot.starts_at > now, exists().where(*held)
    )
    if await session.scalar(offered.execution_options(populate_existing=True)) is None:
        raise SlotTaken


async def _taken(
    session: AsyncSession,
    meeting: Meeting,
    slot: Slot,
    guardian: Person,
    pupil: Pupil,
    now: datetime,
    by: Person | None,
    moving: Talk | None = None,
) -> SlotTaken:
    """The refusal that names the next free time after the one that was wanted, or the first of all."""
    slots = await free(session, meeting, making.leader(meeting, slot), guardian, pupil, now, by=by, moving=moving)
    later = [one for one in slots if one.starts_at >= slot.starts_at] or slots
    return SlotTaken(later[0].starts_at, later[0].id) if later else SlotTaken()
