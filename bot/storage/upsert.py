"""Insert what is not there yet, in one statement on either database."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.base import Base, table_of


async def insert_new(session: AsyncSession, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose unique keys are free; the others are left as they are."""
    if not rows:
        return
    await session.execute(_insert(model, session.get_bind().dialect.name), list(rows))


@cache
def _insert(model: type[Base], dialect: str) -> Insert:
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table_of(model))
    found: Insert = statement.on_conflict_do_nothing()
    return found
