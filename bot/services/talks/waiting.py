"""Who waits for a time, and who gets one that is free: whoever has no talk yet, then who has waited longest.

No family is left waiting while a time is free that it could take. So it is looked at whenever one may have become free:
given back, moved away from, offered anew; and also where a person has become free for it.
"""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyBooked, BusyThen, NotAllowed, NotOffered, SlotTaken, TimesLeft
from bot.domain.meetings import TalkState
from bot.domain.talks import How
from bot.services import calendar
from bot.services.talks import making, rights, taking, telling
from bot.services.talks.taking import Freed
from bot.services.talks.telling import What
from bot.storage.among import among
from bot.storage.models import (
    Guardianship,
    GuardianState,
    Meeting,
    MeetingHost,
    Person,
    Pupil,
    School,
    Slot,
    Talk,
    Wish,
)

NOTICE = timedelta(hours=1)
"""A time that begins sooner after its family can be told is given to nobody who might not hear of it; it stays free."""


async def wait(
    session: AsyncSession,
    guardian: Person,
    pupil: Pupil,
    meeting: Meeting,
    host_id: int,
    now: datetime,
    by: Person | None = None,
) -> Wish:
    """Let a family wait for a time with a host; who waits already keeps the place.

    Raises TimesLeft where there is a time to be had, and NotOffered, TooLate, AlreadyBooked, NotAllowed.
    """
    await rights.check(session, meeting, guardian, pupil, by)
    meeting = await taking.lock_to_wait(session, meeting, host_id, guardian.id, now)
    rights.may_begin(meeting, now, by)
    if meeting.booking not in rights.OPEN:
        raise NotOffered
    host_id = meeting.host_id if meeting.joint else host_id
    if await session.get(MeetingHost, (meeting.id, host_id)) is None:
        raise NotAllowed
    await making.check_none(session, meeting, host_id, guardian, pupil)
    if left := await taking.open_slots(session, meeting, host_id, now, guardian_id=guardian.id):
        raise TimesLeft(left[0].starts_at, left[0].id)
    wish = await of_family(session, meeting.id, host_id, guardian, pupil)
    if wish is None:
        wish = Wish(
            meeting_id=meeting.id,
            host_id=host_id,
            pupil_id=pupil.id,
            person_id=guardian.id,
            party=rights.party_of(pupil, guardian.id),
            since=now,
        )
        session.add(wish)
        await session.flush()
    return wish


async def of_family(
    session: AsyncSession, meeting_id: int, host_id: int, guardian: Person, pupil: Pupil
) -> Wish | None:
    """What a child's family waits for with a host (of guardians who come apart, what this one does)."""
    found: Wish | None = await session.scalar(
        select(Wish).where(
            Wish.meeting_id == meeting_id,
            Wish.host_id == host_id,
            Wish.pupil_id == pupil.id,
            Wish.party == rights.party_of(pupil, guardian.id),
        )
    )
    return found


async def leave(session: AsyncSession, guardian: Person, wish_id: int) -> None:
    """Wait no longer; for what is gone already that is no trouble. Raises NotAllowed for what is not theirs."""
    wish = await session.get(Wish, wish_id)
    if wish is None:
        return
    if wish.person_id != guardian.id:
        raise NotAllowed
    await session.delete(wish)
    await session.flush()


async def served(session: AsyncSession, talk: Talk) -> None:
    """The family of this talk waits for its host no longer."""
    await session.execute(
        delete(Wish).where(
            Wish.meeting_id == talk.meeting_id,
            Wish.host_id == talk.host_id,
            Wish.pupil_id == talk.pupil_id,
            or_(Wish.party == talk.party, Wish.person_id == talk.person_id),
        )
    )


async def hand_on(session: AsyncSession, freed: Freed, now: datetime) -> list[Talk]:
    """Give what has become free to whoever waits for it, a slot or a person; the new talks, by time."""
    of_slots = select(Slot.meeting_id).where(among(Slot.id, list(freed.slots)))
    held = select(MeetingHost.meeting_id).where(among(MeetingHost.person_id, list(freed.people)))
    waited_in = select(Wish.meeting_id).where(
        or_(Wish.meeting_id.in_(of_slots), Wish.meeting_id.in_(held), among(Wish.person_id, list(freed.people)))
    )
    meetings = sorted(await session.scalars(waited_in.distinct()))
    talks = [talk for meeting_id in meetings for talk in await settle(session, meeting_id, now)]
    return sorted(talks, key=lambda talk: (talk.starts_at, talk.id))


