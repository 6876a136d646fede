"""Every table filled with one family by reflection over the models, its words marked; and where the mark is found."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Integer, String, Table, Time, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.privacy.registry import REGISTRY
from bot.services.privacy.tables import Whose
from bot.storage.base import Base, UTCDateTime, Word

OF_GUARDIANS = {"person_id", "raised_by", "reached_id"}
"""Columns that point to a guardian; other columns that point to people mean the staff."""


@dataclass(slots=True)
class Filled:
    """A family's row in each table, made at `at`, with `mark` wherever there are words.

    `school` are ids of what is not the family's own, `given` values (`table.column`) that must not be just any.
    """

    mark: str
    at: datetime
    number: int
    school: Mapping[str, int]
    given: Mapping[str, Any] = field(default_factory=dict)
    named: bool = False
    """Each mark says where it was put."""
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    async def fill(self, session: AsyncSession) -> "Filled":
        """Make the rows."""
        for table in Base.metadata.sorted_tables:
            if REGISTRY[table.name].whose is Whose.FAMILY:
                self.rows[table.name] = await insert(session, table, self.value)
        return self

    def value(self, column: Column[Any]) -> Any:
        """What stands in a column of the family's."""
        place = str(column)
        if place in self.given:
            return self.given[place]
        if column.foreign_keys:
            return self._pointed(column)
        if column.name in ("erased_at", "left_at"):
            return None
        words = column.name in REGISTRY[column.table.name].words.split()
        mark = f"{self.mark}.{place}" if self.named else self.mark
        return any_value(column, mark if words else str(self.number), self.at)

    def _pointed(self, column: Column[Any]) -> Any:
        target = next(iter(column.foreign_keys)).column.table.name
        if target == "people" and column.name not in OF_GUARDIANS:
            return self.school["people"]
        return self.rows[target]["id"] if target in self.rows else self.school.get(target)


async def fill_school(session: AsyncSession, mark: str, at: datetime) -> dict[str, int]:
    """A row in each table that is no family's; their ids."""
    ids: dict[str, int] = {}

    def value(column: Column[Any]) -> Any:
        if column.foreign_keys:
            return ids.get(next(iter(column.foreign_keys)).column.table.name)
        if column.nullable and (column.name.endswith("ed_at") or column.table.name == "schools"):
            return None  # nothing has ended, and the school's rules are as usual
        return {"timezone": "Asia/Jakarta", "term": "20261"}.get(column.name) or any_value(column, mark, at)

    for table in Base.metadata.sorted_tables:
        lacking = [key for key in table.foreign_keys if value(key.parent) is None and not key.parent.nullable]
        if not lacking and (table.name == "people" or REGISTRY[table.name].whose is not Whose.FAMILY):
            ids[table.name] = (await insert(session, table, value)).get("id", 0)
    return ids


async def insert(session: AsyncSession, table: Table, value: Callable[[Column[Any]], Any]) -> Mapping[str, Any]:
    """One row, every column of which has its value; its key."""
    row = {column.name: value(column) for column in table.columns if not _numbers_itself(column)}
    made = await session.execute(table.insert().values(row).returning(*table.primary_key.columns))
    return dict(made.mappings().one())


def any_value(column: Column[Any], text: str, at: datetime) -> Any:
    """A value that fits the column's type; `text` where it may be one."""
    kind = column.type
    if isinstance(kind, Word):
        return next(iter(kind.words))
    if isinstance(kind, UTCDateTime):
        return at
    for known, value in _VALUES.items():
        if isinstance(kind, known):
            return value([text], at)
    assert isinstance(kind, String), column
    return text[: kind.length or 500]


def _numbers_itself(column: Column[Any]) -> bool:
    alone = len(column.table.primary_key.columns) == 1
    return bool(column.primary_key and isinstance(column.type, BigInteger) and alone and not column.foreign_keys)


_VALUES: Mapping[type[Any], Callable[[list[str], datetime], Any]] = {
    JSON: lambda text, at: text,
    Boolean: lambda text, at: False,
    Integer: lambda text, at: 1,
    Float: lambda text, at: 1.5,
    Date: lambda text, at: at.date(),
    Time: lambda text, at: time(8),
}


async def found(session: AsyncSession, mark: str) -> set[str]:
    """Where a mark stands: `table.column`, after looking into every column of every row."""
    places = set()
    for table in Base.metadata.sorted_tables:
        for row in (await session.execute(select(table))).mappings():
            places |= {f"{table.name}.{name}" for name, value in row.items() if mark in _text(value)}
    return places


def _text(value: Any) -> str:
    if isinstance(value, date | datetime | time) or value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str)
