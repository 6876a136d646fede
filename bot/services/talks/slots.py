"""What hosts offer: their hours become slots, single slots are closed and opened again."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.talks import Span, Times, cut
from bot.services.talks import taking, waiting
from bot.storage.models import Meeting, Person, School, Slot, TalkSlot


async def offer(
    session: AsyncSession, meeting: Meeting, host: Person, spans: Sequence[Span], now: datetime
) -> list[Slot]:
    """Offer these hours; the host's slots of those days, by time.

    On the days of the spans they take the place of what was offered before: slots that are not among them are closed.
    One that a talk is in stays as it is, and new ones that would overlap it are left out, as is what has begun. Raises
    InvalidValue for hours that are none.
    """
    meeting = await taking.lock(session, meeting.id)
    school = await session.get_one(School, meeting.school_id)
    wanted = sorted({times for span in spans for times in cut(span, school.timezone) if times[0] > now})
    known = {slot.starts_at: slot for slot in await of_host(session, meeting.id, host.id)}
    taken = [slot for slot in known.values() if await taking.is_taken(session, slot)]
    new = _fitting(wanted, taken)
    days = {_day(start, school) for start, _end in wanted} | {span.day for span in spans}
    for slot in known.values():
        if slot not in taken and slot.starts_at > now and _day(slot.starts_at, school) in days:
            slot.closed = True
    for starts_at, ends_at in new:
        slot = known.get(starts_at) or Slot(meeting_id=meeting.id, host_id=host.id, starts_at=starts_at)
        slot.ends_at, slot.closed = ends_at, False
        session.add(slot)
    await session.flush()
    await waiting.settle(session, meeting.id, now)
    return [slot for slot in await of_host(session, meeting.id, host.id) if _day(slot.starts_at, school) in days]


def _fitting(wanted: Sequence[Times], taken: Sequence[Slot]) -> list[Times]:
    fitting: list[Times] = []
    for start, end in wanted:
        if any(slot.starts_at < end and start < slot.ends_at for slot in taken):
            continue
        if fitting and start < fitting[-1][1]:
            continue
        fitting.append((start, end))
    return fitting


def _day(at: datetime, school: School) -> date:
    return at.astimezone(ZoneInfo(school.timezone)).date()


async def close(session: AsyncSession, slot: Slot) -> None:
    """Take a slot out of the offer; a talk that stands in it stays."""
    slot.closed = True
    await session.flush()


async def reopen(session: AsyncSession, slot: Slot, now: datetime) -> None:
    """Offer a closed slot again; whoever waits for it gets it at once."""
    await taking.lock(session, slot.meeting_id)
    slot.closed = False
    await session.flush()
    await waiting.settle(session, slot.meeting_id, now)


async def of_host(session: AsyncSession, meeting_id: int, host_id: int) -> list[Slot]:
    """All slots of a host, closed ones among them, by time."""
    rows = await session.scalars(
        select(Slot).where(Slot.meeting_id == meeting_id, Slot.host_id == host_id).order_by(Slot.starts_at, Slot.id)
    )
    return list(rows)


async def holders(session: AsyncSession, meeting_id: int) -> dict[int, int]:
    """By slot that a talk is in: the talk."""
    rows = await session.execute(
        select(TalkSlot.slot_id, TalkSlot.talk_id)
        .join(Slot, Slot.id == TalkSlot.slot_id)
        .where(Slot.meeting_id == meeting_id)
    )
    return dict(rows.all())