async def settle(session: AsyncSession, meeting_id: int, now: datetime) -> list[Talk]:
    """Give what is free in a meeting to whoever waits for it, slot by slot; the new talks."""
    meeting = await taking.lock(session, meeting_id)
    if meeting.booking not in rights.OPEN or meeting.state not in rights.FOR_STAFF:
        return []
    hosts = sorted(set(await session.scalars(_standing(meeting_id).with_only_columns(Wish.host_id))))
    from_when: datetime | None = None
    talks: list[Talk] = []
    for host_id in hosts:
        for slot in await taking.open_slots(session, meeting, host_id, now):
            from_when = from_when or await soonest(session, meeting, now)
            if slot.starts_at >= from_when and (talk := await _give(session, meeting, slot, host_id, now)) is not None:
                talks.append(talk)
    return talks


async def soonest(session: AsyncSession, meeting: Meeting, now: datetime) -> datetime:
    """When a time may begin, so that its family hears of it before: nobody is told anything in quiet hours."""
    rule = await calendar.quiet_rule(session, await session.get_one(School, meeting.school_id), now)
    return rule.next_good(now) + NOTICE


async def _give(session: AsyncSession, meeting: Meeting, slot: Slot, host_id: int, now: datetime) -> Talk | None:
    """Let whoever is first in turn and can take it have this slot."""
    for wish in await in_turn(session, meeting.id, host_id):
        try:
            return await serve(session, meeting, wish, slot, now)
        except (BusyThen, AlreadyBooked):
            continue
        except SlotTaken:
            return None
    return None


async def serve(
    session: AsyncSession, meeting: Meeting, wish: Wish, slot: Slot, now: datetime, how: How = How.WAITING
) -> Talk:
    """Book a slot for who wishes for one, with the meeting locked; raises SlotTaken, BusyThen, AlreadyBooked.

    Who waited is told; whoever publishes an assignment tells its families all they got at once.
    """
    guardian = await session.get_one(Person, wish.person_id)
    pupil = await session.get_one(Pupil, wish.pupil_id)
    talk = await making.make(session, meeting, slot, guardian, pupil, now)
    await served(session, talk)
    if how is How.WAITING:
        await telling.tell(session, talk, What.PASSED, guardian, how, now)
    else:
        telling.note(session, talk, What.BOOKED, pupil, how, now)
    return talk


async def in_turn(session: AsyncSession, meeting_id: int, host_id: int) -> list[Wish]:
    """Who waits for a host, in the order in which they get a time."""
    wishes = await session.scalars(_standing(meeting_id).where(Wish.host_id == host_id))
    talks = await session.execute(
        select(Talk.pupil_id, Talk.party).where(Talk.meeting_id == meeting_id, Talk.state != TalkState.RELEASED)
    )
    have = Counter((pupil_id, party) for pupil_id, party in talks)
    return sorted(wishes, key=lambda wish: (have[wish.pupil_id, wish.party] > 0, wish.since, wish.id))


async def standing(session: AsyncSession, meeting_id: int) -> set[int]:
    """The wishes of a meeting that still have ground, by id."""
    return set(await session.scalars(_standing(meeting_id).with_only_columns(Wish.id)))


def _standing(meeting_id: int) -> Select[Wish]:
    """The wishes of those who are still the guardians of children who are still there, for hosts who still are."""
    holds = (MeetingHost.meeting_id == Wish.meeting_id) & (MeetingHost.person_id == Wish.host_id)
    tie = (Guardianship.pupil_id == Wish.pupil_id) & (Guardianship.person_id == Wish.person_id)
    return (
        select(Wish)
        .join(Pupil, Pupil.id == Wish.pupil_id)
        .join(Guardianship, tie)
        .join(MeetingHost, holds)
        .where(
            Wish.meeting_id == meeting_id,
            Pupil.left_at.is_(None),
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
        )
    )
