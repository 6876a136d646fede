"""The proposal is published: its talks are booked, families are told once each, and who has none goes on waiting."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyBooked, BusyThen, SlotTaken, StaleScreen
from bot.domain.meetings import Booking
from bot.domain.notices.wishes import TalksAssigned, TalksPublished
from bot.domain.talks import How
from bot.services.meetings import planning
from bot.services.queue import outbox
from bot.services.talks import making, rights, taking, telling, waiting
from bot.services.talks.proposals import Line, lines
from bot.services.talks.telling import What
from bot.storage.models import Meeting, Person, Pupil, Talk

CHANGES_UNTIL = timedelta(days=1)
"""Before the meeting: until then families move by themselves what they were given."""


@dataclass(frozen=True, slots=True)
class Made:
    """A wish, and the talk that was booked for it; None: it goes on waiting."""

    line: Line
    talk: Talk | None


@dataclass(slots=True)
class Published:
    """What came of it: how many are booked and how many wait, and the talks of which no chat tells the family."""

    booked: int = 0
    waiting: int = 0
    to_call: list[Made] = field(default_factory=list)


@dataclass(slots=True)
class _Told:
    """What one guardian is told."""

    person: Person
    talks: list[dict[str, str | datetime]] = field(default_factory=list)
    waits: list[dict[str, str]] = field(default_factory=list)


async def publish(session: AsyncSession, meeting: Meeting, staff: Person, now: datetime) -> Published:
    """Book all that is proposed, and open the meeting for moving and giving back; raises StaleScreen for a second time,
    or where families do not know of the meeting.

    A time that can no longer be had (closed, or its guardian is elsewhere) leaves its family waiting.
    """
    meeting = await taking.lock(session, meeting.id)
    if meeting.booking is not Booking.PROPOSED or meeting.state not in rights.FOR_FAMILIES:
        raise StaleScreen
    meeting.booking = Booking.PUBLISHED
    if (until := meeting.starts_at - CHANGES_UNTIL) > now:
        meeting.book_until = until
    stands = await waiting.standing(session, meeting.id)  # the others are given up by `upkeep`
    own = [line for line in await lines(session, meeting) if line.wish.id in stands]
    made = [Made(line, await _book(session, meeting, line, now)) for line in own]
    result = Published(sum(one.talk is not None for one in made), sum(one.talk is None for one in made))
    hosts = {host.id: host for host in await planning.hosts_of(session, meeting.id)}
    result.to_call = await _tell_families(session, meeting, made, hosts, now)
    await _tell_hosts(session, meeting, made, hosts, staff, now)
    await waiting.settle(session, meeting.id, now)
    return result


async def _book(session: AsyncSession, meeting: Meeting, line: Line, now: datetime) -> Talk | None:
    wish, slot = line.wish, line.slot
    wish.proposed_id = None
    if slot is None or slot.closed or slot.starts_at <= now:
        return None
    guardian, pupil = await session.get_one(Person, wish.person_id), await session.get_one(Pupil, wish.pupil_id)
    try:
        talk = await making.make(session, meeting, slot, guardian, pupil, now)
    except (SlotTaken, BusyThen, AlreadyBooked):
        return None
    telling.note(session, talk, What.BOOKED, pupil, How.ASSIGNED, now)
    await waiting.served(session, talk)
    return talk


async def _tell_families(
    session: AsyncSession, meeting: Meeting, made: Sequence[Made], hosts: Mapping[int, Person], now: datetime
) -> list[Made]:
    """Tell each guardian everything at once; the talks of which nobody could be told."""
    told: dict[int, _Told] = {}
    whose: list[tuple[Made, list[int]]] = []
    for one in made:
        host = hosts[one.line.wish.host_id].name
        people = await _people(session, one)
        for person in people:
            own = told.setdefault(person.id, _Told(person))
            if one.talk is None:
                own.waits.append({"child": one.line.child, "host": host})
            else:
                own.talks.append({"child": one.line.child, "host": host, "at": one.talk.starts_at})
        whose.append((one, [person.id for person in people]))
    reached = {person_id for person_id, own in told.items() if await _tell(session, meeting, own, now)}
    return [one for one, people in whose if one.talk is not None and not reached.intersection(people)]


async def _people(session: AsyncSession, one: Made) -> list[Person]:
    """Whom a talk is told; that a wish was not met, only who wished."""
    if one.talk is not None:
        return await telling.guardians(session, one.talk)
    return [await session.get_one(Person, one.line.wish.person_id)]


async def _tell(session: AsyncSession, meeting: Meeting, told: _Told, now: datetime) -> bool:
    notice = TalksAssigned(
        day=meeting.day,
        place=planning.place_of(meeting) or "",
        talks=tuple(told.talks),
        waits=tuple(told.waits),
        until=meeting.book_until if meeting.book_until and meeting.book_until > now else None,
    )
    return (
        await outbox.tell(session, told.person, notice, now, dedupe=f"assigned:{meeting.id}:{told.person.id}")
        is not None
    )


async def _tell_hosts(
    session: AsyncSession,
    meeting: Meeting,
    made: Sequence[Made],
    hosts: Mapping[int, Person],
    staff: Person,
    now: datetime,
) -> None:
    """Tell each host how many come; who published knows."""
    counts = Counter(one.line.wish.host_id for one in made if one.talk is not None)
    for host_id, host in hosts.items():
        if host_id != staff.id and counts[host_id]:
            notice = TalksPublished(meeting_id=meeting.id, host_id=host_id, day=meeting.day, count=counts[host_id])
            await outbox.tell(session, host, notice, now, dedupe=f"published:{meeting.id}:{host_id}")
