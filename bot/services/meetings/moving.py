"""The times that families have go along when a meeting is held on another day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue
from bot.domain.meetings import TalkState, instant
from bot.services.talks import taking, telling, waiting
from bot.storage.among import among
from bot.storage.models import Busy, Meeting, Person, Slot, Talk


async def shift(session: AsyncSession, by: Person, meeting: Meeting, days: int, timezone: str, now: datetime) -> None:
    """Move all times and talks of a meeting by so many days, at the same time of day on the school's clock.

    Who has been told of a talk hears of it with the meeting. Raises InvalidValue when somebody with a time has another
    talk at the new one.
    """
    await _slots(session, meeting, days, timezone)
    standing = (Talk.meeting_id == meeting.id, Talk.state == TalkState.BOOKED)
    talks = list(await session.scalars(select(Talk).where(*standing).order_by(Talk.id)))
    people = await _busy(session, talks, days, timezone)
    for talk in talks:
        talk.starts_at = _later(talk.starts_at, days, timezone)
        talk.ends_at = _later(talk.ends_at, days, timezone)
        talk.sequence += 1
        talk.changed_at = now
    await session.flush()
    for talk in talks:
        await telling.shifted(session, talk, by, now)
    await waiting.hand_on(session, taking.Freed(people=people), now)


async def _slots(session: AsyncSession, meeting: Meeting, days: int, timezone: str) -> None:
    """A slot goes where another still is, unless that has gone before: so the ones in front go first."""
    order = Slot.starts_at.desc() if days > 0 else Slot.starts_at.asc()
    for slot in await session.scalars(select(Slot).where(Slot.meeting_id == meeting.id).order_by(order)):
        slot.starts_at = _later(slot.starts_at, days, timezone)
        slot.ends_at = _later(slot.ends_at, days, timezone)
        await session.flush()


async def _busy(session: AsyncSession, talks: Sequence[Talk], days: int, timezone: str) -> list[int]:
    """Where its people are busy moves along with a talk; who they are."""
    starts = {talk.id: talk.starts_at for talk in talks}
    own = among(Busy.talk_id, list(starts))
    moved = [
        Busy(
            person_id=row.person_id,
            at=_later(starts[row.talk_id], days, timezone) + (row.at - starts[row.talk_id]),
            talk_id=row.talk_id,
        )
        for row in await session.scalars(select(Busy).where(own))
    ]
    people = sorted({row.person_id for row in moved})
    taken = select(Busy.person_id, Busy.at).where(among(Busy.person_id, people), ~own)
    elsewhere = {(person_id, at) for person_id, at in await session.execute(taken)}
    if any((row.person_id, row.at) in elsewhere for row in moved):
        raise InvalidValue("day", "busy")
    await session.execute(delete(Busy).where(own))
    session.add_all(moved)
    await session.flush()
    return people


def _later(at: datetime, days: int, timezone: str) -> datetime:
    local = at.astimezone(ZoneInfo(timezone))
    return instant(local.date() + timedelta(days=days), local.time(), timezone)
