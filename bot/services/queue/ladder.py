"""How far a message has come with one person: up the rungs, never down."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, false, literal_column, null, or_, update
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
        .where(among(Recipient.id, recipient_ids), _below(rung))
        .values(rung=rung, reason=reason, waits_until=None)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    )
    return set(moved)


def lifted(rung: Rung) -> dict[str, ColumnElement[Any]]:
    """The same as values of an update of recipients that has more to say about them."""
    return {
        "rung": case((_below(rung), literal_column(f"'{rung}'")), else_=Recipient.rung),
        "reason": case((_below(rung), null()), else_=Recipient.reason),
        "waits_until": case((_below(rung), null()), else_=Recipient.waits_until),
    }


def _below(rung: Rung) -> ColumnElement[bool]:
    # In words of the statement: as parameters they would go along with each of the many rows of one execution.
    return or_(false(), *(Recipient.rung == literal_column(f"'{lower}'") for lower in CLIMB[: CLIMB.index(rung)]))


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
