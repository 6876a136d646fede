"""Changing rows that are in hand, many in one statement."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.schema import Column

from bot.delivery.claims import IN_HAND, OUTBOX
from bot.storage.many import alike, given, rows_of


async def mark(session: AsyncSession, changes: list[dict[str, Any]]) -> None:
    """Change the row that each change names as `row`, if it is still in hand; the changes name the same columns each.

    A row that was given back and taken anew is in another hand, or for another try: a late result is not for it.
    """
    if not changes:
        return
    dialect = session.get_bind().dialect
    rows = [change.pop("row") for change in changes]
    same, own = alike(changes)
    values = [
        [row.id for row in rows],
        [row.attempts for row in rows],
        *([change[name] for change in changes] for name in own),
    ]
    parameters = {f"new_{name}": changes[0][name] for name in same}
    parameters["given"] = rows_of(values, _columns(own).values(), dialect)
    await session.execute(_marking(dialect.name, same, own), parameters)


def _columns(own: Sequence[str]) -> Mapping[str, Column[Any]]:
    known = {"row_id": OUTBOX.c.id, "row_attempts": OUTBOX.c.attempts}
    return known | {f"new_{name}": OUTBOX.c[name] for name in own}


@lru_cache(maxsize=64)
def _marking(dialect: str, same: Sequence[str], own: Sequence[str]) -> Update:
    rows = given(dialect, _columns(own))
    return (
        update(OUTBOX)
        .where(
            OUTBOX.c.id == rows.c.row_id,
            IN_HAND,
            OUTBOX.c.attempts == rows.c.row_attempts,
        )
        .values({name: bindparam(f"new_{name}", type_=OUTBOX.c[name].type) for name in same})
        .values({name: rows.c[f"new_{name}"] for name in own})
    )
