"""How far a message has come with one person: up the rungs, never down."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import CLIMB, Reason, Rung
from bot.storage.among import among
from bot.storage.models import Recipient


async def climb(
    session: AsyncSession, recipient_ids: Collection[int], rung: Rung, *, reason: Reason | None = None
) -> set[int]:
    """Lift recipients to a rung; the ids of those who moved.

    Who stands higher stays there, and so does who had the update withdrawn: that is no rung. `reason` says why it
    failed or waits, and is cleared where there is none.
    """
    if not recipient_ids:
        return set()
    moved = await session.scalars(
        update(Recipient)
        .where(among(Recipient.id, recipient_ids), Recipient.rung.in_(CLIMB[: CLIMB.index(rung)]))
        .values(rung=rung, reason=reason, waits_until=None)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    )
    return set(moved)


async def leave_out(session: AsyncSession, recipient_ids: Collection[int], reason: Reason) -> None:
    """Note that the message was never sent to those who still waited for it, and why."""
    if recipient_ids:
        await session.execute(
            update(Recipient)
            .where(among(Recipient.id, recipient_ids), Recipient.rung == Rung.QUEUED)
            .values(rung=Rung.UNREACHED, reason=reason, waits_until=None)
            .execution_options(synchronize_session=False)
        )


async def wait(session: AsyncSession, recipient_id: int, until: datetime, reason: Reason) -> None:
    """Note that a message waits for a better hour, and why."""
    await session.execute(
        update(Recipient)
        .where(Recipient.id == recipient_id, Recipient.rung == Rung.QUEUED)
        .values(waits_until=until, reason=reason)
        .execution_options(synchronize_session=False)
    )
