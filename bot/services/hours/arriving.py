"""When a member of staff is written to: within her hours. What comes at night lies there in the morning.

Channels differ in whether a message can arrive without a sound, and a badge on a phone follows into the night all the
same: so it leaves when her hours begin. Whoever looks of her own accord (`/start`, *Hari ini*) sees everything at once.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.notices import Notice
from bot.services.hours import keeping
from bot.services.queue import outbox
from bot.storage.models import Outgoing, Person, School


async def moment(session: AsyncSession, staff: Person, now: datetime) -> datetime:
    """When a message may come to her: now, or when she next works."""
    school = await session.get_one(School, staff.school_id)
    return (await keeping.working(session, school, staff, now)).next_moment(now)


async def tell(
    session: AsyncSession, staff: Person, notice: Notice, now: datetime, *, dedupe: str | None = None
) -> Outgoing | None:
    """Tell her something within her hours; None where no chat of hers can be written to, or it was told before."""
    row = await outbox.tell(session, staff, notice, now, dedupe=dedupe)
    if row is not None:
        row.due_at = await moment(session, staff, now)
        row.waits = row.due_at > now
    return row
