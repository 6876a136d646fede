"""Insert what is not there yet, in one statement on either database."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Insert, bindparam, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.base import Base, table_of
from bot.storage.many import alike, given, rows_of


async def insert_new(session: AsyncSession, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose unique keys are free; the others are left as they are. All rows name the same columns."""
    if not rows:
        return
    dialect, columns = session.get_bind().dialect, table_of(model).c
    same, own = alike(rows)
    if not own:  # one row, most likely
        await session.execute(_row(model, dialect.name), list(rows))
        return
    values = rows_of([[row[name] for row in rows] for name in own], [columns[name] for name in own], dialect)
    parameters = {name: rows[0][name] for name in same} | {"given": values}
    await session.execute(_rows(model, dialect.name, same, own), parameters)


@cache
def _row(model: type[Base], dialect: str) -> Insert:
    inserted: Insert = _into(model, dialect).on_conflict_do_nothing()
    return inserted


@lru_cache(maxsize=128)
def _rows(model: type[Base], dialect: str, same: Sequence[str], own: Sequence[str]) -> Insert:
    """What is the same for all rows stands in the statement once."""
    columns = table_of(model).c
    rows = given(dialect, {name: columns[name] for name in own})
    parts = [*(bindparam(name, type_=columns[name].type) for name in same), *(rows.c[name] for name in own)]
    # SQLite takes ON for a part of a join where no condition stands before it.
    source = select(*parts).select_from(rows).where(true())
    inserted: Insert = _into(model, dialect).from_select([*same, *own], source).on_conflict_do_nothing()
    return inserted


def _into(model: type[Base], dialect: str) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table_of(model))
