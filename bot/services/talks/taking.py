"""Having a slot, and giving it back: the rows that can be there once (`TalkSlot`, `Busy`), and what a refusal means.

Whoever frees a time or begins to wait takes turns at the meeting's row, so that the two do not miss each other; where a
talk of another meeting is in the way, at its rows of `Busy`. That nobody holds two at once does not rest on it: the
database refuses the second row, whoever inserts it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import BusyThen, SlotTaken
from bot.domain.talks import ticks
from bot.storage.among import among
from bot.storage.models import Busy, Meeting, MeetingHost, Slot, Talk, TalkSlot


@dataclass(frozen=True, slots=True)
class Freed:
    """What is there for others again: slots, and people who have time."""

    slots: Sequence[int] = ()
    people: Sequence[int] = ()


async def lock(session: AsyncSession, meeting_id: int) -> Meeting:
    """The meeting as it is now, ours to book in until the transaction ends (SQLite has one writer anyway)."""
    return await _locked(session, select(Meeting).where(Meeting.id == meeting_id).with_for_update(key_share=True))


async def lock_shared(session: AsyncSession, meeting_id: int) -> Meeting:
    """The same for who takes one time and gives none: of these there may be many at once, each with another time."""
    return await _locked(session, select(Meeting).where(Meeting.id == meeting_id).with_for_update(read=True))


async def lock_to_wait(
    session: AsyncSession, meeting: Meeting, host_id: int, guardian_id: int, now: datetime
) -> Meeting:
    """The same as `lock` for who begins to wait; and what keeps these people busy elsewhere stays, or has gone, too.

    Whoever gives back a talk of another meeting has that one's row, looks who waits for its people, and would not see
    a wish before it is committed. So the two take turns at the rows of `Busy` that go with the talk: these first, as
    who gives back does, or each could have what the other waits for; and again, for what was booked in the meantime.
    """
    await _stay(session, meeting, host_id, guardian_id, now)
    ours = await lock(session, meeting.id)
    await _stay(session, ours, host_id, guardian_id, now)
    return ours


async def _stay(session: AsyncSession, meeting: Meeting, host_id: int, guardian_id: int, now: datetime) -> None:
    people = [*await hosts_of(session, meeting, host_id), guardian_id]
    await session.execute(
        select(Busy.person_id, Busy.at)
        .join(Talk, Talk.id == Busy.talk_id)
        .where(among(Busy.person_id, people), Busy.at > now, Talk.meeting_id != meeting.id)
        .order_by(Busy.person_id, Busy.at)
        .with_for_update(read=True, of=Busy)
    )


async def _locked(session: AsyncSession, query: Select[Meeting]) -> Meeting:
    await session.flush()
    found = await session.scalars(query.execution_options(populate_existing=True))
    return found.one()


async def hosts_of(session: AsyncSession, meeting: Meeting, host_id: int) -> list[int]:
    """With whom a talk with this host is: with all of them where the meeting is joint."""
    if not meeting.joint:
        return [host_id]
    rows = await session.scalars(select(MeetingHost.person_id).where(MeetingHost.meeting_id == meeting.id))
    return sorted(rows)


async def open_slots(
    session: AsyncSession,
    meeting: Meeting,
    host_id: int,
    now: datetime,
    *,
    guardian_id: int | None = None,
    but: int = 0,
) -> list[Slot]:
    """Slots that lie ahead and nobody has, by time; of a joint meeting those that all hosts have, the leader's.

    With a guardian, those in which the guardian is in no other talk; `but` is a talk that would make room.
    """
    hosts = await hosts_of(session, meeting, host_id)
    conditions = [
        Slot.meeting_id == meeting.id,
        among(Slot.host_id, hosts),
        exists().where(MeetingHost.meeting_id == Slot.meeting_id, MeetingHost.person_id == Slot.host_id),
        Slot.closed.is_(False),
        Slot.starts_at > now,
        ~exists().where(TalkSlot.slot_id == Slot.id, TalkSlot.talk_id != but),
        ~exists().where(_in_a_talk(Slot.host_id, Slot, but)),
    ]
    if guardian_id is not None:
        conditions.append(~exists().where(_in_a_talk(guardian_id, Slot, but)))
    rows = await session.scalars(select(Slot).where(and_(*conditions)).order_by(Slot.starts_at, Slot.id))
    return _together(list(rows), len(hosts), meeting.host_id if meeting.joint else host_id)


def _in_a_talk(person: Any, slot: Slot | type[Slot], but: int) -> ColumnElement[bool]:
    """Busy rows of a person during a slot, but for those of one talk."""
    return and_(Busy.person_id == person, Busy.at >= slot.starts_at, Busy.at < slot.ends_at, Busy.talk_id != but)


def _together(rows: list[Slot], hosts: int, leader: int) -> list[Slot]:
    if hosts <= 1:
        return rows
    at_once: defaultdict[tuple[datetime, datetime], list[Slot]] = defaultdict(list)
    for row in rows:
        at_once[row.starts_at, row.ends_at].append(row)
    whole = [same for same in at_once.values() if len(same) == hosts]
    return [next((row for row in same if row.host_id == leader), same[0]) for same in whole]


async def beside(session: AsyncSession, meeting: Meeting, slot: Slot) -> list[Slot]:
    """The slot, and of a joint meeting one of every host at the same time; raises SlotTaken where one has none."""
    if not meeting.joint:
        return [slot]
    hosts = await hosts_of(session, meeting, slot.host_id)
    rows = await session.scalars(
        select(Slot)
        .where(
            Slot.meeting_id == meeting.id,
            among(Slot.host_id, hosts),
            Slot.starts_at == slot.starts_at,
            Slot.ends_at == slot.ends_at,
            Slot.closed.is_(False),
        )
        .order_by(Slot.id)
    )
    found = list(rows)
    if len(found) != len(hosts):
        raise SlotTaken
    return found


async def hold(session: AsyncSession, talk_id: int, slots: Sequence[Slot], guardian_id: int) -> None:
    """Have these slots for a talk, and its people busy; raises IntegrityError, so the caller is in a savepoint."""
    people = sorted({slot.host_id for slot in slots} | {guardian_id})
    times = ticks(slots[0].starts_at, slots[0].ends_at)
    held = [{"slot_id": slot_id, "talk_id": talk_id} for slot_id in sorted(slot.id for slot in slots)]
    await session.execute(insert(TalkSlot), held)
    busy = [{"person_id": who, "at": at, "talk_id": talk_id} for who in people for at in times]
    await session.execute(insert(Busy), busy)


async def let_go(session: AsyncSession, talks: Sequence[Talk]) -> Freed:
    """Give up what these talks hold."""
    ids = [talk.id for talk in talks]
    slots = await session.scalars(delete(TalkSlot).where(among(TalkSlot.talk_id, ids)).returning(TalkSlot.slot_id))
    freed = sorted(slots)
    people = await session.scalars(delete(Busy).where(among(Busy.talk_id, ids)).returning(Busy.person_id))
    return Freed(freed, sorted(set(people)))


async def is_taken(session: AsyncSession, slot: Slot) -> bool:
    """Whether a talk has this slot."""
    held = select(TalkSlot.talk_id).where(TalkSlot.slot_id == slot.id)
    return await session.scalar(held) is not None


async def check_free(session: AsyncSession, person_id: int, slot: Slot, but: int = 0) -> None:
    """Raises BusyThen where this person is in another talk during the slot; `but` is one that would make room."""
    busy = select(Talk.starts_at).join(Busy, Busy.talk_id == Talk.id).where(_in_a_talk(person_id, slot, but)).limit(1)
    at = await session.scalar(busy)
    if at is not None:
        raise BusyThen(at)
