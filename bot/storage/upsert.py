"""Insert what is not there yet, in one statement on either database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.base import Base


async def insert_new(session: AsyncSession, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose unique keys are free; the others are left as they are."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    table = model.__table__
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    await session.execute(statement.on_conflict_do_nothing(), list(rows))
