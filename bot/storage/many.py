"""Many rows in one parameter: a statement reads them like a table, and runs once however many they are.

Executing a statement once per row costs Python and SQLite a change of hands for each row, and PostgreSQL a start of its
executor; here a database takes all rows in one step of its own, while Python does something else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Dialect,
    FromClause,
    Select,
    String,
    TextualSelect,
    TypeDecorator,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.schema import Column
from sqlalchemy.types import TypeEngine

Rows = Sequence[Sequence[Any]]
Statement = Select[*tuple[Any, ...]] | TextualSelect


class _Document(TypeDecorator[Rows]):
    """Rows as one JSON document, a list of lists."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _Raw() if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Rows | None, dialect: Dialect) -> Any:
        return orjson.dumps(value).decode()


class _Raw(JSONB):
    """JSON that is written already."""

    def bind_processor(self, dialect: Dialect) -> None:
        return None


def given(dialect: str, columns: Mapping[str, Column[Any]], name: str = "given") -> FromClause:
    """The rows in the parameter of this name, as a table: by name of each column, the one whose values it holds.

    The parameter is what `rows_of` makes of them.
    """
    parameter = bindparam(name, type_=_Document())
    postgresql = dialect == "postgresql"
    rows = (func.jsonb_array_elements if postgresql else func.json_each)(parameter).table_valued("value", name="rows")
    pick = _picked if postgresql else _extracted
    parts = [pick(place, column).label(name) for place, (name, column) in enumerate(columns.items())]
    return select(*parts).select_from(rows).subquery(name)


def rows_of(values: Iterable[Iterable[Any]], columns: Iterable[Column[Any]], dialect: Dialect) -> Rows:
    """Rows as the database keeps them, and JSON can hold them; `values` are those of one column after the other."""
    return list(zip(*(_stored(own, column, dialect) for own, column in zip(values, columns, strict=True)), strict=True))


def alike(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names whose values all rows share, and the others. What is shared need not be said for each row."""
    first, *others = rows
    same = tuple(name for name in first if all(row[name] == first[name] for row in others))
    return same, tuple(name for name in first if name not in same)


def _extracted(place: int, column: Column[Any]) -> ColumnElement[Any]:
    return literal_column(f"json_extract(rows.value, '$[{place}]')", column.type)


def _picked(place: int, column: Column[Any]) -> ColumnElement[Any]:
    return cast(literal_column(f"rows.value ->> {place}", String()), column.type)


def _stored(values: Iterable[Any], column: Column[Any], dialect: Dialect) -> Iterable[Any]:
    convert = _processor(column, dialect)
    return values if convert is None else map(convert, values)


@lru_cache(maxsize=256)
def _processor(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


async def rows_found(
    session: AsyncSession, statement: Statement, parameters: Mapping[str, Any]
) -> Sequence[Sequence[Any]]:
    """What a statement that is put together once finds. SQLite hands over all rows in one, as JSON."""
    return await session.run_sync(_found, statement, parameters)


def _found(session: Session, statement: Statement, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    # By the connection: there are no entities, and the session would look for some with each statement.
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return connection.execute(statement, parameters).all()
    rows: list[list[Any]] = orjson.loads(connection.scalar(_gathered(statement), parameters))
    for place, read in _readers(statement, connection.dialect):
        for row in rows:
            row[place] = read(row[place])
    return rows


@lru_cache(maxsize=512)
def _gathered(statement: Statement) -> Select[Any]:
    rows = statement.subquery("rows")
    return select(func.json_group_array(func.json_array(*rows.c), type_=String()))


@lru_cache(maxsize=512)
def _readers(statement: Statement, dialect: Dialect) -> Sequence[tuple[int, Callable[[Any], Any]]]:
    readers = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.subquery().c)
    return [(place, read) for place, read in enumerate(readers) if read is not None]
