"""Retention: what has had its time is removed by itself, a few rows at a time, and counted where access is noted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.accesses import AccessAction
from bot.domain.retention import Retention, Term, dump_retention, load_retention
from bot.services import accesses
from bot.services.privacy import chats
from bot.services.privacy.registry import ALL, REGISTRY
from bot.services.privacy.tables import Ends, Erase, Kept
from bot.storage.among import among
from bot.storage.base import Base, table_of
from bot.storage.models import Account, LogEntry, School

CHUNK = 300
"""Rows in one transaction: nobody waits for them."""


_POINTERS = [
    column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if any(key.column is table_of(LogEntry).c.id for key in column.foreign_keys)
]
"""Every column that names an entry of the log."""


@dataclass(frozen=True, slots=True)
class Over:
    """One way in which rows of a table end."""

    table: str
    number: int

    @property
    def kept(self) -> Kept:
        return REGISTRY[self.table]

    @property
    def ends(self) -> Ends:
        return self.kept.ends[self.number]


def ways() -> Iterator[Over]:
    """All ways in which anything ends; a pupil's and a guardian's rows before the people themselves."""
    for kept in reversed(ALL):
        for number in range(len(kept.ends)):
            yield Over(kept.name, number)


async def schools(session: AsyncSession) -> list[int]:
    """The schools whose rules are looked at."""
    return list(await session.scalars(select(School.id).order_by(School.id)))


async def is_due(session: AsyncSession, school_id: int, over: Over, now: datetime) -> bool:
    """Whether anything is over; asked as a reader, which keeps nobody waiting."""
    return bool(await _keys(session, await _rule(session, school_id), school_id, over, now, 1))


async def expire(session: AsyncSession, school_id: int, over: Over, now: datetime) -> bool:
    """Remove the next few rows; whether there may be more."""
    rows = await _keys(session, await _rule(session, school_id), school_id, over, now, CHUNK)
    if not rows:
        return False
    await _remove(session, over, rows, now)
    accesses.note(
        session,
        school_id,
        AccessAction.EXPIRED,
        now,
        what=over.ends.term.value,
        details={"table": over.table, "rows": len(rows)},
    )
    await session.flush()
    return len(rows) == CHUNK


def set_months(school: School, rule: Retention) -> None:
    """Keep the school's own rule."""
    school.retention = dump_retention(rule)


async def _rule(session: AsyncSession, school_id: int) -> Retention:
    return load_retention(await session.scalar(select(School.retention).where(School.id == school_id)))


Keys = list[tuple[int, ...]]


async def _keys(session: AsyncSession, rule: Retention, school_id: int, over: Over, now: datetime, limit: int) -> Keys:
    due = over.ends.due(school_id, rule.before(over.ends.term, now))
    keys = table_of(over.kept.model).primary_key.columns
    rows = await session.execute(select(*keys).where(due, _not_yet(over)).order_by(*keys).limit(limit))
    return [tuple(row) for row in rows]


def _not_yet(over: Over) -> ColumnElement[bool]:
    """What is to be blanked has not been: without this the same rows would be found for ever."""
    columns = table_of(over.kept.model).columns
    if over.ends.erase is Erase.DELETE:
        return and_(True)
    if "erased_at" in columns and over.ends.term is not Term.PUPILS:
        return columns["erased_at"].is_(None)
    words = [columns[name] for name in over.kept.words.split() if columns[name].nullable]
    blank = [column.is_not(None) for column in words]
    return or_(*blank) if blank and over.ends.term is not Term.PUPILS else and_(True)


async def _remove(session: AsyncSession, over: Over, rows: Keys, now: datetime) -> None:
    model, ids = over.kept.model, [row[0] for row in rows]
    if over.ends.erase is Erase.DELETE and model is Account:
        await chats.forget(session, ids)
        return
    if over.ends.erase is Erase.DELETE and model is LogEntry:
        await _unhook(session, ids)
    keys = list(table_of(model).primary_key.columns)
    these = keys[0].in_(ids) if len(keys) == 1 else tuple_(*keys).in_(rows)
    statement = (
        delete(model).where(these)
        if over.ends.erase is Erase.DELETE
        else update(model).where(these).values(over.kept.blanks(over.ends, now))
    )
    await session.execute(statement.execution_options(synchronize_session=False))


async def _unhook(session: AsyncSession, ids: list[int]) -> None:
    """What points to entries of the log points to nothing any more; what is nothing without its entry goes."""
    for column in _POINTERS:
        these = among(column, ids)
        unhooked = update(column.table).where(these).values({column.name: None})
        await session.execute(delete(column.table).where(these) if column.primary_key else unhooked)
