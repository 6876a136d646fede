"""Changing rows that are in hand, many in one statement."""

from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import OUTBOX
from bot.domain.delivery import OutboxState


async def mark(session: AsyncSession, changes: list[dict[str, Any]]) -> None:
    """Change the row that each change names as `row`, if it is still in hand; the changes name the same columns each.

    A row that was given back and taken anew is in another hand, or for another try: a late result is not for it.
    """
    if not changes:
        return
    names = [name for name in changes[0] if name != "row"]
    await session.execute(
        update(OUTBOX)
        .where(
            OUTBOX.c.id == bindparam("row_id"),
            OUTBOX.c.state == OutboxState.SENDING,
            OUTBOX.c.attempts == bindparam("row_attempts"),
        )
        .values({name: bindparam(f"new_{name}", type_=OUTBOX.c[name].type) for name in names}),
        [_parameters(change, names) for change in changes],
    )


def _parameters(change: dict[str, Any], names: list[str]) -> dict[str, Any]:
    row = change["row"]
    return {"row_id": row.id, "row_attempts": row.attempts, **{f"new_{name}": change[name] for name in names}}
