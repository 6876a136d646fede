"""Changing rows that are in hand, many in one statement."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, literal_column, null, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import OUTBOX


async def mark(session: AsyncSession, changes: list[dict[str, Any]]) -> None:
    """Change the row that each change names as `row`, if it is still in hand; the changes name the same columns each.

    A row that was given back and taken anew is in another hand, or for another try: a late result is not for it.
    """
    if not changes:
        return
    same = {name: value for name, value in changes[0].items() if value is None or isinstance(value, StrEnum)}
    for change in changes[1:]:
        same = {name: value for name, value in same.items() if change[name] is value}
    names = [name for name in changes[0] if name != "row" and name not in same]
    statement = _marking(tuple(names), tuple(same.items()))
    await session.execute(statement, [_parameters(change, names) for change in changes])


@lru_cache(maxsize=64)
def _marking(names: Sequence[str], same: Sequence[tuple[str, StrEnum | None]]) -> Update:
    """What is the same for all rows stands in the statement: each parameter goes along with every one of many rows."""
    return (
        update(OUTBOX)
        .where(
            OUTBOX.c.id == bindparam("row_id"),
            text("outbox.state = 'sending'"),
            OUTBOX.c.attempts == bindparam("row_attempts"),
        )
        .values({name: bindparam(f"new_{name}", type_=OUTBOX.c[name].type) for name in names})
        .values({name: null() if value is None else literal_column(f"'{value}'") for name, value in same})
    )


def _parameters(change: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    row = change["row"]
    return {"row_id": row.id, "row_attempts": row.attempts, **{f"new_{name}": change[name] for name in names}}
