"""Families say with whom they would like to talk, before all times are assigned at once."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AppError, NotAllowed, NotOffered, TooLate
from bot.domain.meetings import Booking
from bot.domain.notices.wishes import WishesCollected
from bot.services import scope
from bot.services.queue import outbox
from bot.services.talks import making, rights, taking, views, waiting
from bot.storage.models import Meeting, Person, Pupil, Wish


def check_open(meeting: Meeting, now: datetime) -> None:
    """Raises NotOffered where no wishes are taken (any more), and TooLate after the time set."""
    if meeting.booking is not Booking.WISHES or meeting.state not in rights.FOR_FAMILIES:
        raise NotOffered
    if meeting.book_until is not None and now > meeting.book_until:
        raise TooLate(meeting.book_until)


def are_taken(meeting: Meeting, now: datetime) -> bool:
    """Whether families may wish now."""
    try:
        check_open(meeting, now)
    except AppError:
        return False
    return True


async def toggle(
    session: AsyncSession, guardian: Person, pupil: Pupil, meeting: Meeting, host_id: int, now: datetime
) -> bool:
    """Wish for a talk with a host, or take the wish back; whether there is one now. The first wish matters most.

    Raises NotOffered, TooLate, AlreadyBooked, NotAllowed.
    """
    await rights.check(session, meeting, guardian, pupil, None)
    meeting = await taking.lock(session, meeting.id)
    check_open(meeting, now)
    host_id = await _host(session, guardian, meeting, pupil, host_id)
    wish = await waiting.of_family(session, meeting.id, host_id, guardian, pupil)
    if wish is not None:
        if await _theirs(session, guardian, wish):
            await session.delete(wish)
            await session.flush()
            return False
        return True
    await making.check_none(session, meeting, host_id, guardian, pupil)
    session.add(await _new(session, guardian, pupil, meeting, host_id, now))
    await session.flush()
    return True


async def _host(session: AsyncSession, guardian: Person, meeting: Meeting, pupil: Pupil, host_id: int) -> int:
    """The host, who must be there for this child; of a joint meeting who leads it. Raises NotAllowed."""
    host_id = meeting.host_id if meeting.joint else host_id
    offered = await views.choices(session, guardian, meeting)
    if not any((one.pupil.id, one.host.id) == (pupil.id, host_id) for one in offered):
        raise NotAllowed
    return host_id


async def _theirs(session: AsyncSession, guardian: Person, wish: Wish) -> bool:
    """Whether a wish is this guardian's to take back: their own, or shared with them, whose link is confirmed."""
    theirs = select(Wish.id).where(Wish.id == wish.id, scope.is_theirs(Wish, guardian.id))
    return await session.scalar(theirs) is not None


async def _new(
    session: AsyncSession, guardian: Person, pupil: Pupil, meeting: Meeting, host_id: int, now: datetime
) -> Wish:
    party = rights.party_of(pupil, guardian.id)
    last = await session.scalar(
        select(func.max(Wish.wanted)).where(
            Wish.meeting_id == meeting.id, Wish.pupil_id == pupil.id, Wish.party == party
        )
    )
    return Wish(
        meeting_id=meeting.id,
        host_id=host_id,
        pupil_id=pupil.id,
        person_id=guardian.id,
        party=party,
        since=now,
        wanted=(last or 0) + 1,
    )


async def tell_collected(session: AsyncSession, now: datetime) -> int:
    """Tell who leads a meeting, once, that the time for wishes is over; how many were told."""
    rows = await session.scalars(
        select(Meeting).where(
            Meeting.booking == Booking.WISHES,
            Meeting.state.in_(rights.FOR_FAMILIES),
            Meeting.book_until <= now,
            Meeting.starts_at > now,
        )
    )
    told = 0
    for meeting in rows:
        count = await session.scalar(select(func.count()).where(Wish.meeting_id == meeting.id))
        leader = await session.get_one(Person, meeting.host_id)
        notice = WishesCollected(meeting_id=meeting.id, day=meeting.day, count=count or 0)
        told += await outbox.tell(session, leader, notice, now, dedupe=f"wishes:{meeting.id}") is not None
    await session.flush()
    return told
