"""Who may book, move and give back a talk, and until when."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, NotOffered, TooLate
from bot.domain.meetings import Booking, MeetingState
from bot.services import scope
from bot.services.meetings import planning
from bot.storage.models import (
    Guardianship,
    GuardianState,
    Meeting,
    MeetingClass,
    Person,
    Pupil,
    Talk,
)

OPEN = (Booking.OPEN, Booking.PUBLISHED)
"""While families book by themselves."""
FOR_FAMILIES = (MeetingState.INVITED, MeetingState.HELD)
FOR_STAFF = (MeetingState.PLANNED, *FOR_FAMILIES)


def party_of(pupil: Pupil, guardian_id: int) -> int:
    """Whose talk it is: 0 for one that the child's guardians share, else the guardian who comes alone."""
    return guardian_id if pupil.talks_apart else 0


def may_begin(meeting: Meeting, now: datetime, by: Person | None) -> None:
    """Raises NotOffered where talks are not booked, and TooLate for families after the time set; staff always may."""
    if meeting.booking is Booking.NONE or meeting.state not in (FOR_STAFF if by else FOR_FAMILIES):
        raise NotOffered
    if by is not None:
        return
    if meeting.booking not in OPEN:
        raise NotOffered
    if meeting.book_until is not None and now > meeting.book_until:
        raise TooLate(meeting.book_until)


async def check(session: AsyncSession, meeting: Meeting, guardian: Person, pupil: Pupil, by: Person | None) -> None:
    """Raises NotAllowed unless the guardian may speak for the child (for whom `by` of the staff may book, also where
    no chat is linked), and NotOffered where the child's class is not invited."""
    if by is not None:
        await planning.seen_by(session, by, meeting.id)
        await _listed(session, guardian, pupil)
    classes = select(MeetingClass.class_id).where(MeetingClass.meeting_id == meeting.id)
    invited = Pupil.class_id.in_(classes)
    theirs = scope.children_of(guardian) if by is None else select(Pupil).where(Pupil.left_at.is_(None))
    found = await session.execute(theirs.where(Pupil.id == pupil.id).with_only_columns(invited).order_by(None))
    is_invited = found.scalar_one_or_none()
    if is_invited is None and by is None:
        raise NotAllowed
    if not is_invited:
        raise NotOffered


async def _listed(session: AsyncSession, guardian: Person, pupil: Pupil) -> None:
    tie = select(Guardianship.id).where(
        Guardianship.person_id == guardian.id,
        Guardianship.pupil_id == pupil.id,
        Guardianship.state != GuardianState.ENDED,
        Guardianship.sees_child,
    )
    if await session.scalar(tie) is None:
        raise NotAllowed


async def talk_of(session: AsyncSession, person: Person, talk_id: int) -> tuple[Talk, Person | None]:
    """A talk that this person may change, and the person again where it is as one of the staff. Raises NotAllowed.

    Who booked it may; a talk that guardians share, each of them whose link is confirmed.
    """
    talk = await session.get(Talk, talk_id)
    if talk is None or talk.school_id != person.school_id:
        raise NotAllowed
    if await sees(session, person, talk):
        return talk, None
    await planning.seen_by(session, person, talk.meeting_id)
    return talk, person


async def sees(session: AsyncSession, guardian: Person, talk: Talk) -> bool:
    """Whether it is a talk of this guardian's: booked by them, or shared with them."""
    theirs = select(Talk.id).where(Talk.id == talk.id, scope.is_theirs(Talk, guardian.id))
    return await session.scalar(theirs) is not None
