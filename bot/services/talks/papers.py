"""The talks of a meeting on paper: each teacher's times, and each family's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import Child
from bot.domain.meeting_papers import Occasion
from bot.domain.meetings import TalkState
from bot.domain.talk_papers import Appointment, Slip, SlipTime, TalkList, TalkLists, TalkSlips
from bot.services.meetings import planning
from bot.services.meetings.attendance_papers import class_names, guardians_of
from bot.services.meetings.occasions import chair_of
from bot.services.meetings.paper_views import View, families_of
from bot.storage.models import Meeting, Person, Pupil, School, Slot, Talk, TalkSlot


async def lists(
    session: AsyncSession, meeting: Meeting, occasion: Occasion, view: View, *, for_door: bool
) -> TalkLists | None:
    """A list for each host who offers times; with families only those that may be named. None for none."""
    slots = await _slots(session, meeting)
    known = await _appointments(session, meeting, slots)
    found = []
    for host in await planning.hosts_of(session, meeting.id):
        times = tuple(known[slot.id] for slot in slots if slot.host_id == host.id)
        if times and (for_door or view.lists(host.id)):
            found.append(TalkList((host.name,), times))
    return TalkLists(occasion, tuple(found), for_door) if found else None


async def slips(
    session: AsyncSession, meeting: Meeting, school: School, occasion: Occasion, view: View
) -> TalkSlips | None:
    """A slip for each family with a time; two for guardians who talk apart, each with its own. None for none."""
    pupils = {pupil.id: pupil for pupil in await families_of(session, meeting, view)}
    classes, hosts = await class_names(session, meeting), await planning.hosts_of(session, meeting.id)
    names = {host.id: host.name for host in hosts}
    times: defaultdict[tuple[int, int], list[SlipTime]] = defaultdict(list)
    for talk in await _talks(session, meeting):
        with_whom = tuple(names.values()) if meeting.joint else (names.get(talk.host_id, ""),)
        times[talk.pupil_id, talk.party].append(SlipTime(talk.starts_at, talk.ends_at, with_whom))
    order = {pupil: place for place, pupil in enumerate(pupils)}
    found = [
        Slip(_child(pupils[pupil], classes), tuple(times[pupil, party]), await _name(session, party))
        for pupil, party in sorted(times, key=lambda key: (order.get(key[0], 0), key[1]))
        if pupil in pupils
    ]
    return TalkSlips(occasion, tuple(found), await chair_of(session, meeting, school)) if found else None


async def _slots(session: AsyncSession, meeting: Meeting) -> Sequence[Slot]:
    rows = await session.scalars(
        select(Slot).where(Slot.meeting_id == meeting.id).order_by(Slot.starts_at, Slot.host_id)
    )
    return rows.all()


async def _talks(session: AsyncSession, meeting: Meeting) -> Sequence[Talk]:
    rows = await session.scalars(
        select(Talk)
        .where(Talk.meeting_id == meeting.id, Talk.state == TalkState.BOOKED)
        .order_by(Talk.starts_at, Talk.id)
    )
    return rows.all()


async def _held(session: AsyncSession, meeting: Meeting) -> dict[int, Talk]:
    """The talk in each slot that has one."""
    rows = await session.execute(
        select(TalkSlot.slot_id, Talk)
        .join(Talk, Talk.id == TalkSlot.talk_id)
        .where(Talk.meeting_id == meeting.id, Talk.state != TalkState.RELEASED)
    )
    return dict(rows.all())


async def _appointments(session: AsyncSession, meeting: Meeting, slots: Sequence[Slot]) -> dict[int, Appointment]:
    """What each slot holds; that of a child who has left since stands empty, and is not offered."""
    held = await _held(session, meeting)
    pupils = {pupil.id: pupil for pupil in await planning.pupils_of(session, meeting)}
    classes = await class_names(session, meeting)
    guardians = await guardians_of(session, {talk.pupil_id for talk in held.values()})
    found = {}
    for slot in slots:
        talk = held.get(slot.id)
        pupil = pupils.get(talk.pupil_id) if talk else None
        if talk is None or pupil is None:
            found[slot.id] = Appointment(slot.starts_at, slot.ends_at, closed=slot.closed or talk is not None)
        else:
            found[slot.id] = _appointment(slot, talk, _child(pupil, classes), guardians[pupil.id])
    return found


def _appointment(slot: Slot, talk: Talk, child: Child, guardians: Mapping[int, str]) -> Appointment:
    alone = guardians.get(talk.party)
    return Appointment(
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        child=child,
        guardians=(alone,) if alone else tuple(guardians.values()),
        outcome=talk.outcome or "",
        follow_up=talk.follow_up,
    )


def _child(pupil: Pupil, classes: Mapping[int, str]) -> Child:
    return Child(pupil.name, classes.get(pupil.class_id or 0, ""))


async def _name(session: AsyncSession, party: int) -> str:
    person = await session.get(Person, party) if party else None
    return person.name if person else ""
