"""What becomes of the times that families have, when a meeting is held on another day or called off."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue
from bot.domain.meetings import TalkState, instant
from bot.services import log
from bot.storage.among import among
from bot.storage.models import Busy, LogKind, Meeting, Person, Slot, Talk, TalkSlot, Wish


async def shift(session: AsyncSession, meeting: Meeting, days: int, timezone: str, now: datetime) -> None:
    """Move all times and talks of a meeting by so many days, at the same time of day on the school's clock.

    Raises InvalidValue when somebody with a time has another talk at the new one.
    """
    slots = select(Slot).where(Slot.meeting_id == meeting.id)
    # A slot goes where the next one still is, unless that has gone before.
    order = Slot.starts_at.desc() if days > 0 else Slot.starts_at.asc()
    for slot in await session.scalars(slots.order_by(order)):
        slot.starts_at = _later(slot.starts_at, days, timezone)
        slot.ends_at = _later(slot.ends_at, days, timezone)
        await session.flush()
    talks = list(await session.scalars(_standing(meeting)))
    await _busy(session, talks, days, timezone)
    for talk in talks:
        talk.starts_at = _later(talk.starts_at, days, timezone)
        talk.ends_at = _later(talk.ends_at, days, timezone)
        talk.sequence += 1
        talk.changed_at = now
    await session.flush()


async def release_all(session: AsyncSession, staff: Person, meeting: Meeting, now: datetime) -> list[Talk]:
    """Give every time back, for the meeting is called off; who had one. Nobody waits for one any more."""
    talks = list(await session.scalars(_standing(meeting)))
    ids = [talk.id for talk in talks]
    await session.execute(delete(Busy).where(among(Busy.talk_id, ids)))
    await session.execute(delete(TalkSlot).where(among(TalkSlot.talk_id, ids)))
    await session.execute(delete(Wish).where(Wish.meeting_id == meeting.id))
    await session.execute(update(Slot).where(Slot.meeting_id == meeting.id).values(closed=True))
    for talk in talks:
        talk.state, talk.changed_at = TalkState.RELEASED, now
        talk.sequence += 1
        log.note(
            session,
            meeting.school_id,
            LogKind.RELEASED,
            now,
            staff_id=staff.id,
            person_id=talk.person_id,
            pupil_id=talk.pupil_id,
            meeting_id=meeting.id,
        )
    await session.flush()
    return talks


async def _busy(session: AsyncSession, talks: list[Talk], days: int, timezone: str) -> None:
    """Where its people are busy moves along with a talk."""
    starts = {talk.id: talk.starts_at for talk in talks}
    rows = list(await session.scalars(select(Busy).where(among(Busy.talk_id, list(starts)))))
    moved = [
        (row.person_id, _later(starts[row.talk_id], days, timezone) + (row.at - starts[row.talk_id]), row.talk_id)
        for row in rows
    ]
    await session.execute(delete(Busy).where(among(Busy.talk_id, list(starts))))
    people = {person_id for person_id, _at, _talk in moved}
    taken = await session.execute(select(Busy.person_id, Busy.at).where(among(Busy.person_id, people)))
    if {(person_id, at) for person_id, at in taken} & {(person_id, at) for person_id, at, _talk in moved}:
        raise InvalidValue("day", "busy")
    for row in rows:
        session.expunge(row)
    session.add_all(Busy(person_id=person_id, at=at, talk_id=talk_id) for person_id, at, talk_id in moved)
    await session.flush()


def _standing(meeting: Meeting) -> Select[Talk]:
    return select(Talk).where(Talk.meeting_id == meeting.id, Talk.state == TalkState.BOOKED).order_by(Talk.id)


def _later(at: datetime, days: int, timezone: str) -> datetime:
    local = at.astimezone(ZoneInfo(timezone))
    return instant(local.date() + timedelta(days=days), local.time(), timezone)
