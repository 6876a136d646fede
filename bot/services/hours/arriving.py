"""When a member of staff is written to: within her hours. What comes at night lies there in the morning.

Channels differ in whether a message can arrive without a sound, and a badge on a phone follows into the night all the
same: so it leaves when her hours begin. Whoever looks of her own accord (`/start`, *Hari ini*) sees everything at once.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState
from bot.domain.notices import Notice
from bot.services.hours import keeping
from bot.services.queue import outbox
from bot.storage.models import Outgoing, Person, School

BREATH = timedelta(seconds=60)
"""What comes so soon after what the same family said belongs to it."""
_COMES = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.SENT)
"""A notice that she has heard, or will hear."""


async def moment(session: AsyncSession, staff: Person, now: datetime) -> datetime:
    """When a message may come to her: now, or when she next works."""
    school = await session.get_one(School, staff.school_id)
    return (await keeping.working(session, school, staff, now)).next_moment(now)


async def tell(
    session: AsyncSession,
    staff: Person,
    notice: Notice,
    now: datetime,
    *,
    dedupe: str | None = None,
    after: str | None = None,
) -> Outgoing | None:
    """Tell her something within her hours; None where no chat of hers can be written to, or it was told before.

    `after` is the `dedupe` of what was told just before: one thought in three messages makes her phone sound once.
    """
    silent = after is not None and await _goes_on(session, staff, after, now)
    row = await outbox.tell(session, staff, notice, now, dedupe=dedupe, silent=silent)
    if row is not None:
        row.due_at = await moment(session, staff, now)
        row.waits = row.due_at > now
    return row


async def _goes_on(session: AsyncSession, staff: Person, before: str, now: datetime) -> bool:
    told = select(Outgoing.id).where(
        Outgoing.dedupe == before,
        Outgoing.person_id == staff.id,
        Outgoing.state.in_(_COMES),
        Outgoing.created_at >= now - BREATH,
    )
    return await session.scalar(told) is not None
