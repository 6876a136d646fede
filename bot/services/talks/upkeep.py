"""Talks whose ground has gone: the child left, the host is there no more, the guardian is not known, all is called off.

However it came about: it is read from the rows, again and again, so that no way of changing them has to think of it. A
talk that can be kept for the child's other guardian is kept; another is released, its people are told, and who waits
gets the time.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import MeetingState, TalkState
from bot.domain.notices.talks import NoTimeLeft
from bot.domain.talks import Why
from bot.services.queue import outbox
from bot.services.talks import making, rights, taking, telling, waiting
from bot.storage.among import among
from bot.storage.models import (
    Busy,
    Guardianship,
    GuardianState,
    Meeting,
    MeetingClass,
    MeetingHost,
    Person,
    Pupil,
    SchoolClass,
    Slot,
    Talk,
    TalkSlot,
    Teaching,
    Wish,
)

CHUNK = 100


def _ties(one: type[Talk | Wish]) -> ColumnElement[bool]:
    return exists().where(
        Guardianship.pupil_id == one.pupil_id,
        Guardianship.person_id == one.person_id,
        Guardianship.state != GuardianState.ENDED,
        Guardianship.sees_child,
    )


def _holds(one: type[Talk | Wish]) -> ColumnElement[bool]:
    return exists().where(MeetingHost.meeting_id == one.meeting_id, MeetingHost.person_id == one.host_id)


def _of_the_class(one: type[Talk | Wish]) -> ColumnElement[bool]:
    """The child's class is invited, or the host has it all the same."""
    teaches = exists().where(Teaching.class_id == Pupil.class_id, Teaching.person_id == one.host_id)
    leads = exists().where(SchoolClass.id == Pupil.class_id, SchoolClass.homeroom_id == one.host_id)
    invited = exists().where(MeetingClass.meeting_id == one.meeting_id, MeetingClass.class_id == Pupil.class_id)
    return or_(invited, teaches, leads)


def _why(one: type[Talk | Wish]) -> ColumnElement[str | None]:
    """The first reason for which it cannot be; NULL: none."""
    return case(
        (Meeting.state == MeetingState.CANCELLED, Why.CANCELLED.value),
        (Pupil.left_at.is_not(None), Why.LEFT.value),
        (~_holds(one), Why.HOST.value),
        (~_of_the_class(one), Why.CLASS.value),
        (~_ties(one), Why.GUARDIAN.value),
        else_=None,
    )


async def astray(session: AsyncSession, now: datetime) -> list[tuple[int, Why]]:
    """Talks ahead that cannot be as they are, and why; a bounded number."""
    why = _why(Talk)
    rows = await session.execute(
        select(Talk.id, why)
        .join(Meeting, Meeting.id == Talk.meeting_id)
        .join(Pupil, Pupil.id == Talk.pupil_id)
        .where(Talk.state == TalkState.BOOKED, Talk.starts_at > now, why.is_not(None))
        .order_by(Talk.id)
        .limit(CHUNK)
    )
    return [(talk_id, Why(reason)) for talk_id, reason in rows if reason is not None]


async def mend(session: AsyncSession, talk_id: int, why: Why, now: datetime) -> None:
    """Keep a talk for the other guardian where that is all it lacks, or release it; tell whom it concerns."""
    talk = await session.get_one(Talk, talk_id)
    await taking.lock(session, talk.meeting_id)
    await session.refresh(talk)
    if talk.state is not TalkState.BOOKED:
        return
    before = talk.person_id
    if why is Why.GUARDIAN and await _keep(session, talk, now):
        await waiting.hand_on(session, taking.Freed(people=[before]), now)
        return
    freed = await making.unmake(session, [talk], now)
    await telling.called_off(session, talk, why, now)
    await waiting.hand_on(session, freed, now)


async def _keep(session: AsyncSession, talk: Talk, now: datetime) -> bool:
    """Let another guardian of the child have the talk that they share, if one has time then."""
    if talk.party != 0:
        return False
    slots = list(
        await session.scalars(
            select(Slot).join(TalkSlot, TalkSlot.slot_id == Slot.id).where(TalkSlot.talk_id == talk.id)
        )
    )
    for person in await _others(session, talk):
        try:
            async with session.begin_nested():
                await taking.let_go(session, [talk])
                await taking.hold(session, talk.id, slots, person.id)
        except IntegrityError:
            continue
        talk.person_id, talk.changed_at = person.id, now
        await telling.kept_for(session, talk, person, now)
        await session.flush()
        return True
    return False


async def _others(session: AsyncSession, talk: Talk) -> list[Person]:
    """The child's other guardians whose link is confirmed: of others nobody knows yet whether they may hear of it."""
    rows = await session.scalars(
        select(Person)
        .join(Guardianship, Guardianship.person_id == Person.id)
        .where(
            Guardianship.pupil_id == talk.pupil_id,
            Guardianship.person_id != talk.person_id,
            Guardianship.state == GuardianState.CONFIRMED,
            Guardianship.sees_child,
        )
        .order_by(Guardianship.id)
    )
    return list(rows)


