"""After a crash, of a process or of the database: what was in hand may have arrived, or has certainly not left."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import COLUMNS, IN_HAND, OUTBOX, in_hand
from bot.delivery.outcomes import unsure
from bot.delivery.results import record
from bot.domain.delivery import OutboxState
from bot.storage.among import among


async def recover(session: AsyncSession, bots: Collection[int], living: Collection[str], now: datetime) -> int:
    """Treat what processes that live no longer had in hand as unknown; how many. The caller commits."""
    rows = await session.execute(
        select(*COLUMNS).where(
            among(OUTBOX.c.bot_id, bots),
            IN_HAND,
            or_(OUTBOX.c.owner.is_(None), OUTBOX.c.owner.not_in(living)),
        )
    )
    left = [in_hand(row) for row in rows]
    if left:
        await record(session, [unsure(row, now, "ProcessDied") for row in left], now)
    return len(left)


async def give_back(session: AsyncSession, owner: str, in_hand: Collection[int]) -> int:
    """Queue again what `owner` took without hearing of it, and so never sent; how many. The caller commits."""
    rows = await session.scalars(select(OUTBOX.c.id).where(IN_HAND, OUTBOX.c.owner == owner))
    never_left = set(rows) - set(in_hand)
    if never_left:
        await session.execute(
            update(OUTBOX)
            .where(among(OUTBOX.c.id, never_left))
            .values(state=OutboxState.QUEUED, owner=None, attempts=OUTBOX.c.attempts - 1)
        )
    return len(never_left)
