"""A meeting's talks as people see them: a host her times and who comes, a family its children and hosts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import TalkState
from bot.services import scope
from bot.services.meetings import planning
from bot.services.talks import booking
from bot.storage.among import among
from bot.storage.models import (
    Guardianship,
    GuardianState,
    Meeting,
    MeetingClass,
    Person,
    Pupil,
    SchoolClass,
    Slot,
    Talk,
    TalkNeed,
    TalkSlot,
    Teaching,
    Wish,
)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of a host; who comes, where a family has it."""

    slot: Slot
    talk: Talk | None
    child: str = ""
    class_name: str = ""
    guardian: str = ""


async def times_of(session: AsyncSession, meeting_id: int, host_id: int) -> list[Time]:
    """A host's times and talks, by time; the caller has made sure that they may be seen."""
    rows = await session.execute(
        select(Slot, Talk, Pupil.name, SchoolClass.name, Person.name)
        .outerjoin(TalkSlot, TalkSlot.slot_id == Slot.id)
        .outerjoin(Talk, Talk.id == TalkSlot.talk_id)
        .outerjoin(Pupil, Pupil.id == Talk.pupil_id)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .outerjoin(Person, Person.id == Talk.person_id)
        .where(Slot.meeting_id == meeting_id, Slot.host_id == host_id)
        .order_by(Slot.starts_at, Slot.id)
    )
    return [
        Time(slot, talk, child or "", class_name or "", guardian or "")
        for slot, talk, child, class_name, guardian in rows
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """A child and a host whom its family may talk to; `talk` or `wish` if they have one, `needed` as the host said."""

    pupil: Pupil
    host: Person
    talk: Talk | None
    wish: Wish | None
    needed: bool | None

    @property
    def open(self) -> bool:
        """Neither booked nor waited for."""
        return self.talk is None and self.wish is None


async def choices(session: AsyncSession, guardian: Person, meeting: Meeting) -> list[Choice]:
    """What this guardian may book at a meeting, by child and host's name; of a joint meeting, one for each child."""
    pupils = await invited(session, guardian, meeting)
    if not pupils:
        return []
    told = await _confirmed(session, guardian)
    hosts = await planning.hosts_of(session, meeting.id)
    taught = await _taught(session, [host.id for host in hosts], meeting)
    talks = {(one.pupil_id, one.host_id): one for one in await booking.talks_for(session, guardian, meeting.id)}
    wishes = {(one.pupil_id, one.host_id): one for one in await wishes_for(session, guardian, meeting.id)}
    needs = await session.scalars(
        select(TalkNeed).where(TalkNeed.meeting_id == meeting.id, among(TalkNeed.pupil_id, told))
    )
    needed = {(one.pupil_id, one.host_id): one.needed for one in needs}
    return [
        Choice(pupil, host, talks.get(key), wishes.get(key), needed.get(key))
        for pupil in pupils
        for host in hosts
        if (
            host.id == meeting.host_id
            if meeting.joint
            else _concerns(host, pupil, taught) or (pupil.id, host.id) in talks
        )
        for key in [(pupil.id, host.id)]
    ]


async def invited(session: AsyncSession, guardian: Person, meeting: Meeting) -> list[Pupil]:
    """This guardian's children whose classes are invited, by name."""
    classes = select(MeetingClass.class_id).where(MeetingClass.meeting_id == meeting.id)
    return list(await session.scalars(scope.children_of(guardian).where(Pupil.class_id.in_(classes))))


async def _taught(session: AsyncSession, hosts: Sequence[int], meeting: Meeting) -> dict[int, set[int]]:
    """By host: the invited classes that are their homeroom or that they teach."""
    teaches = exists().where(Teaching.class_id == SchoolClass.id, Teaching.person_id == Person.id)
    rows = await session.execute(
        select(Person.id, SchoolClass.id)
        .join(SchoolClass, or_(SchoolClass.homeroom_id == Person.id, teaches))
        .join(MeetingClass, MeetingClass.class_id == SchoolClass.id)
        .where(MeetingClass.meeting_id == meeting.id, among(Person.id, hosts))
    )
    taught: dict[int, set[int]] = {}
    for host_id, class_id in rows:
        taught.setdefault(host_id, set()).add(class_id)
    return taught


def _concerns(host: Person, pupil: Pupil, taught: dict[int, set[int]]) -> bool:
    """A host who teaches none of the invited classes (a counsellor, the principal) is there for all of them."""
    return host.id not in taught or pupil.class_id in taught[host.id]


async def _confirmed(session: AsyncSession, guardian: Person) -> list[int]:
    """The children of whom this guardian hears personal things: those whose link is confirmed."""
    rows = await session.scalars(
        select(Guardianship.pupil_id).where(
            Guardianship.person_id == guardian.id, Guardianship.state == GuardianState.CONFIRMED
        )
    )
    return list(rows)


async def wishes_for(session: AsyncSession, guardian: Person, meeting_id: int | None) -> list[Wish]:
    """What the families of this guardian's children wait for, as far as it is theirs to see; of one meeting, or all."""
    query = select(Wish).where(scope.is_theirs(Wish, guardian.id)).order_by(Wish.wanted, Wish.since, Wish.id)
    if meeting_id is not None:
        query = query.where(Wish.meeting_id == meeting_id)
    return list(await session.scalars(query))


async def pupils_for(session: AsyncSession, meeting: Meeting, host: Person) -> list[Pupil]:
    """The invited children for whose families this host is there, by class and name."""
    pupils = await planning.pupils_of(session, meeting)
    taught = await _taught(session, [host.id], meeting)
    return [pupil for pupil in pupils if meeting.joint or _concerns(host, pupil, taught)]


async def standing(session: AsyncSession, meeting_id: int) -> list[Talk]:
    """All talks of a meeting that were not given back, by time; the caller has made sure that they may be seen."""
    rows = await session.scalars(
        select(Talk)
        .where(Talk.meeting_id == meeting_id, Talk.state != TalkState.RELEASED)
        .order_by(Talk.starts_at, Talk.id)
    )
    return list(rows)
