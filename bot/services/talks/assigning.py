"""All wishes of a meeting as one problem, and what was found for it as a proposal that the school may still change."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.assignment import Assignment, Offer, Problem, Request, Whose
from bot.domain.errors import StaleScreen
from bot.domain.meetings import Booking, TalkState
from bot.domain.notices.wishes import TalksProposed
from bot.domain.talks import GRID
from bot.services.meetings import planning
from bot.services.queue import outbox
from bot.services.talks import taking, waiting
from bot.services.talks.kin import Families, families_of
from bot.storage.among import among
from bot.storage.models import Busy, Meeting, Person, Slot, Talk, TalkNeed, Wish

LAST = 1000
"""What is added to the order of a wish for which a host sees no need."""
ASSIGNABLE = (Booking.WISHES, Booking.PROPOSED)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wishes:
    """The wishes of a meeting, the open slots in which they could be met, and both as a problem."""

    wishes: Sequence[Wish]
    slots: Sequence[Slot]
    problem: Problem


async def wishes_of(session: AsyncSession, meeting: Meeting, now: datetime) -> Wishes:
    """All that can be assigned, as things stand; the caller has made sure that it may be seen."""
    hosts = [meeting.host_id] if meeting.joint else [host.id for host in await planning.hosts_of(session, meeting.id)]
    wishes = [wish for host_id in hosts for wish in await waiting.in_turn(session, meeting.id, host_id)]
    slots = [slot for host_id in hosts for slot in await taking.open_slots(session, meeting, host_id, now)]
    families = await families_of(session, wishes)
    children = _children(wishes)
    problem = Problem(
        await _requests(session, meeting, wishes, slots, families, children),
        [
            Offer(slot.id, slot.host_id, minute(slot.starts_at), (slot.ends_at - slot.starts_at) // MINUTE)
            for slot in slots
        ],
        await _busy(session, families, slots),
        await _had(session, meeting, wishes, families, children),
        lot=meeting.id,
    )
    return Wishes(wishes, slots, problem)


def minute(at: datetime) -> int:
    """An instant in whole minutes."""
    return int(at.timestamp()) // 60


Children = Mapping[tuple[int, int], int]
"""By pupil and party: a number for each child, and for each guardian of it who comes apart."""


def _children(wishes: Sequence[Wish]) -> Children:
    return {whose: number for number, whose in enumerate(sorted({(wish.pupil_id, wish.party) for wish in wishes}))}


async def _requests(
    session: AsyncSession,
    meeting: Meeting,
    wishes: Sequence[Wish],
    slots: Sequence[Slot],
    families: Families,
    children: Children,
) -> list[Request]:
    needs = await session.scalars(select(TalkNeed).where(TalkNeed.meeting_id == meeting.id))
    needed = {(need.host_id, need.pupil_id): need.needed for need in needs}
    offering = {slot.host_id for slot in slots}
    requests: list[Request] = []
    for wish in wishes:
        need = needed.get((wish.host_id, wish.pupil_id))
        # A guardian who is a host, too, gives up one of her own times for it.
        hosts = (wish.host_id, wish.person_id) if wish.person_id in offering else (wish.host_id,)
        wanted = wish.wanted + (LAST if need is False else 0)
        child = children[wish.pupil_id, wish.party]
        requests.append(Request(wish.id, families.of(wish.person_id), hosts, wanted, need is True, child))
    return requests


async def _busy(session: AsyncSession, families: Families, slots: Sequence[Slot]) -> dict[int, list[tuple[int, int]]]:
    """By family: when one of its people is in a talk already, while hosts have time."""
    spans: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    if not slots:
        return spans
    rows = await session.execute(
        select(Busy.person_id, Busy.at)
        .where(
            among(Busy.person_id, families.people()),
            Busy.at >= min(slot.starts_at for slot in slots) - timedelta(hours=2),
            Busy.at <= max(slot.ends_at for slot in slots) + timedelta(hours=2),
        )
        .order_by(Busy.person_id, Busy.at)
    )
    for person_id, at in rows:
        begins, ends = minute(at), minute(at + GRID)
        own = spans[families.of(person_id)]
        if own and own[-1][1] == begins:
            own[-1] = (own[-1][0], ends)
        else:
            own.append((begins, ends))
    return spans


async def _had(
    session: AsyncSession, meeting: Meeting, wishes: Sequence[Wish], families: Families, children: Children
) -> Counter[Whose]:
    """How many talks children have already that wish for more."""
    whose = {(wish.pupil_id, wish.party): families.of(wish.person_id) for wish in wishes}
    rows = await session.execute(
        select(Talk.pupil_id, Talk.party).where(Talk.meeting_id == meeting.id, Talk.state != TalkState.RELEASED)
    )
    talks = [(pupil_id, party) for pupil_id, party in rows]
    return Counter((whose[key], children[key]) for key in talks if key in whose)


async def propose(session: AsyncSession, meeting: Meeting, found: Assignment, staff: Person, now: datetime) -> None:
    """Keep what was found as the proposal; what cannot be had any more is left out. Hosts are asked to look at it.

    Raises StaleScreen for a meeting whose wishes are not being assigned.
    """
    meeting = await taking.lock(session, meeting.id)
    if meeting.booking not in ASSIGNABLE:
        raise StaleScreen
    now_open = await wishes_of(session, meeting, now)
    slots = {slot.id: slot for slot in now_open.slots}
    for wish in now_open.wishes:
        slot = slots.get(next(iter(found.placed.get(wish.id, ())), 0))
        wish.proposed_id = slot.id if slot is not None and slot.host_id == wish.host_id else None
    meeting.booking = Booking.PROPOSED
    await session.flush()
    await _ask_hosts(session, meeting, now_open.wishes, staff, now)


async def _ask_hosts(
    session: AsyncSession, meeting: Meeting, wishes: Sequence[Wish], staff: Person, now: datetime
) -> None:
    """Once for each proposal that a host has not seen yet; who assigned sees it anyway."""
    counts = Counter(wish.host_id for wish in wishes if wish.proposed_id is not None)
    for host_id, count in sorted(counts.items()):
        if host_id != staff.id:
            host = await session.get_one(Person, host_id)
            notice = TalksProposed(meeting_id=meeting.id, host_id=host_id, day=meeting.day, count=count)
            await outbox.tell(session, host, notice, now, dedupe=f"proposed:{meeting.id}:{host_id}")


async def take_back(session: AsyncSession, meeting: Meeting) -> None:
    """Drop the proposal and let families wish again; raises StaleScreen for what was published."""
    meeting = await taking.lock(session, meeting.id)
    if meeting.booking is not Booking.PROPOSED:
        raise StaleScreen
    await session.execute(update(Wish).where(Wish.meeting_id == meeting.id).values(proposed_id=None))
    meeting.booking = Booking.WISHES
    await session.flush()