async def spare_hosts(session: AsyncSession) -> list[tuple[int, int]]:
    """Joint talks and hosts who are not of the meeting any more: the talk goes on with the others."""
    held = exists().where(MeetingHost.meeting_id == Slot.meeting_id, MeetingHost.person_id == Slot.host_id)
    rows = await session.execute(
        select(TalkSlot.talk_id, Slot.host_id)
        .join(Slot, Slot.id == TalkSlot.slot_id)
        .join(Meeting, Meeting.id == Slot.meeting_id)
        .where(Meeting.joint, ~held)
        .order_by(TalkSlot.talk_id)
        .limit(CHUNK)
    )
    return [(talk_id, host_id) for talk_id, host_id in rows]


async def spare(session: AsyncSession, talk_id: int, host_id: int, now: datetime) -> None:
    """Let a host of a joint talk have the time for something else."""
    talk = await session.get_one(Talk, talk_id)
    await taking.lock(session, talk.meeting_id)
    own = select(Slot.id).where(Slot.meeting_id == talk.meeting_id, Slot.host_id == host_id)
    await session.execute(delete(TalkSlot).where(TalkSlot.talk_id == talk_id, TalkSlot.slot_id.in_(own)))
    if host_id != talk.person_id:
        await session.execute(delete(Busy).where(Busy.talk_id == talk_id, Busy.person_id == host_id))
    await waiting.hand_on(session, taking.Freed(people=[host_id]), now)


async def unlinked(session: AsyncSession, pupil_id: int, person_id: int, now: datetime) -> None:
    """Who booked in a chat that should not have been linked had no right to: what they booked and waited for ends."""
    ids = await session.scalars(
        select(Talk.id).where(
            Talk.pupil_id == pupil_id,
            Talk.person_id == person_id,
            Talk.state == TalkState.BOOKED,
            Talk.starts_at > now,
        )
    )
    for wish in await session.scalars(select(Wish).where(Wish.pupil_id == pupil_id, Wish.person_id == person_id)):
        await session.delete(wish)
    await session.flush()
    for talk_id in list(ids):
        await mend(session, talk_id, Why.GUARDIAN, now)


async def cancelled(session: AsyncSession, meeting: Meeting, now: datetime) -> None:
    """A meeting is called off: its talks are released and nobody waits any more. The meeting tells it to everybody."""
    await taking.lock(session, meeting.id)
    talks = list(
        await session.scalars(select(Talk).where(Talk.meeting_id == meeting.id, Talk.state == TalkState.BOOKED))
    )
    freed = await making.unmake(session, talks, now)
    for talk in talks:
        await telling.called_off(session, talk, Why.CANCELLED, now)
    for wish in await session.scalars(select(Wish).where(Wish.meeting_id == meeting.id)):
        await session.delete(wish)
    await session.flush()
    await waiting.hand_on(session, taking.Freed(people=freed.people), now)


async def in_vain(session: AsyncSession, now: datetime) -> list[tuple[int, bool]]:
    """Wishes that no time can come to any more, and whether that is to be said; a bounded number."""
    why = _why(Wish)
    hosts = or_(Slot.host_id == Wish.host_id, Meeting.joint)
    ahead = exists().where(Slot.meeting_id == Wish.meeting_id, hosts, Slot.starts_at > now)
    begun = exists().where(Slot.meeting_id == Wish.meeting_id, hosts, Slot.starts_at <= now)
    over = and_(Meeting.booking.in_(rights.OPEN), ~ahead, begun)
    rows = await session.execute(
        select(Wish.id, why)
        .join(Meeting, Meeting.id == Wish.meeting_id)
        .join(Pupil, Pupil.id == Wish.pupil_id)
        .where(or_(why.is_not(None), over))
        .order_by(Wish.id)
        .limit(CHUNK)
    )
    return [(wish_id, reason in (None, Why.HOST.value, Why.CLASS.value)) for wish_id, reason in rows]


async def give_up(session: AsyncSession, wish_id: int, now: datetime, *, say: bool) -> None:
    """Nobody waits for what cannot come; who did is told that it did not."""
    wish = await session.get(Wish, wish_id)
    if wish is None:
        return
    if say:
        meeting = await session.get_one(Meeting, wish.meeting_id)
        hosts = await taking.hosts_of(session, meeting, wish.host_id)
        names = await session.scalars(select(Person.name).where(among(Person.id, hosts)).order_by(Person.name))
        pupil = await session.get_one(Pupil, wish.pupil_id)
        guardian = await session.get_one(Person, wish.person_id)
        await outbox.tell(session, guardian, NoTimeLeft(child=pupil.name, hosts=tuple(names)), now)
    await session.delete(wish)
    await session.flush()
