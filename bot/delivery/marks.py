"""Changing rows that are in hand, many in one statement."""

from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import OUTBOX
from bot.domain.delivery import OutboxState


async def mark(session: AsyncSession, changes: list[dict[str, Any]]) -> None:
    """Change rows by `row_id`, those still in hand; the changes name the same columns each."""
    if not changes:
        return
    names = [name for name in changes[0] if name != "row_id"]
    await session.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == bindparam("row_id"), OUTBOX.c.state == OutboxState.SENDING)
        .values({name: bindparam(f"new_{name}", type_=OUTBOX.c[name].type) for name in names}),
        [{"row_id": change["row_id"], **{f"new_{name}": change[name] for name in names}} for change in changes],
    )
