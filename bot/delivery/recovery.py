"""After a crash: what its process had in hand may have arrived or not."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import COLUMNS, OUTBOX, in_hand
from bot.delivery.outcomes import unsure
from bot.delivery.results import record
from bot.storage.among import among


async def recover(session: AsyncSession, bots: Collection[int], living: Collection[str], now: datetime) -> int:
    """Treat what processes that live no longer had in hand as unknown; how many. The caller commits."""
    rows = await session.execute(
        select(*COLUMNS).where(
            among(OUTBOX.c.bot_id, bots),
            text("outbox.state = 'sending'"),
            or_(OUTBOX.c.owner.is_(None), OUTBOX.c.owner.not_in(living)),
        )
    )
    left = [in_hand(row) for row in rows]
    if left:
        await record(session, [unsure(row, now, "ProcessDied") for row in left], now)
    return len(left)
